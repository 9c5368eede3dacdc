import type { EnterpriseRecord } from '../model.js';
import type { ListedCompanyFact } from '../options.js';

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

/** Assets of 1亿元 count nothing, assets of 100,000亿元 count fully. */
const LOWEST_DECADE = 4;
const DECADES = 5;

/** 0–1 value of total assets in 万元: half linear in decades, half cubic, for the few giants carry much of all investment. */
export function sizeValue(wan: number): number {
  const decades = Math.max(0, Math.min(1, (Math.log10(wan) - LOWEST_DECADE) / DECADES));
  return (decades + decades ** 3) / 2;
}
