import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id, Instant } from './primitives.js';

/** What a flag is on. */
export const RiskSubject = z.strictObject({ kind: z.enum(['project', 'resource']), id: Id });
export type RiskSubject = z.infer<typeof RiskSubject>;

/** 风险标记 (measure 27): how grave, and which unit to ask; never why. */
export const RiskFlagView = z.object({
  id: Id,
  level: z.enum(codesOf('riskLevel')),
  askUnit: z.object({ id: Id, name: z.string() }),
  setAt: Instant,
  setByName: z.string(),
});
export type RiskFlagView = z.infer<typeof RiskFlagView>;

/** Whether a project or resource may be offered. */
export const RiskView = z.object({
  /** 须先核: it may not be offered until somebody in charge has cleared it. Everybody is told this much. */
  awaitsClearance: z.boolean(),
  /** Null without a flag, and for those who may not see it. */
  flag: RiskFlagView.nullable(),
  can: z.object({ manage: z.boolean() }),
});
export type RiskView = z.infer<typeof RiskView>;

export const SetRiskFlag = z.strictObject({
  subject: RiskSubject,
  level: z.enum(codesOf('riskLevel')),
  askOrganisationId: Id,
});
export type SetRiskFlag = z.infer<typeof SetRiskFlag>;
