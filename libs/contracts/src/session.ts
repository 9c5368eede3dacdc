import { z } from 'zod';
import { PERMISSIONS, ROLE_CODES } from './access.js';
import { Id, Instant, Reason, Version } from './primitives.js';

export const SignIn = z.strictObject({
  username: z.string().trim().min(1).max(60),
  password: z.string().min(1).max(200),
});
export type SignIn = z.infer<typeof SignIn>;

/** Who is signed in, and what the screens may offer. */
export const Me = z.object({
  id: Id,
  username: z.string(),
  displayName: z.string(),
  roles: z.array(z.enum(ROLE_CODES)),
  permissions: z.array(z.enum(PERMISSIONS)),
  organisation: z.object({ id: Id, name: z.string(), areaCode: z.string() }),
  reach: z.enum(['own', 'area', 'city']),
  expiresAt: Instant,
  isDemonstration: z.boolean(),
  /** The password was set by somebody else: nothing is open before it is changed. */
  mustChangePassword: z.boolean(),
});
export type Me = z.infer<typeof Me>;

/** Length is what makes a password hard to guess; mixtures of signs are not asked for (NIST SP 800-63B §3.1.1.2). */
export const Password = z.string().min(10).max(200);

/** Sets an own password. */
export const ChangePassword = z.strictObject({ current: SignIn.shape.password, next: Password });
export type ChangePassword = z.infer<typeof ChangePassword>;

export const UserView = z.object({
  id: Id,
  username: z.string(),
  displayName: z.string(),
  roles: z.array(z.enum(ROLE_CODES)),
  organisationId: Id,
  organisationName: z.string(),
  areaCode: z.string(),
  mustChangePassword: z.boolean(),
  version: Version,
  disabledAt: Instant.nullable(),
  lastSignedInAt: Instant.nullable(),
});
export type UserView = z.infer<typeof UserView>;

const userFields = {
  displayName: z.string().trim().min(1).max(40),
  roles: z.array(z.enum(ROLE_CODES)).min(1),
  organisationId: Id,
};
export const CreateUser = z.strictObject({
  ...userFields,
  username: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9._-]{1,39}$/),
  password: Password,
});
export type CreateUser = z.infer<typeof CreateUser>;
/** What an administrator changes of an account; the user name stays, since records and files name it. */
export const UpdateUser = z.strictObject({ ...userFields, version: Version, reason: Reason });
export type UpdateUser = z.infer<typeof UpdateUser>;
/** A new initial password, for who has forgotten his own. */
export const ResetPassword = z.strictObject({ password: Password, reason: Reason });
export type ResetPassword = z.infer<typeof ResetPassword>;
export const OrganisationView = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  areaCode: z.string(),
});
