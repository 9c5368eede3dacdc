import { Arena } from '../kernels/arena.js';
import { WEIGHTED, WIDE } from '../kernels/kernels.js';
import { hashId } from '../ranking/hash.js';
import { TermNumbers, IndexedTerms } from './term-numbers.js';
import type { IndexedText, TextIndex, TextIndexArrays, TextIndexOptions } from './text-index.js';

const DEFAULT_K1 = 1.2;
const DEFAULT_B = 0.75;
const HEAVIEST = 255;
/** Terms in fewer documents than this keep one list: a second one would save nothing. */
const SPLIT_FROM = 128;

/** Texts as numbers, in the order they came: text i has entries `offsets[i]` to `offsets[i + 1]`. */
interface Counted {
  readonly ids: readonly string[];
  readonly terms: TermNumbers;
  readonly offsets: Uint32Array;
  /** Term of each entry, numbered by first sight. */
  readonly entryTerms: Uint32Array;
  /** Weight of each entry, 1–255 steps. */
  readonly entryWeights: Uint8Array;
}

/**
 * Builds an index. Two texts of the same id would make ties undecidable and are not looked for.
 * The same texts make the same index, in whatever order they come, but for `positions`.
 *
 * Cost: one look-up a token, then a few passes over the postings; while it builds, about 10 bytes a posting beside the
 * arena.
 */
export function buildTextIndex(texts: Iterable<IndexedText>, options: TextIndexOptions = {}): TextIndex {
  const { k1 = DEFAULT_K1, b = DEFAULT_B, weightStep = 1, arena = Arena.create() } = options;
  const counted = countTokens(texts, weightStep);
  const documentCount = counted.ids.length;
  const { pairs, others, numbers } = counted.terms.inOrder();
  const { order, tieOrder, lengths } = orderDocuments(counted);
  const lists = planLists(counted, numbers);
  const mean = documentCount > 0 ? (lengths.reduce((sum, steps) => sum + steps, 0) * weightStep) / documentCount : 1;
  const arrays: TextIndexArrays = {
    ...packPostings(counted, order, lists, arena),
    documentFrequencies: share(arena.uint32(numbers.length), lists.documentFrequencies),
    termLists: share(arena.uint32(numbers.length + 1), lists.termLists),
    pairs: share(arena.uint32(pairs.length), pairs),
    ...packLengths(order, lengths, weightStep, arena),
    setting: share(
      arena.float64(5),
      Float64Array.of(k1 + 1, weightStep, lists.usual * weightStep, k1 * (1 - b), (k1 * b) / (mean || 1)),
    ),
    positions: share(arena.uint32(documentCount), order),
    tieOrder: share(
      arena.uint32(documentCount),
      order.map((text) => tieOrder[text]),
    ),
  };
  return { arena, arrays, terms: new IndexedTerms(arrays.pairs, others), documentCount };
}

function share<T extends Uint8Array | Uint32Array | Float32Array | Float64Array>(
  into: T,
  values: ArrayLike<number>,
): T {
  into.set(values);
  return into;
}

/** Numbers the terms and adds up the weights of equal tokens of a text. */
function countTokens(texts: Iterable<IndexedText>, weightStep: number): Counted {
  const counter = new TokenCounter(weightStep);
  for (const { id, tokens, weights } of texts) {
    if (typeof tokens === 'string') counter.addBlankSeparated(tokens, weights);
    else for (let i = 0; i < tokens.length; i++) counter.add(tokens[i], weights?.[i] ?? 1);
    counter.endText(id);
  }
  return counter.counted;
}

/** Counts the tokens of one text after another. */
class TokenCounter {
  readonly #ids: string[] = [];
  readonly #terms = new TermNumbers();
  readonly #entryTerms = new Numbers(new Uint32Array(1024));
  readonly #entryWeights = new Numbers(new Uint8Array(1024));
  readonly #offsets = new Numbers(new Uint32Array(1024));
  /** Entry of a term in the text at hand, plus 1; older ones lie before the text's first entry. */
  readonly #entryOf = new Numbers(new Uint32Array(1024));
  /** Weights of the text at hand. */
  readonly #sums: number[] = [];
  /** First entry of the text at hand. */
  #first = 0;

  constructor(private readonly weightStep: number) {
    this.#offsets.push(0);
  }

  get counted(): Counted {
    return {
      ids: this.#ids,
      terms: this.#terms,
      offsets: this.#offsets.written,
      entryTerms: this.#entryTerms.written,
      entryWeights: this.#entryWeights.written,
    };
  }

  add(token: string, weight: number): void {
    if (weight > 0) this.#count(this.#terms.add(token), weight);
  }

  /** The same for each stretch between blanks; a pair of characters needs no string of its own. */
  addBlankSeparated(text: string, weights: readonly number[] | undefined): void {
    for (let from = 0, i = 0; from < text.length;) {
      let to = text.indexOf(' ', from);
      if (to < 0) to = text.length;
      if (to > from) {
        const weight = weights?.[i++] ?? 1;
        if (weight > 0) {
          const term =
            to - from === 2 ? this.#terms.addPair(text.charCodeAt(from), text.charCodeAt(from + 1)) : this.#terms.add(text.slice(from, to)); // prettier-ignore
          this.#count(term, weight);
        }
      }
      from = to + 1;
    }
  }

  endText(id: string): void {
    const length = this.#entryTerms.length - this.#first;
    for (let i = 0; i < length; i++)
      this.#entryWeights.push(Math.max(1, Math.min(HEAVIEST, Math.round(this.#sums[i] / this.weightStep))));
    this.#ids.push(id);
    this.#first = this.#entryTerms.length;
    this.#offsets.push(this.#first);
  }

  #count(term: number, weight: number): void {
    if (term === this.#entryOf.length) this.#entryOf.push(0);
    const entry = this.#entryOf.values[term] - 1;
    if (entry >= this.#first) {
      this.#sums[entry - this.#first] += weight;
      return;
    }
    this.#sums[this.#entryTerms.length - this.#first] = weight;
    this.#entryTerms.push(term);
    this.#entryOf.values[term] = this.#entryTerms.length;
  }
}

/** Numbers that grow as they are pushed. */
class Numbers<T extends Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>> {
  length = 0;

  constructor(public values: T) {}

  get written(): T {
    return this.values.subarray(0, this.length) as T;
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const grown = new (this.values.constructor as new (length: number) => T)(this.length * 2);
      grown.set(this.values);
      this.values = grown;
    }
    this.values[this.length++] = value;
  }
}

/** Texts by rising length, equal ones by hash of the id; the hash order itself; lengths in steps. */
function orderDocuments({ ids, offsets, entryWeights }: Counted): {
  order: Uint32Array;
  tieOrder: Uint32Array;
  lengths: Uint32Array;
} {
  const lengths = new Uint32Array(ids.length);
  for (let text = 0; text < ids.length; text++)
    for (let i = offsets[text]; i < offsets[text + 1]; i++) lengths[text] += entryWeights[i];
  const hashes = Uint32Array.from(ids, hashId);
  let order: Uint32Array = Uint32Array.from(ids.keys());
  order = sortBy(order, hashes);
  for (let i = 1; i < order.length; i++) {
    // Equal hashes are rare: the few are put in order of the id one by one.
    for (let at = i; at > 0 && hashes[order[at - 1]] === hashes[order[at]] && ids[order[at - 1]] > ids[order[at]]; at--)
      [order[at - 1], order[at]] = [order[at], order[at - 1]];
  }
  const tieOrder = new Uint32Array(ids.length);
  order.forEach((text, at) => (tieOrder[text] = at));
  return { order: sortBy(order, lengths), tieOrder, lengths };
}

/** Stable sort by 32-bit keys, 16 bits at a time. */
function sortBy(items: Uint32Array, keys: Uint32Array): Uint32Array {
  let sorted = items;
  for (const shift of [0, 16]) {
    const starts = new Uint32Array(65_537);
    for (const item of sorted) starts[((keys[item] >>> shift) & 65_535) + 1]++;
    for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
    const next = new Uint32Array(sorted.length);
    for (const item of sorted) next[starts[(keys[item] >>> shift) & 65_535]++] = item;
    sorted = next;
  }
  return sorted;
}

/** The different lengths of documents in their order, and where each begins. */
function packLengths(
  order: Uint32Array,
  lengths: Uint32Array,
  weightStep: number,
  arena: Arena,
): Pick<TextIndexArrays, 'lengths' | 'lengthStarts'> {
  const starts: number[] = [];
  order.forEach((text, document) => {
    if (document === 0 || lengths[text] !== lengths[order[document - 1]]) starts.push(document);
  });
  return {
    lengths: share(
      arena.float32(starts.length),
      starts.map((document) => lengths[order[document]] * weightStep),
    ),
    lengthStarts: share(arena.uint32(starts.length), starts),
  };
}

/** Which list each posting goes to. */
interface ListPlan {
  /** The most frequent weight, in steps. */
  readonly usual: number;
  readonly documentFrequencies: Uint32Array;
  readonly termLists: Uint32Array;
  /** Lists of the term first seen as number t: at `2t` for the usual weight, at `2t + 1` for others. */
  readonly listOf: Uint32Array;
  readonly counts: Uint32Array;
  /** 1 where weights stand beside the documents. */
  readonly isWeighted: Uint8Array;
}

/**
 * A list for the documents that have a term with the usual weight, which need no weight beside them, and one for the
 * others; rare terms have one for all.
 */
function planLists({ entryTerms, entryWeights }: Counted, numbers: Uint32Array): ListPlan {
  const byWeight = new Uint32Array(HEAVIEST + 1);
  for (let i = 0; i < entryWeights.length; i++) byWeight[entryWeights[i]]++;
  let usual = 1;
  for (let weight = 1; weight <= HEAVIEST; weight++) if (byWeight[weight] > byWeight[usual]) usual = weight;
  const parts = new Uint32Array(2 * numbers.length);
  for (let i = 0; i < entryTerms.length; i++) parts[2 * entryTerms[i] + (entryWeights[i] === usual ? 0 : 1)]++;

  const documentFrequencies = new Uint32Array(numbers.length);
  const termLists = new Uint32Array(numbers.length + 1);
  const listOf = new Uint32Array(parts.length);
  const counts: number[] = [];
  const isWeighted: number[] = [];
  numbers.forEach((seen, term) => {
    const [same, different] = [parts[2 * seen], parts[2 * seen + 1]];
    documentFrequencies[term] = same + different;
    listOf[2 * seen] = listOf[2 * seen + 1] = counts.length;
    if (same > 0 && different > 0 && same + different >= SPLIT_FROM) {
      counts.push(same);
      isWeighted.push(0);
      listOf[2 * seen + 1] = counts.length;
      counts.push(different);
      isWeighted.push(1);
    } else {
      counts.push(same + different);
      isWeighted.push(different > 0 ? 1 : 0);
    }
    termLists[term + 1] = counts.length;
  });
  return {
    usual,
    documentFrequencies,
    termLists,
    listOf,
    counts: Uint32Array.from(counts),
    isWeighted: Uint8Array.from(isWeighted),
  };
}

/** The lists: how they are written is told at `QueryLists`. */
function packPostings(
  { offsets, entryTerms, entryWeights }: Counted,
  order: Uint32Array,
  { usual, listOf, counts, isWeighted }: ListPlan,
  arena: Arena,
): Pick<TextIndexArrays, 'postings' | 'listStarts' | 'listKinds' | 'listWeights'> {
  const next = new Uint32Array(counts.length + 1);
  for (let list = 0; list < counts.length; list++) next[list + 1] = next[list] + counts[list];
  const starts = next.slice();
  const documents = new Uint32Array(entryTerms.length);
  const weights = new Uint8Array(entryTerms.length);
  for (let document = 0; document < order.length; document++) {
    const text = order[document];
    for (let i = offsets[text]; i < offsets[text + 1]; i++) {
      const weight = entryWeights[i];
      const at = next[listOf[2 * entryTerms[i] + (weight === usual ? 0 : 1)]]++;
      documents[at] = document;
      weights[at] = weight;
    }
  }

  const listStarts = arena.uint32(counts.length + 1);
  const listKinds = arena.uint8(counts.length);
  const listWeights = arena.uint8(counts.length);
  for (let list = 0; list < counts.length; list++) {
    let [narrow, wide, heaviest, previous] = [0, 0, 0, 0];
    for (let i = starts[list]; i < starts[list + 1]; i++) {
      const gap = documents[i] - previous;
      previous = documents[i];
      narrow += gap < 255 ? 1 : gap < 65_535 ? 3 : 7;
      wide += gap < 65_535 ? 2 : 6;
      if (weights[i] > heaviest) heaviest = weights[i];
    }
    listKinds[list] = (wide < narrow ? WIDE : 0) | (isWeighted[list] ? WEIGHTED : 0);
    listWeights[list] = heaviest;
    listStarts[list + 1] = listStarts[list] + Math.min(narrow, wide) + (isWeighted[list] ? counts[list] : 0);
  }

  const postings = arena.uint8(listStarts[counts.length]);
  for (let list = 0, at = 0; list < counts.length; list++) {
    const isWide = (listKinds[list] & WIDE) !== 0;
    let previous = 0;
    for (let i = starts[list]; i < starts[list + 1]; i++) {
      const gap = documents[i] - previous;
      previous = documents[i];
      if (!isWide && gap < 255) {
        postings[at++] = gap;
      } else {
        if (!isWide) postings[at++] = 255;
        const short = Math.min(gap, 65_535);
        postings[at++] = short & 255;
        postings[at++] = short >>> 8;
        if (short === 65_535) for (let shift = 0; shift < 32; shift += 8) postings[at++] = (gap >>> shift) & 255;
      }
      if (isWeighted[list]) postings[at++] = weights[i];
    }
  }
  return { postings, listStarts, listKinds, listWeights };
}
