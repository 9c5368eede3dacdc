import { CURSOR_LENGTH, GROUP, type KernelOptions, type Kernels, LIST_END, loadKernels } from '../kernels/kernels.js';
import { Arena } from '../kernels/arena.js';
import { BestList } from './best-list.js';
import { isWide, type TextIndexArrays, type WeightedTerms } from './text-index.js';

/** A text that was found. */
export interface TextHit {
  /** Number of the document inside the index. */
  readonly document: number;
  /** Position of the text in the order the index was given it. */
  readonly position: number;
  /** BM25, greater than 0. */
  readonly score: number;
}

/** Documents whose sums are kept at a time: 32 kB of 16-bit sums stay in the first-level cache. */
const WINDOW = 16_384;
/** Documents of the rarest terms that are scored first, to have a threshold to begin with. */
const SEEDS = 400;
/**
 * Terms stay out of the sums while their bounds together are at most this share of the threshold. More of them would
 * save postings but leave more documents to be scored, and their rows lie scattered in memory: .6 was slower.
 */
const LEFT_OUT = 0.35;
/** Found documents that are scored at once, without looking for the best of them first. */
const FEW = 32;
/** Sums are 16 bits wide. */
const HIGHEST_SUM = 65_535;
/** Bounds are rounded this much downwards against scores, so that no rounding of float64 loses a document. */
const CAUTION = 1 - 1e-9;

/** A postings list of the query. */
interface QueryList {
  readonly list: number;
  readonly slot: number;
  /** Highest part a document of the list can have of the query's score, before its own factor. */
  readonly bound: number;
}

/**
 * Searches one index on one thread. Exact: the same documents in the same order as scoring every document, ties by hash
 * of the id. Every thread makes its own over the shared arrays.
 *
 * Documents are looked at in windows whose sums fit the first-level cache. Only the terms that can lift a document over
 * the threshold are added up (MaxScore, Turtle & Flood 1995); what comes near it is scored from its row.
 */
export class TextSearcher {
  readonly #kernels: Kernels;
  readonly #sums: Uint16Array;
  readonly #floors: Uint16Array;
  readonly #found: Uint32Array;
  readonly #foundSums: Uint16Array;
  readonly #picked: Uint32Array;
  readonly #scores: Float64Array;
  readonly #slots: Uint16Array;
  #weights: Float64Array;
  #cursors: Uint32Array;
  readonly #documentCount: number;
  /** 1 / factor of the first document of each group, which has the greatest. */
  readonly #inverseFactors: Float64Array;
  #scored = 0;

  constructor(
    private readonly arena: Arena,
    private readonly arrays: TextIndexArrays,
    options: KernelOptions = {},
  ) {
    this.#kernels = loadKernels(arena.memory, options);
    this.#documentCount = arrays.lengths.length;
    this.#sums = arena.uint16(WINDOW);
    this.#floors = arena.uint16(WINDOW / GROUP);
    this.#found = arena.uint32(WINDOW);
    this.#foundSums = arena.uint16(WINDOW);
    this.#picked = arena.uint32(WINDOW);
    this.#scores = arena.float64(WINDOW);
    this.#slots = arena.uint16(arrays.documentFrequencies.length);
    this.#weights = arena.float64(256);
    const { setting } = arrays;
    // A document makes usual·(k1 + 1) / (usual + slope) of a term that stands in it with the usual weight.
    this.#inverseFactors = Float64Array.from(
      { length: Math.ceil(this.#documentCount / GROUP) },
      (_, group) => (setting[4] + this.#slope(group * GROUP)) / (setting[4] * setting[0]),
    );
    this.#cursors = arena.uint32(512 * CURSOR_LENGTH);
  }

  /** Documents scored by the last search: what was left after pruning. */
  get scored(): number {
    return this.#scored;
  }

  /** The `top` texts with the highest scores, best first; fewer when fewer share a term with the query. */
  search(query: WeightedTerms, top: number): TextHit[] {
    if (top <= 0 || query.terms.length === 0 || this.#documentCount === 0) return [];
    this.#take(query);
    const lists = this.#listsOf(query);
    const best = this.#searchWindows(lists, top);
    for (const term of query.terms) this.#slots[term] = 0;
    return best.sorted().map(({ document, score }) => ({
      document,
      position: this.arrays.positions[document],
      score,
    }));
  }

  /** Scores of chosen documents, as `search` would give them; 0 where no term is shared. */
  score(query: WeightedTerms, documents: ArrayLike<number>): Float64Array {
    this.#take(query);
    const scores = new Float64Array(documents.length);
    for (let from = 0; from < documents.length; from += WINDOW) {
      const count = Math.min(WINDOW, documents.length - from);
      for (let i = 0; i < count; i++) this.#picked[i] = documents[from + i];
      this.#scoreRows(count);
      scores.set(this.#scores.subarray(0, count), from);
    }
    for (const term of query.terms) this.#slots[term] = 0;
    return scores;
  }

  /** Lays the weights of a query where the kernels find them. */
  #take({ terms, weights }: WeightedTerms): void {
    if (terms.length >= this.#weights.length) this.#weights = this.arena.float64(2 * terms.length);
    for (let i = 0; i < terms.length; i++) {
      this.#slots[terms[i]] = i + 1;
      this.#weights[i + 1] = weights[i];
    }
  }

  #scoreRows(count: number): void {
    this.#kernels.scoreRows(this.arrays, this.#slots, this.#weights, this.#picked, count, this.#scores);
  }

  /** Slope of the saturation for a document: k1·(1 − b + b·length/mean length). */
  #slope(document: number): number {
    const { setting, lengths } = this.arrays;
    return setting[1] + setting[2] * lengths[document];
  }

  /**
   * The lists of the query's terms, highest bound first. A document's score is its own factor times a sum to which a
   * list of weights up to f gives at most weight · [f / (f + s)] ÷ [u / (u + s)], u the usual weight, s the slope; it
   * grows with s where f > u and falls where f < u.
   */
  #listsOf({ terms, weights }: WeightedTerms): QueryList[] {
    const { setting, termLists, listWeights } = this.arrays;
    const [step, usual] = [setting[3], setting[4]];
    const shallow = this.#slope(0);
    const steep = this.#slope(this.#documentCount - 1);
    const lists: QueryList[] = [];
    for (let slot = 0; slot < terms.length; slot++) {
      for (let list = termLists[terms[slot]]; list < termLists[terms[slot] + 1]; list++) {
        const weight = step * listWeights[list];
        const slope = weight > usual ? steep : shallow;
        const bound = (weights[slot] * (weight / (weight + slope)) * (usual + slope)) / usual;
        lists.push({ list, slot, bound });
      }
    }
    const costs = this.arrays.listCounts;
    return lists.sort((a, b) => b.bound / costs[b.list] - a.bound / costs[a.list] || a.list - b.list);
  }

  #searchWindows(lists: readonly QueryList[], top: number): BestList {
    const best = new BestList(top, this.arrays.tieOrder);
    const { scale, weights, leftOut } = quantise(lists);
    this.#setCursors(lists, weights);
    const seeded = this.#seedThreshold(lists, top);
    /** Sum a document of factor 1 needs at least. */
    const needed = (): number => Math.max(seeded, best.threshold) * scale * CAUTION;
    let added = lists.length;
    for (let from = 0; from < this.#documentCount; from += WINDOW) {
      const to = Math.min(from + WINDOW, this.#documentCount);
      const sum = needed() * this.#inverseFactors[from / GROUP];
      while (added > 0 && leftOut[added - 1] <= LEFT_OUT * sum) added--;
      if (added === 0) break;
      const groups = Math.ceil((to - from) / GROUP);
      this.#setFloors(needed(), leftOut[added], from, groups);
      this.#kernels.accumulate(this.arrays.postings, this.#cursors, added, from, to, this.#sums);
      const found = this.#kernels.sweep(this.#sums, this.#floors, groups, from, this.#found, this.#foundSums);
      const rest = this.#scoreHighest(found, best);
      if (rest === 0) continue;
      this.#setFloors(needed(), leftOut[added], from, groups);
      this.#scoreAboveFloors(rest, from, best);
    }
    return best;
  }

  /** Sums that documents of a window must be above, group by group; the first of a group needs least. */
  #setFloors(needed: number, leftOut: number, from: number, groups: number): void {
    const [floors, inverseFactors, first] = [this.#floors, this.#inverseFactors, from / GROUP];
    let factor = 0;
    let floor = 0;
    for (let group = 0; group < groups; group++) {
      // Neighbours are mostly of equal length.
      if (inverseFactors[first + group] !== factor) {
        factor = inverseFactors[first + group];
        floor = Math.max(0, Math.min(HIGHEST_SUM, Math.ceil(needed * factor) - leftOut - 1));
      }
      floors[group] = floor;
    }
  }

  /** Scores the found documents with the highest sums, which raises the threshold for the others; returns how many are left. */
  #scoreHighest(found: number, best: BestList): number {
    let pivot = 0;
    if (found > FEW) {
      let [lowest, highest] = [HIGHEST_SUM, 0];
      for (let i = 0; i < found; i++) {
        lowest = Math.min(lowest, this.#foundSums[i]);
        highest = Math.max(highest, this.#foundSums[i]);
      }
      pivot = (lowest + highest) / 2;
    }
    let picked = 0;
    let rest = 0;
    for (let i = 0; i < found; i++) {
      if (this.#foundSums[i] >= pivot) {
        this.#picked[picked++] = this.#found[i];
      } else {
        this.#found[rest] = this.#found[i];
        this.#foundSums[rest++] = this.#foundSums[i];
      }
    }
    this.#scorePicked(picked, best);
    return rest;
  }

  #scoreAboveFloors(found: number, from: number, best: BestList): void {
    let picked = 0;
    for (let i = 0; i < found; i++) {
      const group = ((this.#found[i] - from) / GROUP) | 0;
      if (this.#foundSums[i] > this.#floors[group]) this.#picked[picked++] = this.#found[i];
    }
    this.#scorePicked(picked, best);
  }

  #scorePicked(count: number, best: BestList): void {
    this.#scoreRows(count);
    for (let i = 0; i < count; i++) best.add(this.#picked[i], this.#scores[i]);
    this.#scored += count;
  }

  /** Cursors at the first document of each list. */
  #setCursors(lists: readonly QueryList[], weights: Uint32Array): void {
    const { listStarts } = this.arrays;
    if (lists.length * CURSOR_LENGTH > this.#cursors.length)
      this.#cursors = this.arena.uint32(2 * lists.length * CURSOR_LENGTH);
    lists.forEach(({ list }, i) => {
      const at = i * CURSOR_LENGTH;
      const reader = new ListReader(this.arrays, list, this.#documentCount);
      this.#cursors[at + 2] = reader.next();
      this.#cursors[at] = reader.at;
      this.#cursors[at + 1] = listStarts[list + 1];
      this.#cursors[at + 3] = weights[i];
      this.#cursors[at + 4] = reader.wide ? 1 : 0;
    });
  }

  /** The `top`-th best score among some documents of the rarest terms, 0 when they are fewer. */
  #seedThreshold(lists: readonly QueryList[], top: number): number {
    const { listCounts } = this.arrays;
    const rarest = [...lists].sort((a, b) => listCounts[a.list] - listCounts[b.list] || a.list - b.list);
    const wanted = Math.min(this.#picked.length, SEEDS + 4 * top);
    let count = 0;
    for (const { list } of rarest) {
      const reader = new ListReader(this.arrays, list, this.#documentCount);
      for (let document = reader.next(); document !== LIST_END && count < wanted; document = reader.next())
        this.#picked[count++] = document;
      if (count === wanted) break;
    }
    this.#scoreRows(count);
    const best = new BestList(top, this.arrays.tieOrder);
    for (let i = 0; i < count; i++) best.addOnce(this.#picked[i], this.#scores[i]);
    this.#scored = count;
    return best.threshold;
  }
}

/** Whole-number weights of lists whose greatest possible sum fits 16 bits, rounded up. */
function quantise(lists: readonly QueryList[]): { scale: number; weights: Uint32Array; leftOut: Uint32Array } {
  // A document stands in one list of a term.
  const highest = new Map<number, number>();
  for (const { slot, bound } of lists) highest.set(slot, Math.max(bound, highest.get(slot) ?? 0));
  let sum = 0;
  for (const bound of highest.values()) sum += bound;
  const scale = (HIGHEST_SUM - highest.size) / sum;
  const weights = Uint32Array.from(lists, ({ bound }) => Math.ceil(bound * scale));
  /** Highest sum of the lists from i on. */
  const leftOut = new Uint32Array(lists.length + 1);
  const counted = new Map<number, number>();
  for (let i = lists.length - 1; i >= 0; i--) {
    const { slot } = lists[i];
    const known = counted.get(slot) ?? 0;
    leftOut[i] = leftOut[i + 1] + Math.max(0, weights[i] - known);
    counted.set(slot, Math.max(weights[i], known));
  }
  return { scale, weights, leftOut };
}

/** Reads the documents of a list one by one. */
class ListReader {
  readonly wide: boolean;
  at: number;
  readonly #end: number;
  readonly #postings: Uint8Array;
  #document = 0;

  constructor({ postings, listStarts, listCounts }: TextIndexArrays, list: number, documentCount: number) {
    this.wide = isWide(listCounts[list], documentCount);
    this.at = listStarts[list];
    this.#end = listStarts[list + 1];
    this.#postings = postings;
  }

  /** Next document, {@link LIST_END} after the last. */
  next(): number {
    if (this.at === this.#end) return LIST_END;
    const postings = this.#postings;
    let gap = this.wide ? 255 : postings[this.at++];
    if (gap === 255) {
      gap = postings[this.at] | (postings[this.at + 1] << 8);
      this.at += 2;
      if (gap === 65_535) {
        gap = 0;
        for (let shift = 0; shift < 32; shift += 8) gap |= postings[this.at++] << shift;
      }
    }
    this.#document += gap;
    return this.#document;
  }
}
