import type { EnterpriseRecord } from '../model.js';
import { parseCompanyName } from '../normalize/company-name.js';
import { productLines } from '../normalize/products.js';
import { foldText } from '../normalize/text.js';
import { type PhraseFilter, tokenize } from '../normalize/tokens.js';

/** Term counts are kept in one byte, in units of 1/32: a mention in a line of weight 1 counts 32, at most 255 are kept. */
export const COUNT_UNIT = 32;
const HIGHEST_COUNT = 255;
/** The name says less than a product line, and repeats what the lines say. */
const NAME_WEIGHT = 0.5;
/** Lines remembered by their text; many enterprises write the same ones. */
const REMEMBERED_LINES = 100_000;

/** A product line in numbers. */
export interface ReadLine {
  /** Folded text. */
  readonly text: string;
  /** Numbers of its terms, ascending, each once. */
  readonly terms: readonly number[];
  /** Share of the business or standing by position, 0–100. */
  readonly importance: number;
}

/** An enterprise in numbers. */
export interface ReadEnterprise {
  /** Count by term number, in units of 1/32. */
  readonly counts: ReadonlyMap<number, number>;
  readonly lines: readonly ReadLine[];
}

interface TokenisedLine {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly terms: readonly number[];
}

/** Reads enterprises into term numbers. The same in the counting pass and in the indexing pass. */
export class EnterpriseReader {
  readonly #remembered = new Map<string, TokenisedLine>();

  /**
   * @param filter folded jargon and place names, left out
   * @param numberOf number of a term; negative for one to be ignored
   */
  constructor(
    private readonly filter: PhraseFilter,
    private readonly numberOf: (term: string) => number,
  ) {}

  read(record: EnterpriseRecord): ReadEnterprise {
    const counts = new Map<number, number>();
    const add = (tokens: readonly number[], weight: number): void => {
      const units = Math.round(weight * COUNT_UNIT);
      for (const term of tokens) counts.set(term, Math.min(HIGHEST_COUNT, (counts.get(term) ?? 0) + units));
    };
    add(this.#tokens(parseCompanyName(record.name).core), NAME_WEIGHT);
    const lines = productLines(record).map(({ name, weight }): ReadLine => {
      const { text, tokens, terms } = this.#line(name);
      add(tokens, weight);
      return { text, terms, importance: Math.round(((weight - 0.3) / 1.2) * 100) };
    });
    return { counts, lines };
  }

  #line(name: string): TokenisedLine {
    const known = this.#remembered.get(name);
    if (known) return known;
    const text = foldText(name);
    const tokens = this.#tokens(text);
    const line = { text, tokens, terms: [...new Set(tokens)].sort((a, b) => a - b) };
    if (this.#remembered.size >= REMEMBERED_LINES) this.#remembered.clear();
    this.#remembered.set(name, line);
    return line;
  }

  #tokens(folded: string): number[] {
    const numbers: number[] = [];
    for (const { term } of tokenize(this.filter.blank(folded))) {
      const number = this.numberOf(term);
      if (number >= 0) numbers.push(number);
    }
    return numbers;
  }
}
