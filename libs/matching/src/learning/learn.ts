import { CRITERIA } from '../model.js';
import { DEFAULT_WEIGHTS } from '../options.js';
import { hashId } from '../ranking/hash.js';
import type { Comparison, LearningResult, SeenList, TrainingOptions, Weights } from './model.js';
import { seededRandom } from './random.js';
import { gainOf, trainWeights } from './train.js';

/** Positives below which nothing is learnt: with 30 and a weak pull it got worse than no learning (matching §1.10). */
export const NEEDED_POSITIVES = 30;
/** Lists set aside below which no candidate is judged. */
export const NEEDED_BACKTEST_LISTS = 20;
/** Of ten projects, how many are set aside for the back-test; always the same ones, by a hash of the id. */
const BACKTEST_TENTHS = 3;
const CUT = 10;
const RESAMPLES = 2_000;
/** A candidate is tried every night: at 95 % one try in forty would pass by luck, and was seen to in simulations. */
const INTERVAL = 0.99;

/** The lists of a project set aside are never trained on, in no version, so that all versions are judged alike. */
export function isBacktestProject(projectId: string): boolean {
  return hashId(projectId) % 10 < BACKTEST_TENTHS;
}

/**
 * Trains a candidate and judges it on the lists set aside, against the weights in use and against the defaults. It is promoted when the
 * 99 % interval of its nDCG@10 lies below neither of theirs and it gains something. The lists were ranked by the weights in use, and what
 * stands high is taken up more often, so the comparison favours what is there: a candidate that wins, wins in spite of it.
 */
export function learnWeights(
  lists: readonly SeenList[],
  active: Weights,
  options: TrainingOptions = {},
): LearningResult {
  const defaults = options.defaults ?? DEFAULT_WEIGHTS;
  const backtest = lists.filter(({ projectId }) => isBacktestProject(projectId)).filter(isJudgeable);
  const training = trainWeights(
    lists.filter(({ projectId }) => !isBacktestProject(projectId)),
    options,
  );
  const result = { training, backtestLists: backtest.length };
  if (training.positives < NEEDED_POSITIVES) return { ...result, verdict: 'TOO_FEW_POSITIVES' };
  if (backtest.length < NEEDED_BACKTEST_LISTS) return { ...result, verdict: 'BACKTEST_TOO_SMALL' };
  const againstActive = compareWeights(backtest, training.weights, active);
  const againstDefaults = compareWeights(backtest, training.weights, defaults);
  const verdict =
    againstActive.low < 0
      ? 'MAY_BE_WORSE_THAN_ACTIVE'
      : againstDefaults.low < 0
        ? 'MAY_BE_WORSE_THAN_DEFAULTS'
        : againstActive.difference > 0
          ? 'PROMOTED'
          : 'NO_GAIN';
  return { ...result, verdict, againstActive, againstDefaults };
}

/** Paired bootstrap over lists of nDCG@10, seeded, so that a printed interval can be printed again. */
export function compareWeights(lists: readonly SeenList[], candidate: Weights, other: Weights): Comparison {
  const ours = lists.map((list) => rankingQuality(list, candidate));
  const theirs = lists.map((list) => rankingQuality(list, other));
  const differences = ours.map((value, i) => value - theirs[i]);
  const random = seededRandom(20_231_208);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let i = 0; i < differences.length; i++) sum += differences[Math.floor(random() * differences.length)];
    return sum / differences.length;
  }).sort((x, y) => x - y);
  return {
    candidate: mean(ours),
    other: mean(theirs),
    difference: mean(differences),
    low: means[Math.floor((RESAMPLES * (1 - INTERVAL)) / 2)],
    high: means[Math.ceil((RESAMPLES * (1 + INTERVAL)) / 2) - 1],
  };
}

/**
 * nDCG@10 of the seen suggestions of a list, put in order by the weights; what was left alone counts as no gain. Ties keep the order
 * of a hash of the id, never that in which they were shown. 1 where nothing was gained.
 */
export function rankingQuality(list: SeenList, weights: Weights): number {
  const scored = list.suggestions
    .map((suggestion) => ({
      gain: gainOf(suggestion) ?? 0,
      score: CRITERIA.reduce((sum, name) => sum + weights[name] * (suggestion.values[name] ?? 0), 0),
      tie: hashId(suggestion.enterpriseId),
    }))
    .sort((x, y) => y.score - x.score || x.tie - y.tie);
  const ideal = discounted(scored.map(({ gain }) => gain).sort((x, y) => y - x));
  return ideal === 0 ? 1 : discounted(scored.map(({ gain }) => gain)) / ideal;
}

/** Something was taken up, and something else was seen: only then can an order be right or wrong. */
function isJudgeable({ suggestions }: SeenList): boolean {
  return suggestions.length > 1 && suggestions.some((suggestion) => (gainOf(suggestion) ?? 0) > 0);
}

const discounted = (gains: readonly number[]): number =>
  gains.slice(0, CUT).reduce((sum, gain, i) => sum + (2 ** gain - 1) / Math.log2(i + 2), 0);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
