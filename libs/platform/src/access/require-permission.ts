import { SetMetadata } from '@nestjs/common';
import type { Permission } from '@lianghuan/contracts';

export const REQUIRED_PERMISSION = 'lianghuan:permission';

/** The permission a controller method needs. A method without one, and without {@link Public}, answers nobody. */
export const RequirePermission = (permission: Permission) => SetMetadata(REQUIRED_PERMISSION, permission);

/** Any signed-in user may call this. */
export const SignedIn = () => SetMetadata(REQUIRED_PERMISSION, 'signed-in');

/** Any signed-in user may call this, also before the initial password is changed. */
export const WithInitialPassword = () => SetMetadata(REQUIRED_PERMISSION, 'initial-password');

/** Anybody may call this: sign-in, health. */
export const Public = () => SetMetadata(REQUIRED_PERMISSION, 'public');
