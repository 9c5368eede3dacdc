import { z } from 'zod';
import { pageOf } from './primitives.js';
import { ProjectQuery, ProjectView } from './project.js';

/** 年度用地需求清单 (measure 43): local projects that name this year as their 用地年度. */
export const LandNeedQuery = ProjectQuery.pick({ page: true, pageSize: true, q: true, sort: true, areaCode: true, landClass: true, needsForest: true })
  .extend({ landYear: ProjectQuery.shape.landYear.unwrap() }); // prettier-ignore
export type LandNeedQuery = z.infer<typeof LandNeedQuery>;

/** A project as the list shows it: what it needs and has of land and quotas. */
export const LandNeedProject = ProjectView.pick({
  id: true,
  name: true,
  code: true,
  areaCode: true,
  areaName: true,
  landClass: true,
  landMu: true,
  newConstructionMu: true,
  landGuaranteedMu: true,
  forestMu: true,
  forestGuaranteedMu: true,
  quotaPrepaid: true,
  landBatch: true,
  landGuarantee: true,
  forestGuarantee: true,
});
export type LandNeedProject = z.infer<typeof LandNeedProject>;
export const LandNeedPage = pageOf(LandNeedProject);

/** Without a year, the newest that a project names. */
export const LandNeedSummaryQuery = LandNeedQuery.pick({ areaCode: true, landClass: true, needsForest: true, landYear: true }).partial(); // prettier-ignore
export type LandNeedSummaryQuery = z.infer<typeof LandNeedSummaryQuery>;

/** What the projects of an area need and have; 亩 as decimal strings. */
export const LandNeedFigures = z.object({
  count: z.int(),
  landMu: z.string(),
  newConstructionMu: z.string(),
  forestMu: z.string(),
  landGuaranteedMu: z.string(),
  forestGuaranteedMu: z.string(),
  /** Projects whose quota was drawn in advance, and the quota they need. */
  prepaidCount: z.int(),
  prepaidMu: z.string(),
  /** Projects whose land is not secured as a whole (用地保障 other than 已落实). */
  unsecuredCount: z.int(),
  /** Of those that need 林地定额, projects without all of it (林地保障 other than 已落实). */
  unsecuredForestCount: z.int(),
  /** Projects that do not say how much land they need. */
  withoutLandCount: z.int(),
});
export type LandNeedFigures = z.infer<typeof LandNeedFigures>;

/** Totals of the list by area; {@link LandNeedQuery} narrows the list in the same way. */
export const LandNeedSummary = z.object({
  /** Null while no project names a year. */
  year: z.int().nullable(),
  /** Years projects name, newest first. */
  years: z.array(z.int()),
  total: LandNeedFigures,
  areas: z.array(LandNeedFigures.extend({ areaCode: z.string().nullable(), areaName: z.string() })),
  /** Some of the projects are invented for demonstration. */
  containsExamples: z.boolean(),
});
export type LandNeedSummary = z.infer<typeof LandNeedSummary>;
