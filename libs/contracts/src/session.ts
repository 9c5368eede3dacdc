import { z } from 'zod';
import { PERMISSIONS, ROLE_CODES } from './access.js';
import { Id, Instant } from './primitives.js';

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
});
export type Me = z.infer<typeof Me>;

export const UserView = z.object({
  id: Id,
  username: z.string(),
  displayName: z.string(),
  roles: z.array(z.enum(ROLE_CODES)),
  organisationName: z.string(),
  areaCode: z.string(),
  disabledAt: Instant.nullable(),
  lastSignedInAt: Instant.nullable(),
});
export const CreateUser = z.strictObject({
  username: z
    .string()
    .trim()
    .regex(/^[a-z][a-z0-9._-]{1,39}$/),
  displayName: z.string().trim().min(1).max(40),
  password: z.string().min(10).max(200),
  roles: z.array(z.enum(ROLE_CODES)).min(1),
  organisationId: Id,
});
export type CreateUser = z.infer<typeof CreateUser>;
export const OrganisationView = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  kind: z.string(),
  areaCode: z.string(),
});
