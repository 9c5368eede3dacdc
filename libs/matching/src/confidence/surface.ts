/** What the package shows of confidence. */
export {
  CONFIDENCE_LIST_LENGTH,
  confidenceFeatures,
  confidenceOf,
  fitConfidence,
  NEEDED_OF_EITHER,
  NEEDED_OUTCOMES,
} from './confidence.js';
export { CONFIDENCE_BANDS } from './model.js';
export type {
  BandCount,
  Confidence,
  ConfidenceBand,
  ConfidenceFeatures,
  ConfidenceFit,
  ConfidenceModel,
  ConfidenceSample,
  Reliability,
  ReliabilityBin,
} from './model.js';
