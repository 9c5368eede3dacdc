import Fuse from 'fuse.js';

import { foldTextTraced } from '../normalize/text.js';
import type { TextSpan } from '../model.js';
import { hashId } from '../ranking/hash.js';
import { isValidCreditCode, normalizeCreditCode } from './credit-code.js';
import { parseName } from './parse-name.js';
import { GramPostings, gramsOf } from './postings.js';
import { defaultRegions, type Regions } from './regions.js';
import { EDIT_COST, relateRegions, Reranker, toComparable, type Comparable, type PairFeatures } from './rerank.js';
import { align } from './similarity.js';

/** Something that has a name: an enterprise of a register, a row of an import. Ids are unique. */
export interface NameEntry {
  readonly id: string;
  /** Full name as registered. */
  readonly name: string;
  /** Short, former or foreign names; each is searched like the name itself. */
  readonly aliases?: readonly string[];
  /** Unified social credit code; a query that is a valid code finds it directly. */
  readonly creditCode?: string;
}

export interface NameIndexOptions {
  /** Places names may begin with; default: all of China down to the counties. */
  readonly regions?: Regions;
  /** Names the n-gram block hands to the re-rankers, default 64. */
  readonly blockSize?: number;
}

export interface NameSearchOptions {
  /** Length of the list, default 10. */
  readonly top?: number;
  /** Hits below this score are left out, 0–1, default 0. */
  readonly minimumScore?: number;
}

/** Why a name was found. Sentences are made by `nameReasonInWords`. */
export type NameReason =
  | { readonly code: 'CREDIT_CODE_EQUAL' }
  | { readonly code: 'NAME_EQUAL' }
  | { readonly code: 'CORE_EQUAL'; readonly core: string }
  /** Share (0–1, by rarity) of the query's characters found in order. */
  | { readonly code: 'CHARACTERS_IN_ORDER'; readonly share: number }
  /** The query is the name but for so many wrong, missing or surplus characters. */
  | { readonly code: 'TYPED_WITH_EDITS'; readonly edits: number }
  | { readonly code: 'ALIAS'; readonly alias: string }
  | { readonly code: 'REGION_AGREES' | 'REGION_DIFFERS'; readonly query: string; readonly name: string }
  | { readonly code: 'FORM_DIFFERS'; readonly query: string; readonly name: string }
  | { readonly code: 'BRANCH_DIFFERS'; readonly query: string; readonly name: string };

export interface NameHit {
  readonly id: string;
  /** Registered name of the entry. */
  readonly name: string;
  /** The name or alias the query was found in. */
  readonly matched: string;
  /** 0–1; 1 for an equal name or code. Comparable between queries only roughly: it orders, it does not decide. */
  readonly score: number;
  readonly reasons: readonly NameReason[];
  /** Characters of `matched` that answer the query, as `[start, end)` in UTF-16 units. */
  readonly ranges: readonly TextSpan[];
}

export interface NameIndex {
  /** Entries in the index. */
  readonly size: number;
  /** Best entries first; equal scores are ordered by a hash of the id, so input order never shows. */
  search(query: string, options?: NameSearchOptions): NameHit[];
  /** Adds an entry, or replaces the one of the same id. */
  add(entry: NameEntry): void;
  /** Takes an entry out; false when there was none of that id. */
  remove(id: string): boolean;
}

const DEFAULT_BLOCK = 64;
const DEFAULT_LIST = 10;
/** Entries of posting lists one query may touch: rare grams first, then whatever is left of this. */
const POSTING_BUDGET = 12_000;
/** The rarest grams are always read, however common they are. */
const ALWAYS_READ = 2;
/** A single character says less than a pair of neighbours. */
const SINGLE_SHARE = 0.6;
const BUCKETS = 512;
/** Names of the block that fuse.js looks at, at most. */
const FUSE_CONTENDERS = 12;
/** bitap words of fuse.js hold 32 characters. */
const FUSE_PATTERN = 32;

/**
 * Weights of the two re-rankers, learnt on one half of 4,603 pairs of short and full names and their mistyped forms
 * (softmax over the block), checked on the other half. A plain maximum of both re-rankers finds .04 fewer short names.
 */
const WEIGHTS = Object.freeze({
  covered: 2.13,
  covers: 0.72,
  jaroWinkler: 0.22,
  typed: 1.3,
  start: 0.26,
  region: 0.43,
  form: 0.13,
  branch: 2,
  exact: 0.16,
  fuse: 0.64,
});
/** Weighted sum of two equal names. */
const PERFECT = 6.5;

/** Marks that stock exchanges put around short names: *ST, N, (退), A and B shares. */
const MARKET_MARKS =
  /^(?:s?\*?st|sst|xd|xr|dr)(?=[\u2e80-\u9fff])|(?<=[\u2e80-\u9fff])(?:\((?:退|已[^()]*)\))+$|(?<=[\u2e80-\u9fff]{2})-?[abuw]$|(?<=[\u2e80-\u9fff]{2})退$/giu;

interface Row {
  readonly entry: NameEntry;
  readonly text: string;
  readonly comparable: Comparable;
  readonly grams: readonly number[];
  readonly hash: number;
}

/** The shared shape of names and queries: market marks off, parsed, region in short form before the core. */
function comparableOf(text: string, regions: Regions): Comparable {
  const plain = text.normalize('NFKC').trim();
  const unmarked = plain.replace(MARKET_MARKS, '').replace(MARKET_MARKS, '');
  return toComparable(parseName(unmarked.length >= 2 ? unmarked : plain, { regions }));
}

class PackedNameIndex implements NameIndex {
  readonly #postings = new GramPostings();
  readonly #rows: (Row | undefined)[] = [];
  readonly #rowsOf = new Map<string, number[]>();
  readonly #byCode = new Map<string, string[]>();
  #isLive = new Uint8Array(1024);
  /** Units of each row's body, at most 255. */
  #lengths = new Uint8Array(1024);
  #scores = new Float32Array(1024);
  #touched = new Int32Array(1024);
  #live = 0;
  #unitRarities = new Float64Array(65536);

  constructor(
    private readonly regions: Regions,
    private readonly blockSize: number,
  ) {}

  get size(): number {
    return this.#rowsOf.size;
  }

  add(entry: NameEntry): void {
    this.#insert(entry);
    this.#unitRarities = new Float64Array(65536);
    if (this.#postings.isDueForMerge) this.#postings.merge(this.#isLive);
  }

  /** Adds many and packs once. */
  addAll(entries: Iterable<NameEntry>): void {
    for (const entry of entries) this.#insert(entry);
    this.#postings.merge(this.#isLive);
  }

  remove(id: string): boolean {
    const rows = this.#rowsOf.get(id);
    if (!rows) return false;
    this.#unitRarities = new Float64Array(65536);
    for (const at of rows) {
      const row = this.#rows[at]!;
      this.#postings.remove(row.grams);
      this.#isLive[at] = 0;
      this.#rows[at] = undefined;
      this.#live--;
      const code = codeOf(row.entry);
      const ids = code === undefined ? [] : (this.#byCode.get(code) ?? []).filter((other) => other !== id);
      if (code !== undefined && ids.length > 0) this.#byCode.set(code, ids);
      else if (code !== undefined) this.#byCode.delete(code);
    }
    this.#rowsOf.delete(id);
    return true;
  }

  search(query: string, { top = DEFAULT_LIST, minimumScore = 0 }: NameSearchOptions = {}): NameHit[] {
    if (isValidCreditCode(query)) {
      const ids = this.#byCode.get(normalizeCreditCode(query));
      if (ids) return ids.slice(0, top).map((id) => this.#byCodeHit(id));
    }
    const comparable = comparableOf(query, this.regions);
    if (comparable.body === '') return [];
    const block = this.#block(comparable);
    const reranker = new Reranker(comparable, (unit) => this.#unitRarity(unit));
    const judged = block.map((row) => {
      const features = reranker.features(row.comparable);
      return { row, features, sum: weigh(features) };
    });
    judged.sort((a, b) => b.sum - a.sum || order(a.row, b.row));
    this.#addFuse(comparable, judged);

    const hits: NameHit[] = [];
    const seen = new Set<string>();
    for (const { row, features, sum } of judged) {
      if (hits.length >= top) break;
      const score = features.exact === 1 ? 1 : Math.max(0, Math.min(0.999, sum / PERFECT));
      if (score < minimumScore || seen.has(row.entry.id)) continue;
      seen.add(row.entry.id);
      hits.push({
        id: row.entry.id,
        name: row.entry.name,
        matched: row.text,
        score,
        reasons: reasonsOf(comparable, row, features),
        ranges: this.#ranges(comparable, row.text),
      });
    }
    return hits;
  }

  #insert(entry: NameEntry): void {
    this.remove(entry.id);
    const texts = [...new Set([entry.name, ...(entry.aliases ?? [])].filter((text) => text.trim() !== ''))];
    const rows: number[] = [];
    for (const text of texts) {
      const comparable = comparableOf(text, this.regions);
      const grams = gramsOf(comparable.body);
      const at = this.#rows.length;
      this.#grow(at + 1);
      this.#rows.push({ entry, text, comparable, grams, hash: hashId(`${entry.id} ${text}`) });
      this.#isLive[at] = 1;
      this.#lengths[at] = Math.min(255, comparable.body.length);
      this.#live++;
      this.#postings.add(at, grams);
      rows.push(at);
    }
    this.#rowsOf.set(entry.id, rows);
    const code = codeOf(entry);
    if (code !== undefined) this.#byCode.set(code, [...(this.#byCode.get(code) ?? []), entry.id].sort());
  }

  #grow(needed: number): void {
    if (needed <= this.#isLive.length) return;
    const length = Math.max(needed, this.#isLive.length * 2);
    const isLive = new Uint8Array(length);
    isLive.set(this.#isLive);
    this.#isLive = isLive;
    const lengths = new Uint8Array(length);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
    this.#scores = new Float32Array(length);
    this.#touched = new Int32Array(length);
  }

  /** Rarity of single units; worked out when first asked for, forgotten when the names change. */
  #unitRarity(unit: number): number {
    const known = this.#unitRarities[unit];
    if (known > 0) return known;
    return (this.#unitRarities[unit] = this.#rarity(unit));
  }

  #rarity(gram: number): number {
    return Math.log(1 + this.#live / (1 + this.#postings.frequency(gram)));
  }

  /** The names that share the rarest grams, best first. */
  #block(query: Comparable): Row[] {
    const grams = gramsOf(query.body)
      .map((gram) => ({ gram, frequency: this.#postings.frequency(gram) }))
      .filter(({ frequency }) => frequency > 0)
      .sort((a, b) => a.frequency - b.frequency || a.gram - b.gram);
    const scores = this.#scores;
    const touched = this.#touched;
    let count = 0;
    let read = 0;
    grams.forEach(({ gram, frequency }, at) => {
      if (at >= ALWAYS_READ && read + frequency > POSTING_BUDGET) return;
      read += frequency;
      const weight = this.#rarity(gram) * (gram < 65536 ? SINGLE_SHARE : 1);
      count = this.#postings.accumulate(gram, weight, scores, touched, count);
    });
    return this.#best(count);
  }

  /** The best rows of those touched, and their scores set back: buckets first, so that only the last ones are sorted. */
  #best(count: number): Row[] {
    const scores = this.#scores;
    const touched = this.#touched;
    const isLive = this.#isLive;
    const lengths = this.#lengths;
    let highest = 0;
    for (let i = 0; i < count; i++) {
      const at = touched[i];
      // Longer names hold more by chance; 4 units of a short name weigh like 8 of a long one, about.
      const score = isLive[at] ? scores[at] / (4 + 0.15 * lengths[at]) : 0;
      scores[at] = score;
      if (score > highest) highest = score;
    }
    const scale = highest > 0 ? (BUCKETS - 1) / highest : 0;
    const buckets = new Int32Array(BUCKETS);
    for (let i = 0; i < count; i++) buckets[(scores[touched[i]] * scale) | 0]++;
    let bucket = BUCKETS;
    for (let above = 0; bucket > 0 && above < this.blockSize;) above += buckets[--bucket];
    const kept: { row: Row; score: number }[] = [];
    for (let i = 0; i < count; i++) {
      const at = touched[i];
      const score = scores[at];
      scores[at] = 0;
      // The rows themselves are scattered in memory: only the few that stay may be looked at.
      if (score === 0 || score * scale < bucket) continue;
      kept.push({ row: this.#rows[at]!, score });
    }
    kept.sort((a, b) => b.score - a.score || order(a.row, b.row));
    return kept.slice(0, this.blockSize).map(({ row }) => row);
  }

  /** Adds fuse.js to the sums of those it could still bring to the top: the ones within its weight of the first. */
  #addFuse(query: Comparable, judged: { row: Row; sum: number }[]): void {
    const first = judged[0]?.sum ?? 0;
    let count = 0;
    while (count < judged.length && count < FUSE_CONTENDERS && judged[count].sum >= first - WEIGHTS.fuse) count++;
    const contenders = judged.slice(0, count);
    const fuse = new Fuse(
      contenders.map(({ row }) => row.comparable.parts.core),
      { threshold: 0.8, ignoreLocation: true, includeScore: true, shouldSort: false },
    );
    for (const { refIndex, score } of fuse.search(query.parts.core.slice(0, FUSE_PATTERN)))
      contenders[refIndex].sum += WEIGHTS.fuse * (1 - (score ?? 1));
    contenders.sort((a, b) => b.sum - a.sum || order(a.row, b.row));
    judged.splice(0, count, ...contenders);
  }

  #ranges(query: Comparable, text: string): TextSpan[] {
    const traced = foldTextTraced(text);
    const wanted = query.parts.folded;
    const weights = Float64Array.from(wanted, (unit) => this.#unitRarity(unit.charCodeAt(0)));
    const spans: TextSpan[] = [];
    for (const [, at] of align(wanted, traced.text, weights).pairs) {
      const [start, end] = [traced.starts[at], traced.ends[at]];
      const last = spans.at(-1);
      if (last && last.end === start) spans[spans.length - 1] = { start: last.start, end };
      else if (!last || last.end < start) spans.push({ start, end });
    }
    return spans;
  }

  #byCodeHit(id: string): NameHit {
    const { entry } = this.#rows[this.#rowsOf.get(id)![0]]!;
    return {
      id,
      name: entry.name,
      matched: entry.name,
      score: 1,
      reasons: [{ code: 'CREDIT_CODE_EQUAL' }],
      ranges: [],
    };
  }
}

/** Only valid codes are looked up: two firms that share a mistyped code are not the same firm. */
function codeOf(entry: NameEntry): string | undefined {
  return entry.creditCode !== undefined && isValidCreditCode(entry.creditCode)
    ? normalizeCreditCode(entry.creditCode)
    : undefined;
}

const order = (a: Row, b: Row): number =>
  a.hash - b.hash || (a.entry.id < b.entry.id ? -1 : a.entry.id > b.entry.id ? 1 : a.text < b.text ? -1 : 1);

function weigh(features: PairFeatures): number {
  return (
    WEIGHTS.covered * features.covered +
    WEIGHTS.covers * features.covers +
    WEIGHTS.jaroWinkler * features.jaroWinkler +
    WEIGHTS.typed * features.typed +
    WEIGHTS.start * features.start +
    WEIGHTS.region * features.region +
    WEIGHTS.form * features.form +
    WEIGHTS.branch * (features.branch - 1) +
    WEIGHTS.exact * features.exact
  );
}

function reasonsOf(query: Comparable, row: Row, features: PairFeatures): NameReason[] {
  const a = query.parts;
  const b = row.comparable.parts;
  const reasons: NameReason[] = [];
  if (features.exact === 1) reasons.push({ code: 'NAME_EQUAL' });
  else {
    if (a.core === b.core) reasons.push({ code: 'CORE_EQUAL', core: b.core });
    const edits = Math.round(((1 - features.typed) * a.folded.length) / EDIT_COST);
    if (features.typed > 0 && edits > 0 && edits <= 2) reasons.push({ code: 'TYPED_WITH_EDITS', edits });
    reasons.push({ code: 'CHARACTERS_IN_ORDER', share: Math.min(1, features.covered) });
  }
  if (row.text !== row.entry.name) reasons.push({ code: 'ALIAS', alias: row.text });
  const relation = relateRegions(a.place, b.place);
  if (relation !== 'unknown')
    reasons.push({
      code: relation === 'different' ? 'REGION_DIFFERS' : 'REGION_AGREES',
      query: a.region,
      name: b.region,
    });
  if (a.form !== '' && b.form !== '' && query.formKind !== row.comparable.formKind)
    reasons.push({ code: 'FORM_DIFFERS', query: a.form, name: b.form });
  if (a.branch !== b.branch) reasons.push({ code: 'BRANCH_DIFFERS', query: a.branch, name: b.branch });
  return reasons;
}

/**
 * Builds an index over names. A search touches at most 12,000 posting entries, so it
 * hardly slows down as the index grows.
 *
 * @example
 * const index = createNameIndex([{ id: '1', name: '深圳市振业(集团)股份有限公司' }]);
 * index.search('振业股份', { top: 1 })[0]?.id; // '1'
 */
export function createNameIndex(entries: Iterable<NameEntry>, options: NameIndexOptions = {}): NameIndex {
  const index = new PackedNameIndex(options.regions ?? defaultRegions(), options.blockSize ?? DEFAULT_BLOCK);
  index.addAll(entries);
  return index;
}
