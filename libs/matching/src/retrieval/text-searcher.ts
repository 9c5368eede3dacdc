import { type KernelOptions, type Kernels, GROUP, loadKernels, type QueryLists, WIDE } from '../kernels/kernels.js'; // prettier-ignore
import { gapAt, gapWidth } from '../kernels/kernels-javascript.js';
import type { Arena } from '../kernels/arena.js';
import { BestList } from './best-list.js';
import type { TextIndexArrays, WeightedTerms } from './text-index.js';

/** A text that was found. */
export interface TextHit {
  /** Number of the document inside the index. */
  readonly document: number;
  /** Position of the text in the order the index was given it. */
  readonly position: number;
  /** BM25, greater than 0. */
  readonly score: number;
}

/**
 * Documents whose 16-bit sums are kept at a time: 16 kB stay in the first-level cache. Fewer would make more calls, more
 * would make it dearer to read a window again for a few documents.
 */
const WINDOW = 8192;
/** Sums are 16 bits wide. */
const HIGHEST_SUM = 65_535;
/** Bounds are moved this much against scores, so that no rounding of float64 loses a document. */
const CAUTION = 1 - 1e-9;
/** Weights a list can hold. */
const WEIGHTS = 256;
/** Lists there is room for to begin with. */
const FEW_LISTS = 128;

/** The lists of a query's terms, terms in the query's order. */
interface PlannedLists extends QueryLists {
  /** Units of the sums in 1 of score, for a document of factor 1. */
  readonly scale: number;
  /** Highest weight in any of the lists, in steps. */
  readonly heaviest: number;
}

/**
 * Searches one index on one thread. Exact: the same documents in the same order as scoring every document, ties by hash
 * of the id. Every thread makes its own over the shared arrays.
 *
 * All lists of the query are added up window by window, in whole numbers that are a little too high. Documents whose sum
 * could still be among the best are kept, and at the end the few that remain are scored in float64 from the same lists.
 */
export class TextSearcher {
  readonly #kernels: Kernels;
  readonly #sums: Uint16Array;
  readonly #floors: Uint16Array;
  readonly #found: Uint32Array;
  readonly #foundSums: Uint16Array;
  readonly #ratios: Float64Array;
  /** Highest sum of each group of the first window. */
  readonly #highest = new Uint16Array(WINDOW / GROUP);
  readonly #documentCount: number;
  readonly #windowCount: number;
  readonly #picked: Uint32Array;
  readonly #slopes: Float64Array;
  readonly #scores: Float64Array;
  /** Room for the lists of a query, made again when a query needs more. */
  #lists: Uint32Array;
  #weights: Float64Array;
  #worths: Float64Array;
  #cursors: Uint32Array;
  /** Documents that may be among the best, ascending, and what each scores at most. */
  #candidates = new Uint32Array(1024);
  #most = new Float64Array(1024);
  /** The best by what they score at least. */
  #surest: BestList;
  #best: BestList;
  #scored = 0;

  constructor(
    private readonly arena: Arena,
    private readonly arrays: TextIndexArrays,
    options: KernelOptions = {},
  ) {
    this.#kernels = loadKernels(arena.memory, options);
    this.#documentCount = arrays.positions.length;
    this.#windowCount = Math.ceil(this.#documentCount / WINDOW);
    this.#sums = arena.uint16(WINDOW);
    this.#floors = arena.uint16(WINDOW / GROUP);
    this.#found = arena.uint32(WINDOW);
    this.#foundSums = arena.uint16(WINDOW);
    this.#ratios = arena.float64(WEIGHTS);
    this.#picked = arena.uint32(WINDOW);
    this.#slopes = arena.float64(WINDOW);
    this.#scores = arena.float64(WINDOW);
    this.#best = this.#surest = new BestList(0, arrays.tieOrder);
    this.#lists = arena.uint32(2 * FEW_LISTS);
    this.#weights = arena.float64(FEW_LISTS);
    this.#worths = arena.float64(FEW_LISTS);
    this.#cursors = arena.uint32(2 * FEW_LISTS * (this.#windowCount + 1));
  }

  /** Documents the last search scored in float64: those that adding up had left. */
  get scored(): number {
    return this.#scored;
  }

  /** The `top` texts with the highest scores, best first; fewer when fewer share a term with the query. */
  search(query: WeightedTerms, top: number): TextHit[] {
    const { documents, scores, count } = this.find(query, top);
    return Array.from({ length: count }, (_, i) => ({
      document: documents[i],
      position: this.arrays.positions[documents[i]],
      score: scores[i],
    }));
  }

  /** The same without an object for each hit: the first `count` entries are good until the next query. */
  find(query: WeightedTerms, top: number): Pick<BestList, 'count' | 'documents' | 'scores'> {
    const size = Math.max(0, Math.min(top, this.#documentCount));
    if (size !== this.#best.size) {
      this.#best = new BestList(size, this.arrays.tieOrder);
      this.#surest = new BestList(size, this.arrays.tieOrder);
    }
    this.#best.clear();
    this.#surest.clear();
    this.#scored = 0;
    if (size > 0 && query.terms.length > 0) {
      const lists = this.#listsOf(query);
      this.#scoreCandidates(lists, this.#findCandidates(lists, query.terms.length, size));
      this.#best.sort();
    }
    return this.#best;
  }

  /** Scores of chosen documents, as `search` would give them; 0 where no term is shared. */
  score(query: WeightedTerms, documents: ArrayLike<number>): Float64Array {
    const lists = this.#listsOf(query);
    const order = Array.from(documents, (_, i) => i).sort((a, b) => documents[a] - documents[b]);
    const scores = new Float64Array(documents.length);
    for (let from = 0; from < order.length; from += WINDOW) {
      const some = order.slice(from, from + WINDOW);
      some.forEach((at, i) => (this.#picked[i] = documents[at]));
      this.#scorePicked(lists, 0, some.length);
      some.forEach((at, i) => (scores[at] = this.#scores[i]));
    }
    return scores;
  }

  /** The lists of the query, with cursors at their beginnings. What is returned is good until the next query. */
  #listsOf({ terms, weights }: WeightedTerms): PlannedLists {
    const { postings, termLists, listStarts, listKinds, listWeights, lengths, setting } = this.arrays;
    let count = 0;
    for (const term of terms) count += termLists[term + 1] - termLists[term];
    this.#makeRoom(count);
    const steepest = this.#slopeOf(lengths[lengths.length - 1]);
    let [list, sum, heaviest] = [0, 0, 0];
    for (let i = 0; i < terms.length; i++) {
      let highest = 0;
      for (let from = termLists[terms[i]]; from < termLists[terms[i] + 1]; from++, list++) {
        const isWide = (listKinds[from] & WIDE) !== 0;
        const width = gapWidth(postings, listStarts[from], isWide);
        this.#lists[2 * list] = listStarts[from + 1];
        this.#lists[2 * list + 1] = listKinds[from];
        this.#weights[list] = weights[i];
        this.#cursors[2 * list] = listStarts[from] + width;
        this.#cursors[2 * list + 1] = gapAt(postings, listStarts[from], width);
        highest = Math.max(highest, listWeights[from]);
      }
      // A document is in one list of a term.
      sum += weights[i] * Math.max(1, this.#ratio(highest * setting[1], steepest));
      heaviest = Math.max(heaviest, highest);
    }
    // Each worth is rounded up by less than 1.
    const scale = sum > 0 ? (HIGHEST_SUM - terms.length) / sum : 0;
    for (let i = 0; i < count; i++) this.#worths[i] = this.#weights[i] * scale;
    return {
      postings,
      count,
      lists: this.#lists,
      weights: this.#weights,
      worths: this.#worths,
      cursors: this.#cursors,
      scale,
      heaviest,
    };
  }

  #makeRoom(lists: number): void {
    if (lists <= this.#weights.length) return;
    this.#lists = this.arena.uint32(4 * lists);
    this.#weights = this.arena.float64(2 * lists);
    this.#worths = this.arena.float64(2 * lists);
    this.#cursors = this.arena.uint32(4 * lists * (this.#windowCount + 1));
  }

  /** Collects the documents that may be among the `top` best: the best are among them. Returns how many. */
  #findCandidates(lists: PlannedLists, termCount: number, top: number): number {
    const { lengths, lengthStarts } = this.arrays;
    const surest = this.#surest;
    /** What the last of the best scores at least. */
    let threshold = 0;
    let count = 0;
    let run = 0;
    for (let window = 0; window < this.#windowCount; window++) {
      const from = window * WINDOW;
      const to = Math.min(from + WINDOW, this.#documentCount);
      const groups = Math.ceil((to - from) / GROUP);
      while (lengthStarts[run + 1] <= from) run++;
      let last = run;
      while (lengthStarts[last + 1] < to) last++;
      // A document scores at most its sum times its factor, and at least that of a sum so much lower.
      const most = 1 / lists.scale;
      const least = CAUTION / lists.scale / this.#setRatios(lengths[run], lengths[last], lists.heaviest);
      this.#kernels.accumulate(lists, window, this.#ratios, from, to, this.#sums);
      if (window === 0)
        threshold = Math.max(0, (this.#sumOfBest(top, groups) - termCount) * least * this.#factorOf(lengths[last]));
      this.#setFloors(threshold * lists.scale * CAUTION, run, from, to);
      const found = this.#kernels.sweep(this.#sums, this.#floors, groups, from, this.#found, this.#foundSums);
      let place = run;
      let factor = this.#factorOf(lengths[place]);
      for (let i = 0; i < found; i++) {
        const document = this.#found[i];
        const sum = this.#foundSums[i];
        if (lengthStarts[place + 1] <= document) {
          while (lengthStarts[place + 1] <= document) place++;
          factor = this.#factorOf(lengths[place]);
        }
        if (sum * most * factor < threshold * CAUTION) continue;
        if (count === this.#candidates.length) count = this.#dropCandidates(count, threshold);
        this.#candidates[count] = document;
        this.#most[count++] = sum * most * factor;
        surest.add(document, (sum - termCount) * least * factor);
        threshold = Math.max(threshold, surest.threshold);
      }
    }
    return this.#dropCandidates(count, threshold);
  }

  /** Lets go the candidates that cannot reach the threshold any more, and makes room for others. Returns how many are left. */
  #dropCandidates(count: number, threshold: number): number {
    let left = 0;
    for (let i = 0; i < count; i++) {
      if (this.#most[i] < threshold * CAUTION) continue;
      this.#candidates[left] = this.#candidates[i];
      this.#most[left++] = this.#most[i];
    }
    if (2 * left > this.#candidates.length) {
      const [candidates, most] = [this.#candidates, this.#most];
      this.#candidates = new Uint32Array(2 * candidates.length);
      this.#most = new Float64Array(2 * most.length);
      this.#candidates.set(candidates);
      this.#most.set(most);
    }
    return left;
  }

  /** A sum that `count` documents of the first window reach at least: the highest of as many groups; 0 if there are too few. */
  #sumOfBest(count: number, groups: number): number {
    if (count > groups) return 0;
    for (let group = 0; group < groups; group++) {
      let most = 0;
      for (let at = group * GROUP; at < (group + 1) * GROUP; at++) most = Math.max(most, this.#sums[at]);
      this.#highest[group] = most;
    }
    return this.#highest.subarray(0, groups).sort()[groups - count];
  }

  /**
   * What each weight makes of a list's worth in documents from one length to another, at most. Returns by how much that
   * may be too high.
   */
  #setRatios(shortest: number, longest: number, heaviest: number): number {
    const [shallow, steep] = [this.#slopeOf(shortest), this.#slopeOf(longest)];
    let looseness = 1;
    for (let steps = 1; steps <= heaviest; steps++) {
      const weight = steps * this.arrays.setting[1];
      const [one, other] = [this.#ratio(weight, shallow), this.#ratio(weight, steep)];
      this.#ratios[steps] = Math.max(one, other);
      looseness = Math.max(looseness, one / other, other / one);
    }
    return looseness;
  }

  /** Sums that documents of a window must be above, group by group; the first of a group, the shortest, needs least. */
  #setFloors(needed: number, firstRun: number, from: number, to: number): void {
    const { lengths, lengthStarts } = this.arrays;
    let run = firstRun;
    let floor = -1;
    for (let first = from; first < to; first += GROUP) {
      if (floor < 0 || lengthStarts[run + 1] <= first) {
        while (lengthStarts[run + 1] <= first) run++;
        floor = Math.max(0, Math.min(HIGHEST_SUM, Math.ceil(needed / this.#factorOf(lengths[run])) - 1));
      }
      this.#floors[(first - from) / GROUP] = floor;
    }
  }

  /** Scores the candidates window by window and takes them into the list. */
  #scoreCandidates(lists: PlannedLists, count: number): void {
    for (let from = 0, to = 0; from < count; from = to) {
      const window = Math.floor(this.#candidates[from] / WINDOW);
      for (; to < count && this.#candidates[to] < (window + 1) * WINDOW; to++)
        this.#picked[to - from] = this.#candidates[to];
      this.#scorePicked(lists, window, to - from);
      for (let i = 0; i < to - from; i++) this.#best.add(this.#picked[i], this.#scores[i]);
    }
    this.#scored = count;
  }

  /** Scores the first `count` picked documents, ascending, none of them before the window. */
  #scorePicked(lists: PlannedLists, window: number, count: number): void {
    const { lengths, lengthStarts, setting } = this.arrays;
    let run = 0;
    for (let i = 0; i < count; i++) {
      while (lengthStarts[run + 1] <= this.#picked[i]) run++;
      this.#slopes[i] = this.#slopeOf(lengths[run]);
    }
    this.#kernels.scoreDocuments(lists, window, setting, this.#picked, this.#slopes, count, this.#scores);
  }

  /** Slope of the saturation for a length: k1·(1 − b + b·length/mean length). */
  #slopeOf(length: number): number {
    const { setting } = this.arrays;
    return setting[3] + setting[4] * length;
  }

  /** What a document of a length has of a term's weight where the term stands in it with the usual weight. */
  #factorOf(length: number): number {
    const { setting } = this.arrays;
    return (setting[2] * setting[0]) / (setting[2] + this.#slopeOf(length));
  }

  /** What a document has of a term it holds with some weight, as a multiple of what it would have with the usual one. */
  #ratio(weight: number, slope: number): number {
    const usual = this.arrays.setting[2];
    return (weight * (usual + slope)) / ((weight + slope) * usual);
  }
}
