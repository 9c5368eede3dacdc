import type { Epoch } from '../epoch/epoch.js';
import type { CriterionName, EnterpriseRecord, Evidence } from '../model.js';
import type { Industry } from '../options.js';
import type { FollowedPlaces } from './followed-places.js';
import type { PairCursor } from './pair-cursor.js';

/** Numbers of a pair, whichever side it is looked at from. What cannot be known is NaN. */
export interface MeasuredPair {
  /** BM25F of the project's words. */
  readonly words: number;
  /** TF-IDF dot product with the unit-length row. */
  readonly focus: number;
  /** Strength of the best covered line. */
  readonly coverage: number;
  /** The same for the line nearest in topic to the project, and to the project's industry. */
  readonly productTopic: number;
  readonly trade: number;
  /** Agreement of codes, 0–1; NaN when either side has none. */
  readonly codes: number;
  readonly parkCodes: number;
  /** 1 or 0; NaN when either side has no province. */
  readonly sameProvince: number;
  /** 0–1 value of the enterprise's size; NaN where it is unknown. */
  readonly size: number;
}

/** A pair with the texts of both sides at hand, for evidence. */
export interface Pair {
  readonly epoch: Epoch;
  /** Stands on the enterprise. */
  readonly at: PairCursor;
  readonly record: EnterpriseRecord;
  readonly industries: ReadonlyMap<string, Industry>;
  /** Of the project's words; one for all pairs of the project. */
  readonly places: FollowedPlaces;
  /** The words both sides use, once somebody has looked for them: several criteria show them. */
  words?: Evidence[];
}

/**
 * One reason to prefer an enterprise. A criterion measures; weights, scaling and neutral values belong to the
 * ranking, sentences to the explanation.
 */
export interface Criterion {
  readonly name: CriterionName;
  /**
   * `relative`: any strength ≥ 0, divided by the best among the project's candidates.
   * `absolute`: already 0–1.
   */
  readonly scale: 'relative' | 'absolute';
  /** The measure is made from words and product lines, not from a column of the enterprise. */
  readonly readsTexts?: boolean;
  /** The measure shows that the enterprise is in the trade of the project. */
  readonly showsFit?: boolean;
  /** The value counts only as far as the enterprise is in the trade. */
  readonly countsWithFit?: boolean;
  /** An enterprise that cannot be judged has a stand-in value of its own; else the mean over a fixed sample is taken. */
  readonly hasStandIn?: boolean;
  /** The field that is missing when the criterion cannot be judged. */
  readonly field: string;
  /** Strength of a pair, or NaN when a field it needs is missing. */
  measure(at: MeasuredPair): number;
  /** What the measure rests on; empty when there is nothing to show. */
  evidence(pair: Pair): Evidence[];
}
