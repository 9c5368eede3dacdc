/** What the package shows of learning from feedback. */
export { withExploration } from './explore.js';
export type { ExplorationOptions, ExploredPlace } from './explore.js';
export {
  compareWeights,
  isBacktestProject,
  learnWeights,
  NEEDED_BACKTEST_LISTS,
  NEEDED_POSITIVES,
  rankingQuality,
} from './learn.js';
export { OUTCOME_GAINS, OUTCOMES } from './model.js';
export type {
  Comparison,
  LearningResult,
  LearningVerdict,
  Outcome,
  SeenList,
  SeenSuggestion,
  TrainedWeights,
  TrainingOptions,
  Weights,
} from './model.js';
export { preferencesOf, trainWeights } from './train.js';
