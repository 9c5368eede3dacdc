import { hashId } from '../ranking/hash.js';
import { fitLogistic, sigmoid } from './logistic.js';
import {
  type BandCount,
  type Confidence,
  CONFIDENCE_BANDS,
  type ConfidenceBand,
  type ConfidenceFeatures,
  type ConfidenceFit,
  type ConfidenceModel,
  type ConfidenceSample,
  type Reliability,
} from './model.js';

/** Outcomes below which there is no number: a share of ten cases would pretend to know. */
export const NEEDED_OUTCOMES = 100;
/** Outcomes of either kind below which there is no number: nothing can be told apart from one kind alone. */
export const NEEDED_OF_EITHER = 10;
/** How many of a list count for its crowding. */
export const CONFIDENCE_LIST_LENGTH = 50;
/** A band begins where the odds are this many times the average odds, or that much below. */
const BAND_ODDS = 2;
const FOLDS = 5;
const BINS = 10;

/** Standing of every pair of one list. @param scores of one project's list, in any order; features come back in that order */
export function confidenceFeatures(scores: readonly number[]): ConfidenceFeatures[] {
  const top = scores.toSorted((x, y) => y - x).slice(0, CONFIDENCE_LIST_LENGTH);
  const best = top[0] ?? 0;
  const crowding = best + Math.log(top.reduce((sum, score) => sum + Math.exp(score - best), 0));
  return scores.map((score) => ({ score, behindBest: score - best, crowding }));
}

/**
 * Fits 匹配置信度 on outcomes. Give it the outcomes of one epoch of the formulas (`ALGORITHM_VERSION`): scores of another mean
 * something else. The order of the samples changes nothing.
 */
export function fitConfidence(samples: readonly ConfidenceSample[]): ConfidenceFit {
  const count = samples.length;
  const taken = samples.filter(({ isTaken }) => isTaken).length;
  const isTooFew = count < NEEDED_OUTCOMES;
  if (isTooFew || Math.min(taken, count - taken) < NEEDED_OF_EITHER) {
    const reason = isTooFew ? 'TOO_FEW' : 'ONE_SIDED';
    return { status: 'insufficient', reason, count, taken, needed: NEEDED_OUTCOMES, neededOfEither: NEEDED_OF_EITHER };
  }
  const sorted = samples.toSorted(bySample);
  const model = fitModel(sorted);
  const base = taken / count;
  const bands = CONFIDENCE_BANDS.map((band): BandCount => {
    const ofBand = sorted.filter(({ features }) => bandOf(shareOf(model, features), base) === band);
    return { band, count: ofBand.length, taken: ofBand.filter(({ isTaken }) => isTaken).length };
  });
  return { status: 'fitted', model, count, taken, bands, reliability: checkReliability(sorted) };
}

/** 匹配置信度 of a suggestion; undefined where the fit has too few outcomes to say anything. */
export function confidenceOf(fit: ConfidenceFit, features: ConfidenceFeatures): Confidence | undefined {
  if (fit.status === 'insufficient') return undefined;
  const share = shareOf(fit.model, features);
  const band = bandOf(share, fit.taken / fit.count);
  const behind = fit.bands.find((entry) => entry.band === band);
  return { share, band, bandCount: behind?.count ?? 0, bandTaken: behind?.taken ?? 0 };
}

function fitModel(samples: readonly ConfidenceSample[]): ConfidenceModel {
  const { intercept, slopes } = fitLogistic(
    samples.map(({ features }) => [features.score, features.behindBest, features.crowding]),
    samples.map(({ isTaken }) => isTaken),
  );
  return { a: slopes[0], b: slopes[1], c: slopes[2], d: intercept };
}

function shareOf({ a, b, c, d }: ConfidenceModel, { score, behindBest, crowding }: ConfidenceFeatures): number {
  return sigmoid(a * score + b * behindBest + c * crowding + d);
}

function bandOf(share: number, base: number): ConfidenceBand {
  const ratio = share / (1 - share) / (base / (1 - base));
  return ratio >= BAND_ODDS ? 'high' : ratio <= 1 / BAND_ODDS ? 'low' : 'middle';
}

/** Predicts each fold of lists by a fit on the others, so that the table does not praise what it was made from. */
function checkReliability(samples: readonly ConfidenceSample[]): Reliability {
  const predictions: { share: number; isTaken: boolean }[] = [];
  for (let fold = 0; fold < FOLDS; fold++) {
    const isChecked = ({ listId }: ConfidenceSample): boolean => hashId(listId) % FOLDS === fold;
    const checked = samples.filter(isChecked);
    const others = samples.filter((sample) => !isChecked(sample));
    if (checked.length === 0 || others.length === 0) continue;
    const model = fitModel(others);
    predictions.push(...checked.map(({ features, isTaken }) => ({ share: shareOf(model, features), isTaken })));
  }
  predictions.sort((x, y) => x.share - y.share);
  const bins = Array.from({ length: BINS }, (_, i) =>
    predictions.slice(Math.floor((i * predictions.length) / BINS), Math.floor(((i + 1) * predictions.length) / BINS)),
  )
    .filter((bin) => bin.length > 0)
    .map((bin) => ({
      count: bin.length,
      predicted: bin.reduce((sum, { share }) => sum + share, 0) / bin.length,
      observed: bin.filter(({ isTaken }) => isTaken).length / bin.length,
    }));
  const expectedCalibrationError = bins.reduce(
    (sum, bin) => sum + (bin.count / predictions.length) * Math.abs(bin.observed - bin.predicted),
    0,
  );
  return { bins, expectedCalibrationError };
}

/** Any fixed order will do: sums of floating-point numbers depend on it. */
function bySample(x: ConfidenceSample, y: ConfidenceSample): number {
  return (
    (x.listId < y.listId ? -1 : x.listId > y.listId ? 1 : 0) ||
    x.features.score - y.features.score ||
    x.features.crowding - y.features.crowding ||
    Number(x.isTaken) - Number(y.isTaken)
  );
}
