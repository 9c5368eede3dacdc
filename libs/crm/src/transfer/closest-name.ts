import Fuse from 'fuse.js';
import { formsOf, normalizeSearch } from '../search/search-text.js';

/** Share of a name that may differ: one of three characters. */
const TOLERANCE = 0.34;
/** Longer texts are sentences in the wrong column, no mistyped names. */
const LONGEST = 30;
/** A column mapped wrongly brings a new text in every row; after this many a guess helps nobody any more. */
const MOST_GUESSES = 300;

/** Which name of a closed list somebody most likely meant: a wrong character, one of the same sound, a word too few. */
export class ClosestName {
  readonly #index: Fuse<{ name: string; forms: string[] }>;
  readonly #guesses = new Map<string, string | undefined>();

  constructor(names: readonly string[]) {
    const entries = [...new Set(names)].map((name) => ({ name, forms: formsOf(normalizeSearch(name)) }));
    this.#index = new Fuse(entries, { keys: ['forms'], threshold: TOLERANCE, ignoreLocation: true });
  }

  /** The nearest name; undefined when none is near. */
  find(typed: string): string | undefined {
    const wanted = normalizeSearch(typed);
    if (wanted.length < 2 || wanted.length > LONGEST) return undefined;
    if (!this.#guesses.has(wanted)) {
      if (this.#guesses.size >= MOST_GUESSES) return undefined;
      const [byWriting] = this.#index.search(wanted, { limit: 1 });
      const [bySound] = byWriting ? [byWriting] : this.#index.search(formsOf(wanted)[1] ?? wanted, { limit: 1 });
      this.#guesses.set(wanted, bySound?.item.name);
    }
    return this.#guesses.get(wanted);
  }
}
