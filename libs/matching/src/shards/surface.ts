/**
 * The parts behind `createMatcher`, for many enterprises, many threads or many machines:
 * `freezeEpoch` → `buildSegment` per shard → `prepareProject`, `findCandidates` per project and shard → `mergeScore` →
 * `PairDescriber` for the pairs that are shown. Results are equal to the byte however the enterprises are sharded.
 */
export { DEFAULT_SAMPLE_SIZE, Epoch, freezeEpoch } from '../epoch/epoch.js';
export type { EpochHandle, EpochOptions } from '../epoch/epoch.js';
export { buildSegment } from '../segment/build-segment.js';
export type { SegmentOptions } from '../segment/build-segment.js';
export { Segment } from '../segment/segment.js';
export type { SegmentHandle } from '../segment/segment.js';
export { prepareProject } from '../candidates/project.js';
export type { PreparedProject } from '../candidates/project.js';
export { CandidateSet } from '../candidates/candidate-set.js';
export { findCandidates, FoundCandidates } from '../candidates/found-candidates.js';
export { findCandidatesIn, matchProject } from './match-project.js';
export type { CandidateOptions } from '../candidates/found-candidates.js';
export type { CandidatePool, MeasuredCandidates } from '../ranking/rank-pool.js';
export { LIST_LENGTHS, LISTS } from '../candidates/lists.js';
export type { ListName } from '../candidates/lists.js';
export { mergeScore } from '../ranking/merge.js';
export type { ProjectRanking, RankedPair, RankingOptions } from '../ranking/rank-pool.js';
export type { Scale } from '../ranking/scale.js';
export { PairDescriber } from '../explanation/describe.js';
export type { MeasuredRows } from '../criteria/measure.js';
export type { DescriptionOptions, PairDescription } from '../explanation/describe.js';
export { IndexFormatError } from '../packed/sheet.js';
export { LiveMatcher } from '../live/live-matcher.js';
export type { LiveInput } from '../live/live-matcher.js';
export { OfferFinder } from '../offers/offer.js';
