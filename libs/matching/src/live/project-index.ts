import { saturation } from '../epoch/basis.js';
import type { Epoch } from '../epoch/epoch.js';
import { NEAR_SHARES, NEAR_UNIT } from '../segment/near-score.js';
import { HIDDEN, type Segment } from '../segment/segment.js';
import type { ProjectColumns } from './project-columns.js';

/** Scores of one enterprise in the lists of every project, by place. 0 or less: not in that list. */
export interface EnterpriseScores {
  readonly words: Float64Array;
  readonly near: Int32Array;
}

/** An enterprise as it was, or as it is now. */
type Asked = 'before' | 'now';
const noScores = (): EnterpriseScores => ({ words: new Float64Array(0), near: new Int32Array(0) });

/**
 * The question an enterprise asks all projects: in whose lists do I stand? Gives the same numbers as looking from each
 * project at the enterprise.
 * Cost of a question: the postings of the enterprise's terms, and k multiplications a project by SIMD.
 */
export class ProjectIndex {
  readonly #bench: ReturnType<ProjectColumns['bench']>;
  readonly #scores: Record<Asked, EnterpriseScores> = { before: noScores(), now: noScores() };

  constructor(
    private readonly epoch: Epoch,
    private readonly projects: ProjectColumns,
  ) {
    this.#bench = projects.bench();
  }

  /** Scores of the enterprise in a row of a segment, all 0 for a hidden one; the next question of the kind overwrites them. */
  scores(segment: Segment, row: number, asked: Asked): EnterpriseScores {
    const { words, near } = this.#cleared(asked);
    const { columns, meta } = segment;
    if ((columns.flags[row] & HIDDEN) !== 0) return { words, near };
    // Terms ascending, as every other sum of BM25 is made.
    for (let i = columns.termOffsets[row]; i < columns.termOffsets[row + 1]; i++) {
      const postings = this.projects.postingsOf(columns.terms[i]);
      if (!postings) continue;
      const factor = saturation(columns.counts[i], columns.damping[row]);
      const { places, worth } = postings;
      for (let p = 0; p < places.length; p++) words[places[p]] += worth[p] * factor;
    }
    const { kernels, codes, provinces } = this.projects;
    const province = this.projects.provinceNumber(meta.provinces[columns.provinces[row]]);
    const besideOfCodes = Int32Array.from(codes.values(segment.codesAt(row), this.epoch.related), (value) =>
      Number.isNaN(value) ? 0 : Math.round(NEAR_SHARES.codes * value * NEAR_UNIT),
    );
    const worthOfProvince = province === 0 ? 0 : Math.round(NEAR_SHARES.province * NEAR_UNIT);
    const prior = columns.priors[row];
    const { query, dots } = this.#bench;
    query.set(columns.topics.subarray(row * query.length, (row + 1) * query.length));
    for (let from = 0, to = 0; from < this.projects.size; from = to) {
      to = this.projects.blockEnd(from);
      kernels.topicScanWide(query, this.projects.near.blockAt(from), 0, to - from, dots);
      for (let place = from; place < to; place++) {
        if (provinces[place] < 0) continue;
        near[place] =
          dots[place - from] +
          prior +
          besideOfCodes[codes.numbers[place]] +
          (province === provinces[place] ? worthOfProvince : 0);
      }
    }
    return { words, near };
  }

  #cleared(asked: Asked): EnterpriseScores {
    const known = this.#scores[asked];
    const { size } = this.projects;
    if (known.near.length === size) {
      known.words.fill(0);
      known.near.fill(0);
      return known;
    }
    return (this.#scores[asked] = { words: new Float64Array(size), near: new Int32Array(size) });
  }
}
