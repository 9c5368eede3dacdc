import type { EnterpriseRecord } from '../model.js';
import type { ListedCompanyFact } from '../options.js';
import { parseCompanyName } from './company-name.js';
import { foldText } from './text.js';

/** Total assets of an enterprise, and where the figure was found. */
export interface SizeFact {
  readonly wan: number;
  readonly field: 'totalAssetsWan' | 'registeredCapitalWan' | 'listedCode';
  /** `record`, or `listed-companies` for the reference table. */
  readonly source: string;
}

/** Total assets run to several times the registered capital; the factor keeps the two on one scale. */
const ASSETS_PER_CAPITAL = 5;

/** Size of an enterprise: its total assets, else those of the listed company, else a guess from its capital. */
export function sizeFact(record: EnterpriseRecord, listed: ReadonlyMap<string, number>): SizeFact | undefined {
  if (record.totalAssetsWan !== undefined && record.totalAssetsWan > 0)
    return { wan: record.totalAssetsWan, field: 'totalAssetsWan', source: 'record' };
  const reference = record.listedCode === undefined ? undefined : listed.get(record.listedCode);
  if (reference !== undefined) return { wan: reference, field: 'listedCode', source: 'listed-companies' };
  if (record.registeredCapitalWan !== undefined && record.registeredCapitalWan > 0)
    return {
      wan: record.registeredCapitalWan * ASSETS_PER_CAPITAL,
      field: 'registeredCapitalWan',
      source: 'record',
    };
  return undefined;
}

/** The reference table by stock code. */
export function listedAssets(facts: readonly ListedCompanyFact[]): ReadonlyMap<string, number> {
  return new Map(facts.map(({ listedCode, totalAssetsWan }) => [listedCode, totalAssetsWan]));
}

/** What a name says about size: the names 中国… and …集团 are reserved to larger enterprises. */
export function nameKind(name: string): string {
  const folded = foldText(name);
  return `${/^(?:中国|国家|中)/.test(folded) ? 'national' : 'plain'}-${folded.includes('集团') ? 'group' : 'single'}`;
}

/** How many known sizes of a kind it takes before its mean counts as much as the mean of all. */
const TRUSTED_KIND = 20;
/** How many known sizes of a brand it takes before its mean counts as much as the mean of the kind. */
const TRUSTED_BRAND = 3;

/** First two characters of the trade name: enterprises of one group mostly share them (华能, 万达). */
function brandOf(name: string): string {
  return parseCompanyName(name)
    .core.replace(/^(?:中国|国家)/, '')
    .slice(0, 2);
}

/** Running mean that starts from a prior worth so many observations. */
class ShrunkMeans {
  readonly #sums = new Map<string, { sum: number; count: number }>();

  add(key: string, value: number): void {
    const { sum, count } = this.#sums.get(key) ?? { sum: 0, count: 0 };
    this.#sums.set(key, { sum: sum + value, count: count + 1 });
  }

  mean(key: string, prior: number, trusted: number): number {
    const { sum, count } = this.#sums.get(key) ?? { sum: 0, count: 0 };
    return (sum + prior * trusted) / (count + trusted);
  }
}

/**
 * Stand-in values for unknown sizes: the mean of the kind of name, drawn towards enterprises that share the brand;
 * 0.3 when nothing is known.
 */
export function neutralSizes(
  records: readonly EnterpriseRecord[],
  values: readonly (number | undefined)[],
): readonly number[] {
  const all = new ShrunkMeans();
  const kinds = new ShrunkMeans();
  const brands = new ShrunkMeans();
  const keys = records.map(({ name }) => ({ kind: nameKind(name), brand: brandOf(name) }));
  keys.forEach(({ kind, brand }, row) => {
    const value = values[row];
    if (value === undefined) return;
    all.add('', value);
    kinds.add(kind, value);
    brands.add(brand, value);
  });
  const mean = all.mean('', 0.3, 1);
  return keys.map(({ kind, brand }) => brands.mean(brand, kinds.mean(kind, mean, TRUSTED_KIND), TRUSTED_BRAND));
}
