import type { PreparedProject } from '../candidates/project.js';
import { NEAR_SHARES, NEAR_UNIT } from '../segment/near-score.js';
import type { Epoch } from '../epoch/epoch.js';
import { saturation } from '../epoch/basis.js';
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

/**
 * All projects, indexed for the question an enterprise asks: in whose lists do I stand? Gives the same numbers as
 * looking from each project at the enterprise.
 * Cost of a question: the postings of the enterprise's terms, and k multiplications a project.
 */
export class ProjectIndex {
  readonly #projects: (PreparedProject | undefined)[] = [];
  readonly #free: number[] = [];
  readonly #postings = new Map<number, ProjectPostings>();
  readonly #k: number;
  #near: Int16Array;
  /** Different lists of codes, and which one each project has. */
  readonly #codeLists = new Map<string, { readonly number: number; readonly codes: readonly string[] }>();
  readonly #codeListOf: number[] = [];

  constructor(private readonly epoch: Epoch) {
    this.#k = epoch.topicModel.dimensions;
    this.#near = new Int16Array(64 * this.#k);
  }

  /** Places handed out so far; some may be empty. */
  get size(): number {
    return this.#projects.length;
  }

  add(project: PreparedProject): number {
    const place = this.#free.pop() ?? this.#projects.length;
    this.#projects[place] = project;
    if ((place + 1) * this.#k > this.#near.length) {
      const wider = new Int16Array(2 * (place + 1) * this.#k);
      wider.set(this.#near);
      this.#near = wider;
    }
    this.#near.set(project.near, place * this.#k);
    const key = project.codes.join();
    const codeList = this.#codeLists.get(key) ?? { number: this.#codeLists.size, codes: project.codes };
    this.#codeLists.set(key, codeList);
    this.#codeListOf[place] = codeList.number;
    project.query.terms.terms.forEach((term, i) => {
      let postings = this.#postings.get(term);
      if (!postings) this.#postings.set(term, (postings = { places: [], weights: [] }));
      postings.places.push(place);
      postings.weights.push(project.query.weights[i] * this.epoch.idf[term]);
    });
    return place;
  }

  remove(place: number): void {
    this.#projects[place]?.query.terms.terms.forEach((term) => {
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
    this.#free.push(place);
  }

  /** Scores of the enterprise in a row of a segment; all 0 for a hidden one. */
  scores(segment: Segment, row: number): EnterpriseScores {
    const words = new Float64Array(this.size);
    const near = new Int32Array(this.size);
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
    this.#compareTopics(columns.topics.subarray(row * this.#k, (row + 1) * this.#k), near);
    const codes = segment.codesAt(row);
    const province = meta.provinces[columns.provinces[row]];
    const worthOfCodes = Array.from(this.#codeLists.values(), (list) =>
      Math.round(NEAR_SHARES.codes * this.epoch.related.overlap(list.codes, codes) * NEAR_UNIT),
    );
    const worthOfProvince = Math.round(NEAR_SHARES.province * NEAR_UNIT);
    const prior = columns.priors[row];
    this.#projects.forEach((project, place) => {
      const isSameProvince = project !== undefined && province !== '' && province === project.province;
      near[place] = project
        ? near[place] + prior + worthOfCodes[this.#codeListOf[place]] + (isSameProvince ? worthOfProvince : 0)
        : 0;
    });
    return { words, near };
  }

  #compareTopics(topic: Int8Array, into: Int32Array): void {
    const k = this.#k;
    const near = this.#near;
    const wide = Int32Array.from(topic);
    for (let place = 0; place < into.length; place++) {
      const at = place * k;
      let a = 0;
      let b = 0;
      let d = 0;
      for (; d + 2 <= k; d += 2) {
        a += wide[d] * near[at + d];
        b += wide[d + 1] * near[at + d + 1];
      }
      if (d < k) a += wide[d] * near[at + d];
      into[place] = a + b;
    }
  }
}
