import type { Corpus } from '../candidates/corpus.js';
import type { ProjectQuery } from '../candidates/query.js';
import type { Retrieval } from '../candidates/retrieve.js';
import type { CriterionName, Evidence } from '../model.js';
import type { RelatedIndustries } from '../normalize/related-industries.js';
import type { SizeFact } from '../normalize/size.js';
import type { Industry } from '../options.js';

/** A project and an enterprise side by side, with all that is known about either. */
export interface Pair {
  readonly query: ProjectQuery;
  readonly retrieval: Retrieval;
  readonly corpus: Corpus;
  /** Place of the enterprise in the corpus. */
  readonly row: number;
  readonly facts: Facts;
  readonly related: RelatedIndustries;
  readonly text: EvidenceText;
}

/** Reference facts, looked up once. */
export interface Facts {
  /** Total assets by row in 万元, with the data set they were read from; from the record or from reference data. */
  readonly assets: readonly (SizeFact | undefined)[];
  /** Stand-in value of the criterion `size` by row, where the size is unknown. */
  readonly neutralSize: readonly number[];
  readonly industries: ReadonlyMap<string, Industry>;
}

/** What evidence needs to find words again in the texts as they were given. */
export interface EvidenceText {
  readonly blank: (folded: string) => string;
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
  /** The measure shows that the enterprise is in the trade of the project. */
  readonly showsFit?: boolean;
  /** The value counts only as far as the enterprise is in the trade. */
  readonly countsWithFit?: boolean;
  /** The field that is missing when the criterion cannot be judged. */
  readonly field: string;
  /** Strength of the pair, or undefined when a field it needs is missing. */
  measure(pair: Pair): number | undefined;
  /** Stand-in value of a pair that cannot be judged; without it, the mean over a fixed sample of enterprises. */
  neutral?(pair: Pair): number;
  /** What the measure rests on; empty when there is nothing to show. */
  evidence(pair: Pair): Evidence[];
}
