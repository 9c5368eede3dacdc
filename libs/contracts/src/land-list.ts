import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { LandNeedFigures } from './land-need.js';
import { Id, Instant, Reason } from './primitives.js';
import type { projectFields } from './project.js';

/** What a version of the 用地需求清单 keeps of each project beside its code, name and area. */
export const LAND_LIST_FIELDS = [
  'landClass', 'landMu', 'newConstructionMu', 'forestMu', 'quotaPrepaid', 'landBatch', 'landGuaranteedMu', 'forestGuaranteedMu', 'landGuarantee',
  'forestGuarantee',
] as const satisfies readonly (keyof typeof projectFields)[]; // prettier-ignore
export type LandListField = (typeof LAND_LIST_FIELDS)[number];

/** Keeps the list of a year as it stands, of the asker's county or, by the city, of the whole city (measure 43). */
export const FreezeLandList = z.strictObject({
  year: z.int().min(2000).max(2100),
  /** Null for the whole city. */
  areaCode: z.string().nullable(),
  step: z.enum(codesOf('landListStep')),
  reason: Reason,
});
export type FreezeLandList = z.infer<typeof FreezeLandList>;

/** 清单版本: the list of a year and place as it was submitted or issued, numbered; never changed. */
export const LandListVersion = z.object({
  id: Id,
  year: z.int(),
  areaCode: z.string().nullable(),
  areaName: z.string(),
  number: z.int(),
  step: z.enum(codesOf('landListStep')),
  reason: z.string(),
  frozenAt: Instant,
  frozenByName: z.string(),
  organisationName: z.string(),
  total: LandNeedFigures,
});
export type LandListVersion = z.infer<typeof LandListVersion>;

export const LandListQuery = z.object({ year: z.coerce.number().int().min(2000).max(2100) });
export type LandListQuery = z.infer<typeof LandListQuery>;
/** Versions of a year, the newest first. */
export const LandListVersions = z.object({
  items: z.array(LandListVersion),
  /** Whose list the asker may keep: a county, or null for the whole city. */
  mayFreeze: z.array(z.string().nullable()),
});
export type LandListVersions = z.infer<typeof LandListVersions>;

const Value = z.string().nullable();
/** A project of the list as it stood; figures in 亩 as decimal strings. */
export const LandListRow = z.object({
  projectId: Id,
  code: z.string(),
  name: z.string(),
  areaCode: z.string().nullable(),
  areaName: z.string().nullable(),
  landClass: Value,
  landMu: Value,
  newConstructionMu: Value,
  forestMu: Value,
  quotaPrepaid: Value,
  landBatch: Value,
  landGuaranteedMu: Value,
  forestGuaranteedMu: Value,
  landGuarantee: Value,
  forestGuarantee: Value,
} satisfies Readonly<Record<LandListField, z.ZodType>> & z.ZodRawShape);
export type LandListRow = z.infer<typeof LandListRow>;

export const LandListDetail = LandListVersion.extend({
  rows: z.array(LandListRow),
  /** Of the same year and place, the one before; null for the first. */
  previousId: Id.nullable(),
});
export type LandListDetail = z.infer<typeof LandListDetail>;

/** `to`: another version; without, the version is compared with the list as it is now. */
export const LandListDifferenceQuery = z.object({ to: Id.optional() });
export type LandListDifferenceQuery = z.infer<typeof LandListDifferenceQuery>;

/** What became of a project between two versions. */
export const LandListChange = z.object({
  change: z.enum(codesOf('landListChange')),
  project: LandListRow.pick({ projectId: true, code: true, name: true, areaName: true }),
  /** For `changed`, what differs. */
  fields: z.array(z.object({ field: z.enum(LAND_LIST_FIELDS), before: Value, after: Value })),
});
export type LandListChange = z.infer<typeof LandListChange>;

export const LandListDifference = z.object({
  /** The earlier of the two. */
  from: LandListVersion,
  /** Null for the list as it is now. */
  to: LandListVersion.nullable(),
  total: z.object({ before: LandNeedFigures, after: LandNeedFigures }),
  changes: z.array(LandListChange),
});
export type LandListDifference = z.infer<typeof LandListDifference>;
