/** A token of a folded text and its place there, `[start, end)` in UTF-16 units of the folded text. */
export interface Token {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

/** What a UTF-16 unit is to the cutting of tokens. */
const HAN = 1;
const LATIN = 2;
/** Goes on with a Latin run, and does not end its term. */
const JOINER = 3;
/** The same, but may end it: c#. */
const SHARP = 4;
const KINDS = new Uint8Array(65_536);
for (const [from, to] of [[0x3400, 0x4dbf], [0x4e00, 0x9fff], [0xf900, 0xfaff]]) KINDS.fill(HAN, from, to + 1); // prettier-ignore
KINDS.fill(LATIN, 0x30, 0x3a);
KINDS.fill(LATIN, 0x61, 0x7b);
for (const joiner of '+.-') KINDS[joiner.charCodeAt(0)] = JOINER;
KINDS[0x23] = SHARP;

const LAST_BITS = 4095;
/** A phrase of one unit begins with it; one of several does. */
const ALONE = 1;
const LONGER = 2;
const pairHash = (first: number, second: number): number => (first * 31 + second) & LAST_BITS;

/**
 * Phrases to be blanked out before tokens are cut: jargon that every project uses, and names of places.
 * Longest phrases win, so 「产业园区」 is not read as 「产业园」 + 「区」.
 */
export class PhraseFilter {
  /** Phrases by their first UTF-16 unit, longest first: most characters begin none, and are passed by at one or two look-ups. */
  readonly #byFirst = new Map<number, string[]>();
  /** What begins with a unit of these last bits, and 1 where two units with this hash begin a phrase. */
  readonly #begins = new Uint8Array(LAST_BITS + 1);
  readonly #pairs = new Uint8Array(LAST_BITS + 1);

  constructor(phrases: Iterable<string>) {
    const sorted = [...new Set(phrases)].filter(Boolean).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    for (const phrase of sorted) {
      const first = phrase.charCodeAt(0);
      const known = this.#byFirst.get(first);
      if (known) known.push(phrase);
      else this.#byFirst.set(first, [phrase]);
      this.#begins[first & LAST_BITS] |= phrase.length > 1 ? LONGER : ALONE;
      if (phrase.length > 1) this.#pairs[pairHash(first, phrase.charCodeAt(1))] = 1;
    }
  }

  /** Replaces each phrase by as many spaces, so that positions stay true. */
  blank(folded: string): string {
    let blanked = '';
    let copied = 0;
    for (let at = this.#next(folded, 0); at < folded.length; at = this.#next(folded, copied)) {
      const length = this.#lengthAt(folded, at);
      blanked += folded.slice(copied, at) + ' '.repeat(length);
      copied = at + length;
    }
    return copied === 0 ? folded : blanked + folded.slice(copied);
  }

  /** Takes the phrases out of a text that is to be cut: their units become of no kind. @param kinds of the units */
  hide(folded: string, kinds: Uint8Array): void {
    for (let at = this.#next(folded, 0); at < folded.length; at = this.#next(folded, at))
      for (const end = at + this.#lengthAt(folded, at); at < end; at++) kinds[at] = 0;
  }

  /** Where the next phrase begins, from a place on; the length of the text where none does. */
  #next(folded: string, from: number): number {
    const begins = this.#begins;
    const pairs = this.#pairs;
    for (let at = from; at < folded.length; at++) {
      const unit = folded.charCodeAt(at);
      const kinds = begins[unit & LAST_BITS];
      if (kinds === 0) continue;
      const mayBegin =
        (kinds & ALONE) !== 0 || (at + 1 < folded.length && pairs[pairHash(unit, folded.charCodeAt(at + 1))] !== 0);
      if (mayBegin && this.#lengthAt(folded, at) > 0) return at;
    }
    return folded.length;
  }

  /** Length of the longest phrase that begins here, or 0. */
  #lengthAt(folded: string, at: number): number {
    const phrases = this.#byFirst.get(folded.charCodeAt(at));
    if (phrases) for (const phrase of phrases) if (folded.startsWith(phrase, at)) return phrase.length;
    return 0;
  }
}

/** Kinds of the units of the text that is being cut; grown when a longer one comes. */
let kindsOfText = new Uint8Array(1024);

/**
 * Cuts a folded text into overlapping Han bigrams (a lone Han character stays a token) and Latin/digit runs.
 * Bare numbers are dropped: capacities and areas say nothing about the trade.
 * @param visit called with where each token stands, in order; must not cut another text
 * @param filter phrases no token may reach into, as if they were blanked out
 */
export function eachToken(
  folded: string,
  visit: (start: number, end: number) => void,
  filter?: Pick<PhraseFilter, 'hide'>,
): void {
  const { length } = folded;
  if (kindsOfText.length < length) kindsOfText = new Uint8Array(2 * length);
  const kinds = kindsOfText;
  for (let at = 0; at < length; at++) kinds[at] = KINDS[folded.charCodeAt(at)];
  filter?.hide(folded, kinds);
  for (let at = 0; at < length;) {
    const kind = kinds[at];
    const start = at++;
    if (kind === HAN) {
      while (at < length && kinds[at] === HAN) at++;
      if (at === start + 1) visit(start, at);
      else for (let i = start; i + 2 <= at; i++) visit(i, i + 2);
    } else if (kind === LATIN) {
      let isNumber = true;
      let end = at;
      for (; at < length && kinds[at] >= LATIN; at++) if (kinds[at] !== JOINER) end = at + 1;
      for (let i = start; i < end; i++) if (folded.charCodeAt(i) >= 0x61) isNumber = false;
      if (!isNumber) visit(start, end);
    }
  }
}

/** The tokens of a folded text. */
export function tokenize(folded: string): Token[] {
  const tokens: Token[] = [];
  eachToken(folded, (start, end) => tokens.push({ term: folded.slice(start, end), start, end }));
  return tokens;
}
