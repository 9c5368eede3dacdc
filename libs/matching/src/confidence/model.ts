/** What is known of one suggestion's standing in its list. Scores are sums of contributions, in points. */
export interface ConfidenceFeatures {
  /** Score S of the pair. */
  readonly score: number;
  /** S − S_max: distance to the best of the list, never above 0. */
  readonly behindBest: number;
  /** ln Σ exp(S) over the {@link CONFIDENCE_LIST_LENGTH} best of the list: how crowded the top is. */
  readonly crowding: number;
}

/** A suggestion of which is known how it ended. */
export interface ConfidenceSample {
  /** The list it stood in; samples of one list are never split between fitting and checking. */
  readonly listId: string;
  readonly features: ConfidenceFeatures;
  /** It was the recorded investor (back-test), or it was taken up (outcomes of one's own). */
  readonly isTaken: boolean;
}

/** p = σ(a·S + b·(S − S_max) + c·LSE + d). */
export interface ConfidenceModel {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** 高, 中, 低: odds at least twice the average, in between, at most half of it. */
export const CONFIDENCE_BANDS = ['high', 'middle', 'low'] as const;
export type ConfidenceBand = (typeof CONFIDENCE_BANDS)[number];

/** The outcomes a band rests on: how many there are, and how many of them were taken up. */
export interface BandCount {
  readonly band: ConfidenceBand;
  readonly count: number;
  readonly taken: number;
}

/** One line of the reliability table: what was promised for these outcomes, and what came of them. */
export interface ReliabilityBin {
  readonly count: number;
  /** Mean predicted share, 0–1. */
  readonly predicted: number;
  /** Share that was taken up, 0–1. */
  readonly observed: number;
}

/** How far predictions can be trusted, from predictions for lists the model was not fitted on. */
export interface Reliability {
  readonly bins: readonly ReliabilityBin[];
  /** Σ count/N · |observed − predicted|, 0–1. */
  readonly expectedCalibrationError: number;
}

/** A fit, or why there is none. There is no number without outcomes enough to carry it. */
export type ConfidenceFit =
  | {
      readonly status: 'fitted';
      readonly model: ConfidenceModel;
      readonly count: number;
      readonly taken: number;
      readonly bands: readonly BandCount[];
      readonly reliability: Reliability;
    }
  | {
      readonly status: 'insufficient';
      /** `TOO_FEW`: below `needed` outcomes. `ONE_SIDED`: fewer than `neededOfEither` taken up, or not taken up. */
      readonly reason: 'TOO_FEW' | 'ONE_SIDED';
      readonly count: number;
      readonly taken: number;
      readonly needed: number;
      readonly neededOfEither: number;
    };

/** 匹配置信度 of one suggestion. It is a share of past suggestions like it, never the chance that an investment lands. */
export interface Confidence {
  /** Share of such suggestions that were taken up, 0–1. */
  readonly share: number;
  readonly band: ConfidenceBand;
  /** Outcomes of the same band behind it. */
  readonly bandCount: number;
  readonly bandTaken: number;
}
