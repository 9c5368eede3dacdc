import { SetMetadata } from '@nestjs/common';
import type { Permission } from '@lianghuan/contracts';

export const REQUIRED_PERMISSION = 'lianghuan:permission';

/** The permission a controller method needs. A method without one, and without {@link Public}, answers nobody. */
export const RequirePermission = (permission: Permission) => SetMetadata(REQUIRED_PERMISSION, permission);

/** Any signed-in user may call this. */
export const SignedIn = () => SetMetadata(REQUIRED_PERMISSION, 'signed-in');

/** Anybody may call this: sign-in, health. */
export const Public = () => SetMetadata(REQUIRED_PERMISSION, 'public');
