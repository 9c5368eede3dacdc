import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import type { EvidenceTerm } from '../model.js';
import { foldTextTraced } from '../normalize/text.js';
import { eachToken } from '../normalize/tokens.js';

type ProjectSpan = EvidenceTerm['project'][number];

/** Free slot of the table. */
const NONE = -1;
/** More places of one word than this are not listed: nobody reads them, and each is looked at again for every word that follows. */
export const MOST_PLACES = 64;

/** The words of a project: found again in the texts of enterprises, and where they stand in its own. */
export class QueryWords {
  /** Terms of two units, as nearly all are: both units in one number, and the place, by hash. */
  readonly #pairs: Int32Array;
  readonly #shift: number;
  readonly #others = new Map<string, number>();
  /** By place of the term. */
  readonly #spans: ProjectSpan[][];
  /** Every place of every word, by field, start and word. */
  readonly #standing = new Map<ProjectSpan['field'], Map<number, ProjectSpan>>();

  constructor(epoch: Pick<Epoch, 'vocabulary'>, project: PreparedProject) {
    const { terms, fields } = project.query;
    let bits = 4;
    while (1 << bits < terms.length * 4) bits++;
    this.#shift = 32 - bits;
    this.#pairs = new Int32Array(2 << bits).fill(NONE);
    terms.forEach((number, place) => this.#add(epoch.vocabulary.term(number), place));
    this.#spans = Array.from(terms, () => []);
    for (const { field, text } of fields) {
      const { starts, ends } = foldTextTraced(project.record[field] ?? '');
      const standing = new Map<number, ProjectSpan>();
      this.#standing.set(field, standing);
      eachToken(text, (start, end) => {
        const place = this.placeOf(text, start, end);
        if (place < 0) return;
        const span = { field, start: starts[start], end: ends[end - 1] };
        if (this.#spans[place].length < MOST_PLACES) this.#spans[place].push(span);
        const key = this.#key(place, span.start);
        if (!standing.has(key)) standing.set(key, span);
      });
    }
  }

  /** Place of the term a stretch of a text is, or -1. */
  placeOf(text: string, start: number, end: number): number {
    if (end - start !== 2) return this.#others.size === 0 ? -1 : (this.#others.get(text.slice(start, end)) ?? -1);
    const pair = (text.charCodeAt(start) << 16) | text.charCodeAt(start + 1);
    const slot = this.#slotOf(pair);
    return this.#pairs[2 * slot] === pair ? this.#pairs[2 * slot + 1] : -1;
  }

  /** Where a term stands in the project, {@link MOST_PLACES} at most; nowhere when it came in as an alias. */
  spansOf(place: number): readonly ProjectSpan[] {
    return this.#spans[place];
  }

  /** The term at a place, where it stands at `start` of a field. */
  spanAt(place: number, field: ProjectSpan['field'], start: number): ProjectSpan | undefined {
    return this.#standing.get(field)?.get(this.#key(place, start));
  }

  #key(place: number, start: number): number {
    return start * this.#spans.length + place;
  }

  #add(term: string, place: number): void {
    if (term.length !== 2) {
      this.#others.set(term, place);
      return;
    }
    const pair = (term.charCodeAt(0) << 16) | term.charCodeAt(1);
    this.#pairs.set([pair, place], 2 * this.#slotOf(pair));
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
