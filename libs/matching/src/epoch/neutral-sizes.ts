import { parseCompanyName } from '../normalize/company-name.js';
import { foldText } from '../normalize/text.js';

/** What a name says about size: the names 中国… and …集团 are reserved to larger enterprises. */
export function nameKind(name: string): string {
  const folded = foldText(name);
  return `${/^(?:中国|国家|中)/.test(folded) ? 'national' : 'plain'}-${folded.includes('集团') ? 'group' : 'single'}`;
}

/** First two characters of the trade name: enterprises of one group mostly share them (华能, 万达). */
function brandOf(name: string): string {
  return parseCompanyName(name)
    .core.replace(/^(?:中国|国家)/, '')
    .slice(0, 2);
}

/** How many known sizes of a kind it takes before its mean counts as much as the mean of all. */
const TRUSTED_KIND = 20;
/** How many known sizes of a brand it takes before its mean counts as much as the mean of the kind. */
const TRUSTED_BRAND = 3;
/** Value of a size nothing is known about. */
const PRIOR = 0.3;

type Sums = readonly (readonly [key: string, sum: number, count: number])[];

/** Sums of known sizes as they are stored with an epoch. */
export interface NeutralSizeSums {
  readonly all: readonly [sum: number, count: number];
  readonly kinds: Sums;
  readonly brands: Sums;
}

/** Adds up known sizes by the kind and the brand of the name. Fed in an order that does not depend on the input. */
export function sumSizes(
  known: Iterable<{ readonly name: string; readonly value: number | undefined }>,
): NeutralSizeSums {
  const all = new Map<string, [number, number]>();
  const kinds = new Map<string, [number, number]>();
  const brands = new Map<string, [number, number]>();
  const add = (sums: Map<string, [number, number]>, key: string, value: number): void => {
    const [sum, count] = sums.get(key) ?? [0, 0];
    sums.set(key, [sum + value, count + 1]);
  };
  for (const { name, value } of known) {
    if (value === undefined) continue;
    add(all, '', value);
    add(kinds, nameKind(name), value);
    add(brands, brandOf(name), value);
  }
  const listed = (sums: Map<string, [number, number]>): Sums =>
    [...sums].map(([key, [sum, count]]) => [key, sum, count] as const);
  return { all: all.get('') ?? [0, 0], kinds: listed(kinds), brands: listed(brands) };
}

/**
 * Stand-in values for unknown sizes: the mean of the kind of name, drawn towards enterprises that share the brand;
 * 0.3 when nothing is known.
 */
export class NeutralSizes {
  readonly #mean: number;
  readonly #kinds: ReadonlyMap<string, readonly [number, number]>;
  readonly #brands: ReadonlyMap<string, readonly [number, number]>;

  constructor({ all: [sum, count], kinds, brands }: NeutralSizeSums) {
    this.#mean = (sum + PRIOR) / (count + 1);
    this.#kinds = new Map(kinds.map(([key, ...rest]) => [key, rest]));
    this.#brands = new Map(brands.map(([key, ...rest]) => [key, rest]));
  }

  /** 0–1 value for an enterprise of this name. */
  of(name: string): number {
    const shrunk = ([sum, count]: readonly [number, number], prior: number, trusted: number): number =>
      (sum + prior * trusted) / (count + trusted);
    const ofKind = shrunk(this.#kinds.get(nameKind(name)) ?? [0, 0], this.#mean, TRUSTED_KIND);
    return shrunk(this.#brands.get(brandOf(name)) ?? [0, 0], ofKind, TRUSTED_BRAND);
  }
}
