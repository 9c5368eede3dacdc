import { z } from 'zod';
import { ROLE_CODES } from './access.js';
import { codesOf } from './dictionary.js';
import { Id } from './primitives.js';

/** Which user, and which record: its id, or the code people know it by. */
export const AccessQuestion = z.strictObject({
  userId: Id,
  subject: z.enum(codesOf('accessSubject')),
  record: z.string().trim().min(1).max(100),
});
export type AccessQuestion = z.infer<typeof AccessQuestion>;

/** Records to choose from for a question: a kind, and a part of the name, the code or the id; without it the newest. */
export const AccessRecordQuery = z.strictObject({
  subject: AccessQuestion.shape.subject,
  q: z.string().trim().max(100).optional(),
});
export type AccessRecordQuery = z.infer<typeof AccessRecordQuery>;
export const AccessRecords = z.array(z.object({ id: Id, name: z.string().nullable(), code: z.string().nullable() }));
export type AccessRecords = z.infer<typeof AccessRecords>;

/** Whether the user may read or change the record, and why. */
export const AccessAnswer = z.object({
  isAllowed: z.boolean(),
  /** False where the record's own rule decides alone, as for the author of a batch. */
  isPermissionNeeded: z.boolean(),
  /** The user's roles that bring the permission, with how far it reaches in each. */
  roles: z.array(z.object({ role: z.enum(ROLE_CODES), reach: z.enum(codesOf('reach')) })),
  /** Where allowed: each of these alone is enough beside the permission. `reach`: it needs nothing else. */
  because: z.array(z.enum(codesOf('accessFact'))),
  /** Where refused: roles that would be enough in the user's own unit, and what would be enough with the roles there are. */
  wouldSuffice: z.object({ roles: z.array(z.enum(ROLE_CODES)), facts: z.array(z.enum(codesOf('accessFact'))) }),
});
export type AccessAnswer = z.infer<typeof AccessAnswer>;

const Person = z.object({
  id: Id,
  displayName: z.string(),
  organisationName: z.string(),
  areaName: z.string(),
  roles: z.array(z.enum(ROLE_CODES)),
  /** A disabled user may do nothing until enabled; the answers say what he might then. */
  isDisabled: z.boolean(),
});
export const AccessPeople = z.array(Person);

/** 权限说明. Name and code of a record are told to those only who may read it themselves; what decides about it, to all who may ask. */
export const AccessExplanation = z.object({
  user: Person,
  record: z.object({
    subject: z.enum(codesOf('accessSubject')),
    id: Id,
    name: z.string().nullable(),
    areaNames: z.array(z.string()),
    unitNames: z.array(z.string()),
    personNames: z.array(z.string()),
  }),
  read: AccessAnswer,
  change: AccessAnswer,
});
export type AccessExplanation = z.infer<typeof AccessExplanation>;
