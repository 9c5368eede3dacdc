import { FULL_MASS, QUERY_SCALE, ROW_SCALE } from '../kernels/kernels.js';

/** What a line gains by standing in the project's text as a whole. */
export const WRITTEN_BONUS = 0.15;

/** How much of its coverage, and of its nearness in topic, a line counts that is so much of the business (0–100). */
export const shareOfCoverage = (importance: number): number => 0.75 + 0.0025 * importance;
export const shareOfTopic = (importance: number): number => 0.85 + 0.0015 * importance;

/** Both for the kernels, by importance: 256 numbers each. */
export const SHARE_TABLES = Float64Array.from({ length: 512 }, (_, i) =>
  i < 256 ? shareOfCoverage(i) : shareOfTopic(i - 256),
);

/** How much a text of this idf mass can be covered at all: common words alone do not make full coverage. */
export const weightOfMass = (mass: number): number => Math.min(1, mass / FULL_MASS);

/** Share of a text that is covered, with what it gains by standing in the project as a whole. */
export const coveredShare = (covered: number, mass: number, isWritten: boolean): number =>
  covered === 0 ? 0 : covered / mass + (isWritten ? WRITTEN_BONUS : 0);

/** Cosine of a project's topic and a line's from their product in whole numbers; opposite ones count as unrelated. */
export const cosineOf = (dot: number): number => Math.max(0, dot) / (QUERY_SCALE * ROW_SCALE);
