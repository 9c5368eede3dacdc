import type { EvidenceTerm } from '../model.js';
import { standsAlone } from '../normalize/han.js';
import type { KnownWords } from './known-words.js';
import type { Occurrence, QueryWords } from './query-words.js';

type ProjectSpan = EvidenceTerm['project'][number];

/** Where a stretch of terms stands in a project: begun with one term, and followed term by term. One is used for many stretches. */
export class FollowedPlaces {
  /** First and last term of the stretch at each place. */
  readonly #firsts: Occurrence[] = [];
  readonly #lasts: Occurrence[] = [];
  #count = 0;

  constructor(readonly words: QueryWords) {}

  /** Takes all places of a term. */
  begin(term: number): void {
    const occurrences = this.words.occurrencesOf(term);
    this.#count = occurrences.length;
    for (let i = 0; i < this.#count; i++) this.#firsts[i] = this.#lasts[i] = occurrences[i];
  }

  /**
   * Keeps the places that go on with a term: one look-up each, however often the term stands in the project. An alias, which stands nowhere, goes
   * on with another.
   * @returns false where no place goes on; then all stay
   */
  follow(term: number): boolean {
    if (this.#count === 0) return this.words.occurrencesOf(term).length === 0;
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const follower = this.words.followerOf(this.#lasts[i], term);
      if (!follower) continue;
      this.#firsts[kept] = this.#firsts[i];
      this.#lasts[kept++] = follower;
    }
    if (kept > 0) this.#count = kept;
    return kept > 0;
  }

  /** Whether the stretch ends somewhere where the Chinese around it does. */
  standsAlone(): boolean {
    for (let i = 0; i < this.#count; i++) {
      const { text, start } = this.#firsts[i];
      if (text !== undefined && standsAlone(text, start, this.#lasts[i].end)) return true;
    }
    return false;
  }

  /** Whether two units somewhere are a known word, the first of them `distance` units from the first of the stretch. */
  isPairFromStart(known: KnownWords, distance: number): boolean {
    for (let i = 0; i < this.#count; i++) {
      const { text, start } = this.#firsts[i];
      if (text !== undefined && known.isPair(text, start + distance)) return true;
    }
    return false;
  }

  /** The same, the first of them `distance` units from the end of the stretch. */
  isPairFromEnd(known: KnownWords, distance: number): boolean {
    for (let i = 0; i < this.#count; i++) {
      const { text, end } = this.#lasts[i];
      if (text !== undefined && known.isPair(text, end + distance)) return true;
    }
    return false;
  }

  /** The places. */
  spans(): ProjectSpan[] {
    const spans: ProjectSpan[] = [];
    for (let i = 0; i < this.#count; i++) {
      const { field, start } = this.#firsts[i];
      spans.push({ field, start, end: this.#lasts[i].end });
    }
    return spans;
  }

  /** Where a part of the stretch stands. */
  spansOfPart(offset: number, length: number): ProjectSpan[] {
    return this.spans().map(({ field, start }) => ({ field, start: start + offset, end: start + offset + length }));
  }
}
