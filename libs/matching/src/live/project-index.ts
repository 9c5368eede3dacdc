import type { PreparedProject } from '../candidates/project.js';
import { NEAR_SHARES, NEAR_UNIT } from '../segment/near-score.js';
import type { Epoch } from '../epoch/epoch.js';
import { saturation } from '../epoch/basis.js';
import { Arena } from '../kernels/arena.js';
import { KERNELS_JAVASCRIPT } from '../kernels/kernels-javascript.js';
import { type Kernels, loadKernels } from '../kernels/kernels.js';
import { HIDDEN, type Segment } from '../segment/segment.js';

/** Projects that have a term, by place, and what the term is worth to each: weight × idf. */
interface ProjectPostings {
  readonly places: number[];
  readonly weights: number[];
}

/** Scores of one enterprise in the lists of every project, by place. 0 or less: not in that list. */
export interface EnterpriseScores {
  readonly words: Float64Array;
  readonly near: Int32Array;
}

/** An enterprise as it was, or as it is now. */
type Asked = 'before' | 'now';
const noScores = (): EnterpriseScores => ({ words: new Float64Array(0), near: new Int32Array(0) });

/** Projects whose near vectors lie together. */
const BLOCK = 1024;
/** Room for the near vectors of a million projects. */
const MOST_BYTES = 1 << 28;

/**
 * All projects, indexed for the question an enterprise asks: in whose lists do I stand? Gives the same numbers as
 * looking from each project at the enterprise.
 * Cost of a question: the postings of the enterprise's terms, and k multiplications a project by SIMD.
 */
export class ProjectIndex {
  readonly #projects: (PreparedProject | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #postings = new Map<number, ProjectPostings>();
  readonly #k: number;
  /** Where kernels can reach, if the epoch lies there too. */
  readonly #arena: Arena | undefined;
  readonly #kernels: Kernels;
  /** Near vectors, {@link BLOCK} projects each. */
  readonly #near: Int16Array[] = [];
  /** Topic of the enterprise that asks, and what the vectors of a block make of it. */
  readonly #topic: Int16Array;
  readonly #dots: Int32Array;
  readonly #scores: Record<Asked, EnterpriseScores> = { before: noScores(), now: noScores() };
  /** Different lists of codes, and which one each project has. */
  readonly #codeLists = new Map<string, { readonly number: number; readonly codes: readonly string[] }>();
  readonly #codeListOf: number[] = [];
  /** The same of their provinces, 0 being none; -1 for a place that is empty. */
  readonly #provinces = new Map<string, number>([['', 0]]);
  readonly #provinceOf: number[] = [];

  constructor(private readonly epoch: Epoch) {
    this.#k = epoch.topicModel.dimensions;
    this.#arena = epoch.reference.memory && Arena.create({ maximumBytes: MOST_BYTES });
    this.#kernels = this.#arena ? loadKernels(this.#arena.memory) : KERNELS_JAVASCRIPT;
    this.#topic = this.#int16(this.#k);
    this.#dots = this.#arena?.int32(BLOCK) ?? new Int32Array(BLOCK);
  }

  /** Places handed out so far; some may be empty. */
  get size(): number {
    return this.#projects.length;
  }

  add(project: PreparedProject): number {
    const place = this.#free.pop() ?? this.#projects.length;
    this.#projects[place] = project;
    const block = Math.floor(place / BLOCK);
    if (block === this.#near.length) this.#near.push(this.#int16(BLOCK * this.#k));
    this.#near[block].set(project.near, (place % BLOCK) * this.#k);
    const key = project.codes.join();
    const codeList = this.#codeLists.get(key) ?? { number: this.#codeLists.size, codes: project.codes };
    this.#codeLists.set(key, codeList);
    this.#codeListOf[place] = codeList.number;
    const province = this.#provinces.get(project.province) ?? this.#provinces.size;
    this.#provinces.set(project.province, province);
    this.#provinceOf[place] = province;
    project.query.terms.forEach((term, i) => {
      let postings = this.#postings.get(term);
      if (!postings) this.#postings.set(term, (postings = { places: [], weights: [] }));
      postings.places.push(place);
      postings.weights.push(project.query.weights[i] * this.epoch.idf[term]);
    });
    return place;
  }

  remove(place: number): void {
    this.#projects[place]?.query.terms.forEach((term) => {
      const { places = [], weights = [] } = this.#postings.get(term) ?? {};
      const at = places.indexOf(place);
      if (at < 0) return;
      // The order within a term does not matter: each project has its own sum.
      places[at] = places[places.length - 1];
      weights[at] = weights[weights.length - 1];
      places.pop();
      weights.pop();
    });
    this.#projects[place] = undefined;
    this.#provinceOf[place] = -1;
    this.#free.push(place);
  }

  /** Scores of the enterprise in a row of a segment, all 0 for a hidden one; the next question of the kind overwrites them. */
  scores(segment: Segment, row: number, asked: Asked): EnterpriseScores {
    const { words, near } = this.#cleared(asked);
    const { columns, meta } = segment;
    if ((columns.flags[row] & HIDDEN) !== 0) return { words, near };
    // Terms ascending, as every other sum of BM25 is made.
    for (let i = columns.termOffsets[row]; i < columns.termOffsets[row + 1]; i++) {
      const postings = this.#postings.get(columns.terms[i]);
      if (!postings) continue;
      const factor = saturation(columns.counts[i], columns.damping[row]);
      const { places, weights } = postings;
      for (let p = 0; p < places.length; p++) words[places[p]] += weights[p] * factor;
    }
    const codes = segment.codesAt(row);
    const province = this.#provinces.get(meta.provinces[columns.provinces[row]]);
    const besideOfCodes = Int32Array.from(
      this.#codeLists.values(),
      (list) =>
        columns.priors[row] + Math.round(NEAR_SHARES.codes * this.epoch.related.overlap(list.codes, codes) * NEAR_UNIT),
    );
    const worthOfProvince = province === 0 ? 0 : Math.round(NEAR_SHARES.province * NEAR_UNIT);
    this.#topic.set(columns.topics.subarray(row * this.#k, (row + 1) * this.#k));
    for (let from = 0; from < this.size; from += BLOCK) {
      const count = Math.min(BLOCK, this.size - from);
      this.#kernels.topicScanWide(this.#topic, this.#near[from / BLOCK], 0, count, this.#dots);
      for (let i = 0; i < count; i++) {
        const provinceOfProject = this.#provinceOf[from + i];
        if (provinceOfProject < 0) continue;
        near[from + i] =
          this.#dots[i] +
          besideOfCodes[this.#codeListOf[from + i]] +
          (province === provinceOfProject ? worthOfProvince : 0);
      }
    }
    return { words, near };
  }

  #cleared(asked: Asked): EnterpriseScores {
    const known = this.#scores[asked];
    if (known.near.length === this.size) {
      known.words.fill(0);
      known.near.fill(0);
      return known;
    }
    return (this.#scores[asked] = { words: new Float64Array(this.size), near: new Int32Array(this.size) });
  }

  #int16(length: number): Int16Array {
    return this.#arena?.int16(length) ?? new Int16Array(length);
  }
}
