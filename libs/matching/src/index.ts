/**
 * The public surface of the matching library: plain records in, ranked and explained matches out.
 * No framework, no database, no clock, no I/O.
 */
export * from './model.js';
export { DEFAULT_JARGON, DEFAULT_TOP, DEFAULT_WEIGHTS } from './options.js';
export { DEFAULT_NEEDS } from './data/needs.js';
export type { ConstraintOptions, Industry, ListedCompanyFact, MatchOptions, Need, Pause } from './options.js';
export { ALGORITHM_VERSION, createMatcher } from './match.js';
export { checkedOptions } from './checked-options.js';
export { DuplicateRecordError, EpochMismatchError, InvalidOptionError, UnknownRecordError } from './match.errors.js';
export type { Matcher, MatchQuery } from './match.js';
export * from './shards/surface.js';
export { PAIR_POINT_PARTS, PAIR_POINT_WEIGHTS, pairPoints } from './explanation/points.js';
export type { PairPoint, PairPointPart, PairPoints, PairWorth } from './explanation/points.js';
export { explainInWords } from './explanation/words.js';
export type { Explainable } from './explanation/words.js';
export {
  CONSTRAINT_NAMES,
  CRITERION_NAMES,
  PAIR_POINT_NAMES,
  STRATEGY_NAMES,
  VERDICT_NAMES,
} from './explanation/names.js';
export type { Locale } from './explanation/names.js';
export * from './names/surface.js';
export * from './allocation/surface.js';
export * from './packages/surface.js';
export * from './chains/surface.js';
export * from './confidence/surface.js';
export * from './learning/surface.js';
export * from './retrieval/surface.js';
