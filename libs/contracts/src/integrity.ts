import { z } from 'zod';
import { codesOf, type Code } from './dictionary.js';
import { Day, Id, Instant } from './primitives.js';

/** Questions always asked: an enterprise has passed with a valid clear answer to each. */
export const REQUIRED_CHECKS: readonly Code<'integrityKind'>[] = [
  'identity',
  'dishonest',
  'abnormal',
  'violation',
  'environment',
];
/** Months a check holds unless said otherwise. */
export const CHECK_VALID_MONTHS = 6;

/** 诚信核查: what one source answered to these questions on one day. */
export const AddIntegrityCheck = z
  .strictObject({
    kinds: z
      .array(z.enum(codesOf('integrityKind')))
      .min(1)
      .max(7),
    result: z.enum(codesOf('integrityResult')),
    finding: z.string().trim().min(2).max(1000).nullish(),
    sourceName: z.string().trim().min(2).max(200),
    sourceUrl: z
      .url({ protocol: /^https?$/ })
      .max(500)
      .nullish(),
    checkedOn: Day,
    validUntil: Day,
    /** Evidence: an attachment of the enterprise. */
    attachmentId: Id.nullish(),
  })
  .refine((check) => check.validUntil >= check.checkedOn, { path: ['validUntil'], error: '有效期不能早于核查日期' })
  .refine((check) => check.result === 'clear' || Boolean(check.finding), {
    path: ['finding'],
    error: '有问题的，请写明情况',
  });
export type AddIntegrityCheck = z.infer<typeof AddIntegrityCheck>;

export const IntegrityCheckView = z.object({
  id: Id,
  kind: z.enum(codesOf('integrityKind')),
  result: z.enum(codesOf('integrityResult')),
  finding: z.string().nullable(),
  sourceName: z.string(),
  sourceUrl: z.string().nullable(),
  checkedOn: Day,
  validUntil: Day,
  attachment: z.object({ id: Id, title: z.string() }).nullable(),
  checkedByName: z.string(),
  organisationName: z.string(),
  recordedAt: Instant,
  /** Newest of its kind, and so the one that counts. */
  isCurrent: z.boolean(),
  isExpired: z.boolean(),
  withdrawn: z.object({ at: Instant, reason: z.string() }).nullable(),
  can: z.object({ withdraw: z.boolean() }),
});
export type IntegrityCheckView = z.infer<typeof IntegrityCheckView>;

export const IntegrityView = z.object({
  state: z.enum(codesOf('integrityState')),
  /** Questions of {@link REQUIRED_CHECKS} without an answer that holds. */
  missing: z.array(z.enum(codesOf('integrityKind'))),
  checks: z.array(IntegrityCheckView),
  can: z.object({ add: z.boolean() }),
});
export type IntegrityView = z.infer<typeof IntegrityView>;
