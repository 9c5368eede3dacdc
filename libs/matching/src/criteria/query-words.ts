import type { ProjectField } from '../candidates/query.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { foldedUnit, foldTextTraced } from '../normalize/text.js';
import { eachToken } from '../normalize/tokens.js';

/** Free slot of the table. */
const NONE = -1;
/** More places of one word than this are not listed: nobody reads them, and each is looked at again for every word that follows. */
export const MOST_PLACES = 64;

/** What begins a term that is no pair of Chinese characters is told by these last bits. */
const LAST_BITS = 4095;
const FIRST_CHINESE = 0x2e80;
const NO_BEGINNINGS = new Uint8Array(0);

/** A term of the query where it stands in a text of the project: `[start, end)` in the field as given. */
export interface Occurrence {
  readonly term: number;
  readonly field: ProjectField['field'];
  readonly start: number;
  readonly end: number;
  /** Folded text of the field; undefined where folding made it longer or shorter, so that places of the field are not places of it. */
  readonly text: string | undefined;
  /** Number among all occurrences, which are in the order of the texts. */
  readonly number: number;
}

/** The words of a project: found again in the texts of enterprises, and where they stand in its own. */
export class QueryWords {
  /** Terms of two units, as nearly all are: both units in one number, and the term, by hash. */
  readonly #pairs: Int32Array;
  readonly #shift: number;
  readonly #others = new Map<string, number>();
  /** 1 where units with these last bits begin a term that is no pair of Chinese characters; empty where there is no such term. */
  #beginnings = NO_BEGINNINGS;
  readonly #byTerm: Occurrence[][] = [];
  readonly #occurrences: Occurrence[] = [];

  constructor(epoch: Pick<Epoch, 'vocabulary'>, project: PreparedProject) {
    const { terms, fields } = project.query;
    let bits = 4;
    while (1 << bits < terms.length * 4) bits++;
    this.#shift = 32 - bits;
    this.#pairs = new Int32Array(2 << bits).fill(NONE);
    for (let term = 0; term < terms.length; term++) {
      this.#add(epoch.vocabulary, terms[term], term);
      this.#byTerm.push([]);
    }
    for (const { field, text } of fields) this.#read(field, text, project.record[field] ?? '');
  }

  /** Number of the term a stretch of a text is, or -1. */
  termOf(text: string, start: number, end: number): number {
    if (end - start !== 2) return this.#others.size === 0 ? -1 : (this.#others.get(text.slice(start, end)) ?? -1);
    const pair = (text.charCodeAt(start) << 16) | text.charCodeAt(start + 1);
    const slot = this.#slotOf(pair);
    return this.#pairs[2 * slot] === pair ? this.#pairs[2 * slot + 1] : -1;
  }

  /**
   * Finds the terms in a text as it is given, unless it has to be folded and cut first: where it may have a term that is no pair of Chinese
   * characters, or cannot be folded unit by unit.
   * @param found filled with three numbers each: the term, start, end; of these also terms that reach into phrases no token may reach into
   * @returns how many numbers of `found` count; -1 where the text has to be folded and cut
   */
  findPairs(text: string, found: number[]): number {
    const beginnings = this.#beginnings;
    const hasOthers = beginnings.length > 0;
    const pairs = this.#pairs;
    let count = 0;
    let before = 0;
    for (let at = 0; at < text.length; at++) {
      const unit = foldedUnit(text.charCodeAt(at));
      if (unit < 0 || (hasOthers && beginnings[unit & LAST_BITS] !== 0)) return -1;
      const pair = (before << 16) | unit;
      const slot = this.#slotOf(pair);
      if (pairs[2 * slot] === pair && pairs[2 * slot + 1] >= 0) {
        found[count++] = pairs[2 * slot + 1];
        found[count++] = at - 1;
        found[count++] = at + 1;
      }
      before = unit;
    }
    return count;
  }

  /** Where a term stands in the project, {@link MOST_PLACES} at most; nowhere when it came in as an alias. */
  occurrencesOf(term: number): readonly Occurrence[] {
    return this.#byTerm[term];
  }

  /** Where a term goes on from an occurrence: begins with its last unit. */
  followerOf({ number, field, end }: Occurrence, term: number): Occurrence | undefined {
    const all = this.#occurrences;
    const start = end - 1;
    // Nearly always the next one. What folding makes several units of has all its terms at one place.
    let next = number;
    while (next > 0 && all[next - 1].start >= start && all[next - 1].field === field) next--;
    for (; next < all.length && all[next].start <= start && all[next].field === field; next++)
      if (all[next].start === start && all[next].term === term) return all[next];
    return undefined;
  }

  /** Notes the terms of a field. @param folded with what is not looked at blanked out */
  #read(field: ProjectField['field'], folded: string, given: string): void {
    const { starts, ends } = foldTextTraced(given);
    const text = folded.length === given.length ? folded : undefined;
    eachToken(folded, (start, end) => {
      const term = this.termOf(folded, start, end);
      if (term < 0) return;
      const number = this.#occurrences.length;
      const occurrence = { term, field, start: starts[start], end: ends[end - 1], text, number };
      this.#occurrences.push(occurrence);
      if (this.#byTerm[term].length < MOST_PLACES) this.#byTerm[term].push(occurrence);
    });
  }

  #add(vocabulary: Epoch['vocabulary'], number: number, term: number): void {
    const { units, offsets } = vocabulary.strings;
    const first = offsets[number];
    if (offsets[number + 1] - first !== 2 || units[first] < FIRST_CHINESE) this.#noteBeginning(units[first]);
    if (offsets[number + 1] - first !== 2) {
      this.#others.set(vocabulary.term(number), term);
      return;
    }
    const pair = (units[first] << 16) | units[first + 1];
    const slot = this.#slotOf(pair);
    this.#pairs[2 * slot] = pair;
    this.#pairs[2 * slot + 1] = term;
  }

  #noteBeginning(unit: number): void {
    if (this.#beginnings.length === 0) this.#beginnings = new Uint8Array(LAST_BITS + 1);
    this.#beginnings[unit & LAST_BITS] = 1;
  }

  /** Where a pair stands, or could. No pair is {@link NONE}: no text has the unit U+FFFF twice. */
  #slotOf(pair: number): number {
    const mask = this.#pairs.length / 2 - 1;
    let slot = Math.imul(pair, 0x9e3779b1) >>> this.#shift;
    while (this.#pairs[2 * slot] !== pair && this.#pairs[2 * slot] !== NONE) slot = (slot + 1) & mask;
    return slot;
  }
}

const known = new WeakMap<PreparedProject, QueryWords>();

/** The words of a project; worked out once for it. */
export function queryWords(epoch: Pick<Epoch, 'vocabulary'>, project: PreparedProject): QueryWords {
  let words = known.get(project);
  if (!words) known.set(project, (words = new QueryWords(epoch, project)));
  return words;
}
