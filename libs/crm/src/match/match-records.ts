import { type Code, termOf } from '@lianghuan/contracts';
import type { EnterpriseRecord, MarketRecord, ProjectRecord, ResourceRecord } from '@lianghuan/matching';
import { Decimal } from 'decimal.js';

/** Where a row of ours lies, in names. */
export interface PlaceNames {
  readonly province?: string;
  readonly city?: string;
  /** County-level area; absent for what belongs to the city as a whole. */
  readonly county?: string;
}

/** Names of a reporting area. */
export type PlaceOf = (areaCode: string | null) => PlaceNames;

/** Project as {@link FROZEN_ROWS} reads it. */
export interface ProjectRow {
  readonly id: string;
  readonly name: string;
  readonly areaCode: string | null;
  readonly province: string | null;
  readonly place: string | null;
  readonly sector: string | null;
  readonly content: string | null;
  readonly scaleText: string | null;
  readonly industryCodes: readonly string[];
  /** Yuan. */
  readonly totalInvestmentCny: string | null;
  readonly plannedStartOn: string | null;
  readonly landGuarantee: Code<'guaranteeState'> | null;
  readonly energyGuarantee: Code<'guaranteeState'> | null;
  readonly waterGuarantee: Code<'guaranteeState'> | null;
  readonly environmentGuarantee: Code<'guaranteeState'> | null;
}

export interface EnterpriseRow {
  readonly id: string;
  readonly name: string;
  readonly shortName: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly businessSummary: string | null;
  readonly products: readonly { readonly name: string; readonly share: number | null }[];
  readonly industryCodes: readonly string[];
  /** Yuan. */
  readonly registeredCapitalCny: string | null;
  /** Yuan. */
  readonly totalAssetsCny: string | null;
  readonly listedCode: string | null;
  readonly status: string;
  readonly doNotContact: boolean;
}

export interface ResourceRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly category: string | null;
  readonly areaCode: string;
  /** What is not committed yet. */
  readonly quantityAvailable: string | null;
  readonly quantityUnit: string | null;
  readonly statisticYear: number | null;
  readonly tier: string | null;
  readonly nature: string;
  readonly titleState: Code<'titleState'>;
  readonly industryCodes: readonly string[];
  readonly sourceKind: string;
  readonly sourceName: string | null;
  readonly stale: boolean;
}

export interface MarketRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly category: string | null;
  readonly areaCode: string;
  readonly annualVolume: string | null;
  readonly volumeUnit: string | null;
  /** Yuan a year. */
  readonly annualValueCny: string | null;
  readonly periodYear: number | null;
  readonly nature: string;
  readonly industryCodes: readonly string[];
  readonly sourceKind: string;
  readonly sourceName: string | null;
  readonly stale: boolean;
}

/** Park as the reference data has it. */
export interface ParkFact {
  readonly name: string;
  readonly areaCode: string | null;
  readonly industryCodes: readonly string[];
}

/** Yuan → 万元, as the matching library wants money; unknown and zero amounts say nothing. */
export function wanOf(amountCny: string | null): number | undefined {
  if (amountCny === null) return undefined;
  const wan = new Decimal(amountCny).div(10_000).toNumber();
  return wan > 0 ? wan : undefined;
}

/**
 * Codes of the leading industry (首位产业, measure 30) of the park the project is to stand in: the park named in its place or name,
 * else the parks of its area. A project without an area has none.
 */
function parkCodes(row: ProjectRow, parks: readonly ParkFact[]): string[] {
  const text = `${row.name}${row.place ?? ''}`;
  const named = parks.filter((park) => text.includes(park.name));
  const near =
    named.length > 0 ? named : parks.filter((park) => row.areaCode !== null && park.areaCode === row.areaCode);
  return [...new Set(near.flatMap((park) => park.industryCodes))];
}

/** A project row as the matching library knows projects. Content and scale are one text: highlighted places refer to it. */
export function projectRecord(row: ProjectRow, placeOf: PlaceOf, parks: readonly ParkFact[]): ProjectRecord {
  const content = [row.content, row.scaleText].filter((text) => text !== null && text !== '').join('；');
  const place = placeOf(row.areaCode);
  const lead = parkCodes(row, parks);
  return known({
    id: row.id,
    name: row.name,
    content: content === '' ? undefined : content,
    sector: row.sector,
    province: row.province ?? place.province,
    city: place.city,
    county: place.county,
    industryCodes: row.industryCodes,
    totalInvestmentWan: wanOf(row.totalInvestmentCny),
    year: row.plannedStartOn === null ? undefined : Number(row.plannedStartOn.slice(0, 4)),
    parkLeadIndustryCodes: lead.length === 0 ? undefined : lead,
    siteConditions: siteConditions(row),
  });
}

/**
 * 要素保障 (measures 43–45) as the hard rules take it; what nobody has looked at is left out. The title is not the project's but the
 * resource's, see suggestion-snapshot.ts.
 */
function siteConditions(row: ProjectRow): ProjectRecord['siteConditions'] {
  const states = {
    land: row.landGuarantee,
    energy: row.energyGuarantee,
    water: row.waterGuarantee,
    environment: row.environmentGuarantee,
  };
  const known = Object.entries(states).filter(([, state]) => state !== null);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

export function enterpriseRecord(row: EnterpriseRow): EnterpriseRecord {
  return known({
    id: row.id,
    name: row.name,
    shortName: row.shortName,
    province: row.province,
    city: row.city,
    mainBusiness: row.businessSummary,
    products: row.products.map(({ name, share }) => known<{ name: string; share?: number }>({ name, share })),
    industryCodes: row.industryCodes,
    registeredCapitalWan: wanOf(row.registeredCapitalCny),
    totalAssetsWan: wanOf(row.totalAssetsCny),
    listedCode: row.listedCode,
    // Delisted is not wound up: the enterprise still trades and may invest.
    status: row.status === 'wound_up' ? 'woundUp' : 'active',
    doNotContact: row.doNotContact,
  });
}

const TIERS: readonly string[] = ['advantage', 'middle', 'short'] satisfies ResourceRecord['tier'][];

export function resourceRecord(row: ResourceRow, placeOf: PlaceOf): ResourceRecord {
  return known({
    id: row.id,
    name: row.name,
    category: row.category ?? termOf('resourceKind', row.kind),
    kind: row.kind,
    ...placeOf(row.areaCode),
    quantity: row.quantityAvailable === null ? undefined : new Decimal(row.quantityAvailable).toNumber(),
    unit: row.quantityUnit,
    year: row.statisticYear,
    tier: row.tier !== null && TIERS.includes(row.tier) ? (row.tier as ResourceRecord['tier']) : undefined,
    industryCodes: row.industryCodes,
    sourceKind: row.sourceKind,
    stale: row.stale,
    isStatistic: row.nature === 'statistic' ? true : undefined,
  });
}

/** A market row. Its yearly value in 万元 where known, because money compares across markets; else its volume. */
export function marketRecord(row: MarketRow, placeOf: PlaceOf): MarketRecord {
  const valueWan = wanOf(row.annualValueCny);
  const volume = row.annualVolume === null ? undefined : new Decimal(row.annualVolume).toNumber();
  return known({
    id: row.id,
    name: row.name,
    category: row.category ?? termOf('marketKind', row.kind),
    ...placeOf(row.areaCode),
    value: valueWan ?? volume,
    unit: valueWan !== undefined ? '万元' : row.volumeUnit,
    year: row.periodYear,
    industryCodes: row.industryCodes,
    sourceKind: row.sourceKind,
    stale: row.stale,
    isStatistic: row.nature === 'statistic' ? true : undefined,
  });
}

/** Leaves out what is unknown: the library wants absent fields, not nulls, and JSON keeps no undefined anyway. */
function known<T extends object>(fields: { [K in keyof T]: T[K] | null | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as T;
}
