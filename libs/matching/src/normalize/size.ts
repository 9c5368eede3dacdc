import type { EnterpriseRecord } from '../model.js';
import type { ListedCompanyFact } from '../options.js';
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

/** How many known sizes of a kind it takes before its mean is trusted alone. */
const TRUSTED = 20;

/** Mean value per kind of name, drawn towards the mean of all where few are known; 0.3 when nothing is known. */
export function neutralSizes(
  records: readonly EnterpriseRecord[],
  values: readonly (number | undefined)[],
): readonly number[] {
  const sums = new Map<string, { sum: number; count: number }>();
  let sum = 0;
  let count = 0;
  const kinds = records.map((record) => nameKind(record.name));
  kinds.forEach((kind, row) => {
    const value = values[row];
    if (value === undefined) return;
    const entry = sums.get(kind) ?? { sum: 0, count: 0 };
    sums.set(kind, { sum: entry.sum + value, count: entry.count + 1 });
    sum += value;
    count++;
  });
  const mean = count > 0 ? sum / count : 0.3;
  return kinds.map((kind) => {
    const entry = sums.get(kind) ?? { sum: 0, count: 0 };
    return (entry.sum + mean * TRUSTED) / (entry.count + TRUSTED);
  });
}
