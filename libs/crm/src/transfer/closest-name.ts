import Fuse from 'fuse.js';
import { formsOf, normalizeSearch } from '../search/search-text.js';

/** Share of a name that may differ: one of three characters. */
const TOLERANCE = 0.34;
/** Longer texts are sentences in the wrong column, no mistyped names. */
const LONGEST = 30;
/** Codes of up to three letters stand in the pinyin of many a name: they mean one only by being its initials, of no other. */
const CODE = /^[a-z\d]{1,3}$/;
/** A column mapped wrongly brings a new text in every row; after this many a guess helps nobody any more. */
const MOST_GUESSES = 300;

interface Entry {
  readonly name: string;
  readonly forms: readonly string[];
}

/** Which name of a closed list somebody most likely meant: a wrong character, one of the same sound, a word too few, its initials. */
export class ClosestName {
  readonly #entries: readonly Entry[];
  readonly #index: Fuse<Entry>;
  readonly #guesses = new Map<string, string | undefined>();

  constructor(names: readonly string[]) {
    this.#entries = [...new Set(names)].map((name) => ({ name, forms: formsOf(normalizeSearch(name)) }));
    this.#index = new Fuse(this.#entries, { keys: ['forms'], threshold: TOLERANCE, ignoreLocation: true });
  }

  /** The nearest name; undefined when none is near. */
  find(typed: string): string | undefined {
    const wanted = normalizeSearch(typed);
    if (wanted.length < 2 || wanted.length > LONGEST) return undefined;
    if (!this.#guesses.has(wanted)) {
      if (this.#guesses.size >= MOST_GUESSES) return undefined;
      this.#guesses.set(wanted, CODE.test(wanted) ? this.#byInitials(wanted) : this.#byLikeness(wanted));
    }
    return this.#guesses.get(wanted);
  }

  #byInitials(wanted: string): string | undefined {
    const meant = this.#entries.filter(({ forms }) => forms.includes(wanted));
    return meant.length === 1 ? meant[0].name : undefined;
  }

  #byLikeness(wanted: string): string | undefined {
    const [byWriting] = this.#index.search(wanted, { limit: 1 });
    const [bySound] = byWriting ? [byWriting] : this.#index.search(formsOf(wanted)[1] ?? wanted, { limit: 1 });
    return bySound?.item.name;
  }
}
