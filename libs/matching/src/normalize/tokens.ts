/** A token of a folded text and its place there, `[start, end)` in UTF-16 units of the folded text. */
export interface Token {
  readonly term: string;
  readonly start: number;
  readonly end: number;
}

const RUN = /[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+|[a-z0-9][a-z0-9+.#-]*/g;
const NUMBER = /^[0-9][0-9.+#-]*$/;

/**
 * Phrases to be blanked out before tokens are cut: jargon that every project uses, and names of places.
 * Longest phrases win, so 「产业园区」 is not read as 「产业园」 + 「区」.
 */
export class PhraseFilter {
  /** Phrases by their first UTF-16 unit, longest first: most characters begin none, and are passed by at one look-up. */
  readonly #byFirst = new Map<number, string[]>();

  constructor(phrases: Iterable<string>) {
    const sorted = [...new Set(phrases)].filter(Boolean).sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
    for (const phrase of sorted) {
      const first = phrase.charCodeAt(0);
      const known = this.#byFirst.get(first);
      if (known) known.push(phrase);
      else this.#byFirst.set(first, [phrase]);
    }
  }

  /** Replaces each phrase by as many spaces, so that positions stay true. */
  blank(folded: string): string {
    let blanked = '';
    let copied = 0;
    for (let at = 0; at < folded.length;) {
      const phrase = this.#byFirst.get(folded.charCodeAt(at))?.find((one) => folded.startsWith(one, at));
      if (phrase === undefined) {
        at++;
        continue;
      }
      blanked += folded.slice(copied, at) + ' '.repeat(phrase.length);
      at += phrase.length;
      copied = at;
    }
    return copied === 0 ? folded : blanked + folded.slice(copied);
  }
}

/**
 * Cuts a folded text into overlapping Han bigrams (a lone Han character stays a token) and Latin/digit runs.
 * Bare numbers are dropped: capacities and areas say nothing about the trade.
 */
export function tokenize(folded: string): Token[] {
  const tokens: Token[] = [];
  for (const match of folded.matchAll(RUN)) {
    const run = match[0];
    const offset = match.index;
    if (run.charCodeAt(0) < 0x2e80) {
      const term = run.replace(/[.+-]+$/, '');
      if (!NUMBER.test(term)) tokens.push({ term, start: offset, end: offset + term.length });
    } else if (run.length === 1) {
      tokens.push({ term: run, start: offset, end: offset + 1 });
    } else {
      for (let i = 0; i + 2 <= run.length; i++) {
        tokens.push({
          term: run.slice(i, i + 2),
          start: offset + i,
          end: offset + i + 2,
        });
      }
    }
  }
  return tokens;
}
