import type { CriterionName } from '../model.js';

/** How a suggestion ended, from refused to landed. */
export const OUTCOMES = ['dismissed', 'accepted', 'contacted', 'visited', 'signed', 'landed', 'fellThrough'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What an outcome is worth, 0–5. A lead that fell through was still worth taking up, but no more than that. */
export const OUTCOME_GAINS: Readonly<Record<Outcome, number>> = Object.freeze({
  dismissed: 0,
  accepted: 1,
  contacted: 2,
  visited: 3,
  signed: 4,
  landed: 5,
  fellThrough: 1,
});

/** Weights of all criteria, none negative. */
export type Weights = Readonly<Record<CriterionName, number>>;

/** One suggestion that was on somebody's screen. */
export interface SeenSuggestion {
  readonly enterpriseId: string;
  /** Place it was shown at, 1 is first. */
  readonly position: number;
  /** Value of each criterion, 0–1, as in its contributions. */
  readonly values: Partial<Readonly<Record<CriterionName, number>>>;
  /**
   * How it ended. Undefined: seen and left alone. What was dismissed for a reason that says nothing about the weights (the enterprise
   * is not expanding) is left out of the list altogether.
   */
  readonly outcome?: Outcome;
}

/** Impressions of one list of one version: what was really seen of it, and nothing else. */
export interface SeenList {
  /** The project the list was for; all its lists go to the same side of the back-test. */
  readonly projectId: string;
  /** List version, such as the run it came from. */
  readonly version: string;
  readonly suggestions: readonly SeenSuggestion[];
}

/** `preferred` should score above `other`. */
export interface Preference {
  /** preferred − other, per criterion, in the order of CRITERIA. */
  readonly difference: readonly number[];
  /** Preferences for one suggestion share its gain, so that a long list has no louder voice. */
  readonly voice: number;
}

export interface TrainingOptions {
  /** Weights the training is pulled to; default the library's. */
  readonly defaults?: Weights;
  /** Pull per positive up to 200 positives, default .2; beyond, it becomes weaker as 200 / positives. */
  readonly pull?: number;
}

export interface TrainedWeights {
  readonly weights: Weights;
  readonly lists: number;
  /** Suggestions with a gain above 0 that something can be compared with. */
  readonly positives: number;
  readonly preferences: number;
  /** Pull per positive, after the number of positives was taken into account. */
  readonly pull: number;
}

/** Mean difference of nDCG@10, candidate − other, on the same lists, with its 99 % interval by paired bootstrap. */
export interface Comparison {
  readonly candidate: number;
  readonly other: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** Why a candidate is, or is not, put to use. */
export type LearningVerdict =
  | 'PROMOTED'
  /** Fewer positives than it takes to learn anything. */
  | 'TOO_FEW_POSITIVES'
  /** Too few decided lists set aside to judge by. */
  | 'BACKTEST_TOO_SMALL'
  /** The interval of the difference reaches below 0. */
  | 'MAY_BE_WORSE_THAN_ACTIVE'
  | 'MAY_BE_WORSE_THAN_DEFAULTS'
  /** It orders the lists exactly as well. */
  | 'NO_GAIN';

export interface LearningResult {
  readonly verdict: LearningVerdict;
  readonly training: TrainedWeights;
  /** Lists set aside, in which something was taken up and something else seen. */
  readonly backtestLists: number;
  readonly againstActive?: Comparison;
  readonly againstDefaults?: Comparison;
}
