import { Arena } from '../kernels/arena.js';
import { hashId } from '../ranking/hash.js';
import { ByteWriter } from './byte-writer.js';
import { TermNumbers } from './term-numbers.js';
import { type IndexedText, isWide, type TextIndex, type TextIndexArrays, type TextIndexOptions } from './text-index.js';

const DEFAULT_K1 = 1.2;
const DEFAULT_B = 0.75;
const HEAVIEST = 255;
/** Terms in fewer documents than this keep one list: a second one would save nothing. */
const SPLIT_FROM = 128;
/** Shares of all postings at which the weights are cut into lists. */
const SHARES = [0.5, 0.8, 0.95];
const LISTS_PER_TERM = SHARES.length + 1;
const SHORT_ROW = 64;

/** Texts as numbers, in the order they came: text i has entries `offsets[i]` to `offsets[i + 1]`. */
interface Counted {
  readonly ids: readonly string[];
  /** Terms in order of first sight. */
  readonly terms: readonly string[];
  readonly offsets: Uint32Array;
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
  const { numbers, names } = numberTerms(counted);
  const { order, tieOrder, lengths } = orderDocuments(counted);
  const lists = planLists(counted, numbers);
  const mean = documentCount > 0 ? (lengths.reduce((sum, steps) => sum + steps, 0) * weightStep) / documentCount : 1;
  const setting = share(
    arena.float64(5),
    Float64Array.of(k1 + 1, k1 * (1 - b), (k1 * b) / (mean || 1), weightStep, lists.usual * weightStep),
  );
  const arrays: TextIndexArrays = {
    ...packRows(counted, numbers, order, lists.usual, arena),
    ...packPostings(counted, numbers, order, lists, arena),
    lengths: share(
      arena.float32(documentCount),
      Float32Array.from(order, (text) => lengths[text] * weightStep),
    ),
    setting,
    positions: share(arena.uint32(documentCount), order),
    tieOrder: share(
      arena.uint32(documentCount),
      Uint32Array.from(order, (text) => tieOrder[text]),
    ),
  };
  return { arena, arrays, terms: new Map(names.map((name, term) => [name, term])), documentCount };
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
  const ids: string[] = [];
  const numbers = new TermNumbers();
  const entryTerms = new Numbers(new Uint32Array(1024));
  const sums = new Numbers(new Float32Array(1024));
  const offsets = new Numbers(new Uint32Array(1024));
  offsets.push(0);
  /** Entry of a term in the text at hand; older ones lie before the text's first entry. */
  const entryOf = new Numbers(new Uint32Array(1024));
  for (const { id, tokens, weights } of texts) {
    const first = entryTerms.length;
    for (let i = 0; i < tokens.length; i++) {
      const weight = weights?.[i] ?? 1;
      if (!(weight > 0)) continue;
      const term = numbers.add(tokens[i]);
      if (term === entryOf.length) entryOf.push(0);
      const entry = entryOf.values[term] - 1;
      if (entry >= first) {
        sums.values[entry] += weight;
      } else {
        entryTerms.push(term);
        sums.push(weight);
        entryOf.values[term] = entryTerms.length;
      }
    }
    ids.push(id);
    offsets.push(entryTerms.length);
  }
  return {
    ids,
    terms: numbers.terms,
    offsets: offsets.written,
    entryTerms: entryTerms.written,
    entryWeights: Uint8Array.from(sums.written, (sum) => Math.max(1, Math.min(HEAVIEST, Math.round(sum / weightStep)))),
  };
}

/** Numbers that grow as they are pushed. */
class Numbers<T extends Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>> {
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

/** Final term numbers, the most frequent first: `numbers` by first sight, `names` by final number. */
function numberTerms({ terms, entryTerms }: Counted): { numbers: Uint32Array; names: string[] } {
  const frequencies = new Uint32Array(terms.length);
  for (const term of entryTerms) frequencies[term]++;
  const bySize = Array.from(terms.keys()).sort(
    (a, b) => frequencies[b] - frequencies[a] || (terms[a] < terms[b] ? -1 : 1),
  );
  const numbers = new Uint32Array(terms.length);
  bySize.forEach((seen, term) => (numbers[seen] = term));
  return { numbers, names: bySize.map((seen) => terms[seen]) };
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

/** Which list each posting goes to. */
interface ListPlan {
  /** The most frequent weight, in steps. */
  readonly usual: number;
  /** Part of a weight: 0 for the lightest. */
  readonly partOf: Uint8Array;
  readonly documentFrequencies: Uint32Array;
  readonly termLists: Uint32Array;
  /** List of part p of term t, at `t · LISTS_PER_TERM + p`. */
  readonly listOf: Uint32Array;
  readonly counts: Uint32Array;
}

/** Cuts the weights where the given shares of all postings lie, and counts what goes where. */
function planLists({ entryTerms, entryWeights }: Counted, numbers: Uint32Array): ListPlan {
  const byWeight = new Uint32Array(HEAVIEST + 1);
  for (const weight of entryWeights) byWeight[weight]++;
  let usual = 1;
  for (let weight = 1; weight <= HEAVIEST; weight++) if (byWeight[weight] > byWeight[usual]) usual = weight;
  const partOf = new Uint8Array(HEAVIEST + 1);
  let below = 0;
  let part = 0;
  for (let weight = 0; weight <= HEAVIEST; weight++) {
    partOf[weight] = part;
    below += byWeight[weight];
    while (part < SHARES.length && below >= SHARES[part] * entryWeights.length) part++;
  }

  const counts = new Uint32Array(numbers.length * LISTS_PER_TERM);
  for (let i = 0; i < entryTerms.length; i++)
    counts[numbers[entryTerms[i]] * LISTS_PER_TERM + partOf[entryWeights[i]]]++;
  const documentFrequencies = new Uint32Array(numbers.length);
  const termLists = new Uint32Array(numbers.length + 1);
  const listOf = new Uint32Array(counts.length);
  const listCounts: number[] = [];
  for (let term = 0; term < numbers.length; term++) {
    const parts = counts.subarray(term * LISTS_PER_TERM, (term + 1) * LISTS_PER_TERM);
    const frequency = parts.reduce((sum, count) => sum + count, 0);
    documentFrequencies[term] = frequency;
    if (frequency < SPLIT_FROM) {
      listOf.fill(listCounts.length, term * LISTS_PER_TERM, (term + 1) * LISTS_PER_TERM);
      listCounts.push(frequency);
    } else {
      parts.forEach((count, p) => {
        listOf[term * LISTS_PER_TERM + p] = listCounts.length;
        if (count > 0) listCounts.push(count);
      });
    }
    termLists[term + 1] = listCounts.length;
  }
  return { usual, partOf, documentFrequencies, termLists, listOf, counts: Uint32Array.from(listCounts) };
}

/** Rows of the documents: see `DocumentRows`. */
function packRows(
  { offsets, entryTerms, entryWeights }: Counted,
  numbers: Uint32Array,
  order: Uint32Array,
  usual: number,
  arena: Arena,
): Pick<TextIndexArrays, 'rows' | 'offsets'> {
  const writer = new ByteWriter();
  const starts = arena.uint32(order.length + 1);
  let entries = new Float64Array(256);
  order.forEach((text, document) => {
    const count = offsets[text + 1] - offsets[text];
    if (count > entries.length) entries = new Float64Array(count);
    // Term and weight in one number. Short rows, as most are, are sorted by insertion.
    for (let i = 0; i < count; i++) {
      const entry = numbers[entryTerms[offsets[text] + i]] * 256 + entryWeights[offsets[text] + i];
      let at = i;
      if (count <= SHORT_ROW) for (; at > 0 && entries[at - 1] > entry; at--) entries[at] = entries[at - 1];
      entries[at] = entry;
    }
    if (count > SHORT_ROW) entries.subarray(0, count).sort();
    let previous = 0;
    for (let i = 0; i < count; i++) {
      const term = Math.floor(entries[i] / 256);
      const weight = entries[i] - term * 256;
      writer.packed((term - previous) * 2 + (weight === usual ? 0 : 1));
      if (weight !== usual) writer.byte(weight);
      previous = term;
    }
    starts[document + 1] = writer.length;
  });
  return { rows: share(arena.uint8(writer.length), writer.written), offsets: starts };
}

/** Lists of the terms: see `TextIndexArrays`. */
function packPostings(
  { offsets, entryTerms, entryWeights }: Counted,
  numbers: Uint32Array,
  order: Uint32Array,
  { partOf, documentFrequencies, termLists, listOf, counts }: ListPlan,
  arena: Arena,
): Pick<
  TextIndexArrays,
  'documentFrequencies' | 'termLists' | 'listStarts' | 'listCounts' | 'listWeights' | 'postings'
> {
  const next = new Uint32Array(counts.length + 1);
  for (let list = 0; list < counts.length; list++) next[list + 1] = next[list] + counts[list];
  const documents = new Uint32Array(entryTerms.length);
  const listWeights = arena.uint8(counts.length);
  order.forEach((text, document) => {
    for (let i = offsets[text]; i < offsets[text + 1]; i++) {
      const weight = entryWeights[i];
      const list = listOf[numbers[entryTerms[i]] * LISTS_PER_TERM + partOf[weight]];
      documents[next[list]++] = document;
      if (weight > listWeights[list]) listWeights[list] = weight;
    }
  });
  const writer = new ByteWriter();
  const listStarts = arena.uint32(counts.length + 1);
  let at = 0;
  counts.forEach((count, list) => {
    const wide = isWide(count, order.length);
    let previous = 0;
    for (const end = at + count; at < end; at++) {
      writer.gap(documents[at] - previous, wide);
      previous = documents[at];
    }
    listStarts[list + 1] = writer.length;
  });
  return {
    documentFrequencies: share(arena.uint32(documentFrequencies.length), documentFrequencies),
    termLists: share(arena.uint32(termLists.length), termLists),
    listStarts,
    listCounts: share(arena.uint32(counts.length), counts),
    listWeights,
    postings: share(arena.uint8(writer.length), writer.written),
  };
}
