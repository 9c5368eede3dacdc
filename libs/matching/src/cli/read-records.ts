import type { EnterpriseRecord, MarketRecord, ProjectRecord, ResourceRecord } from '../model.js';
import { readTable, type Row, type Table } from './read-table.js';

/** Something odd in a cell: the row is used without it, or left out. */
export interface RowProblem {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly message: string;
}

/** Collects problems instead of stopping at the first. */
export type Report = (problem: RowProblem) => void;

class RowReader {
  constructor(
    private readonly table: Table,
    private readonly row: Row,
    private readonly report: Report,
  ) {}

  problem(column: string, message: string): void {
    this.report({ file: this.table.file, line: this.row.line, column, message });
  }

  text(column: string): string | undefined {
    const value = this.row.cells[column]?.trim();
    return value ? value : undefined;
  }

  number(column: string): number | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const value = Number(text.replace(/[,\uff0c\s]/g, ''));
    if (Number.isFinite(value)) return value;
    this.problem(column, `「${text}」 is not a number; taken as unknown`);
    return undefined;
  }

  /** Year of a cell such as 2023, 2022-12 or 2016-2025 (the last one). */
  year(column: string): number | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const years = text.match(/\d{4}/g);
    if (years) return Number(years.at(-1));
    this.problem(column, `「${text}」 is not a year; taken as unknown`);
    return undefined;
  }

  codes(column: string): string[] {
    const text = this.text(column);
    if (text === undefined) return [];
    const codes = text.split(/[;,\uff1b\uff0c\u3001\s]+/).filter(Boolean);
    const valid = codes.filter((code) => /^[A-T]?\d{2,4}$/.test(code));
    if (valid.length < codes.length) this.problem(column, `「${text}」 is not an industry code; taken as unknown`);
    return valid;
  }
}

/** Rows of several files as records; rows without an id and later rows with the same id are reported and left out. */
async function read<T extends { readonly id: string }>(
  files: readonly string[],
  required: readonly string[],
  idColumn: string,
  report: Report,
  toRecord: (row: RowReader, id: string) => T | undefined,
): Promise<T[]> {
  const records = new Map<string, T>();
  for (const file of files) {
    const table = await readTable(file, required);
    for (const row of table.rows) {
      const reader = new RowReader(table, row, report);
      const id = reader.text(idColumn);
      if (id === undefined) reader.problem(idColumn, 'is empty; row left out');
      else if (records.has(id)) reader.problem(idColumn, `「${id}」 was read before; row left out`);
      else {
        const record = toRecord(reader, id);
        if (record) records.set(id, record);
      }
    }
  }
  return [...records.values()];
}

/** Columns of eval/dev-projects.csv; `sector` and `park_lead_industry` may be added. */
export function readProjects(files: readonly string[], report: Report): Promise<ProjectRecord[]> {
  const required = ['project_id', 'project_name', 'content', 'province', 'industry_gbt4754'];
  return read(files, required, 'project_id', report, (row, id): ProjectRecord | undefined => {
    const name = row.text('project_name');
    if (name === undefined) {
      row.problem('project_name', 'is empty; row left out');
      return undefined;
    }
    return clean({
      id,
      name,
      content: row.text('content'),
      sector: row.text('sector'),
      province: row.text('province'),
      city: row.text('city'),
      county: row.text('county'),
      industryCodes: row.codes('industry_gbt4754'),
      totalInvestmentWan: row.number('total_investment_10k_cny'),
      year: row.year('year'),
      parkLeadIndustryCodes: row.codes('park_lead_industry'),
    });
  });
}

/** Columns of eval/crowd-enterprises.csv and eval/dev-enterprises.csv. */
export function readEnterprises(files: readonly string[], report: Report): Promise<EnterpriseRecord[]> {
  const required = ['enterprise_id', 'name', 'province', 'main_business', 'industry_gbt4754'];
  return read(files, required, 'enterprise_id', report, (row, id): EnterpriseRecord | undefined => {
    const name = row.text('name');
    if (name === undefined) {
      row.problem('name', 'is empty; row left out');
      return undefined;
    }
    const status = row.text('status');
    return clean({
      id,
      name,
      shortName: row.text('short_name'),
      province: row.text('province'),
      city: row.text('city'),
      mainBusiness: row.text('main_business'),
      industryCodes: row.codes('industry_gbt4754'),
      registeredCapitalWan: row.number('registered_capital_10k'),
      totalAssetsWan: row.number('total_assets_10k'),
      listedCode: row.text('listed_code'),
      status: status === 'woundUp' || status === 'active' ? status : undefined,
      doNotContact: row.text('do_not_contact') === 'true' ? true : undefined,
    });
  });
}

interface PlaceOfFact {
  readonly province?: string;
  readonly city?: string;
  readonly county?: string;
}

/**
 * Where a fact belongs, from its place and GB/T 2260 code: the names of the city and province above a county are
 * taken from other rows whose codes say so.
 */
function placeReader(tables: readonly Table[]): (place: string | undefined, code: string | undefined) => PlaceOfFact {
  const names = new Map<string, string>();
  for (const { rows } of tables) {
    for (const { cells } of rows) {
      const code = cells['place_code']?.slice(0, 6) ?? '';
      if (/^\d{6}$/.test(code) && cells['place_code']?.length === 6 && cells['place']) names.set(code, cells['place']);
    }
  }
  return (place, code) => {
    if (place === undefined) return {};
    if (code === undefined || !/^\d{6}/.test(code)) return { county: place };
    const province = names.get(`${code.slice(0, 2)}0000`);
    const city = names.get(`${code.slice(0, 4)}00`);
    if (code.length === 6 && code.endsWith('0000')) return { province: place };
    if (code.length === 6 && code.endsWith('00')) return clean({ province, city: place });
    return clean({ province, city, county: place });
  };
}

const FACT_COLUMNS = ['id', 'place', 'category', 'item'];

const TIERS: ReadonlyMap<string, ResourceRecord['tier']> = new Map([
  ['advantage', 'advantage'],
  ['middle', 'middle'],
  ['short', 'short'],
  ['优势', 'advantage'],
  ['中间', 'middle'],
  ['短板', 'short'],
]);

/** 背景统计 in a column `nature`, by code or as registers export it. */
const isStatistic = (row: RowReader): true | undefined =>
  ['statistic', '背景统计'].includes(row.text('nature') ?? '') ? true : undefined;

/** Columns `id,place,place_code,category,item,qualifier,value,unit,year,industry_guess,source_kind,tier,stale,nature`, more ignored. */
export async function readResources(files: readonly string[], report: Report): Promise<ResourceRecord[]> {
  const placeOf = placeReader(await Promise.all(files.map((file) => readTable(file, FACT_COLUMNS))));
  return read(files, FACT_COLUMNS, 'id', report, (row, id): ResourceRecord => {
    const isList = row.text('qualifier') === 'list';
    return clean({
      id,
      name: row.text('item') ?? row.text('category') ?? id,
      category: row.text('category') ?? '',
      ...placeOf(row.text('place'), row.text('place_code')),
      quantity: isList ? undefined : row.number('value'),
      unit: row.text('unit'),
      year: row.year('year'),
      tier: TIERS.get(row.text('tier') ?? ''),
      industryCodes: row.codes('industry_guess'),
      sourceKind: row.text('source_kind'),
      stale: row.text('stale') === 'true' ? true : undefined,
      isStatistic: isStatistic(row),
    });
  });
}

/** The same columns as resources. */
export async function readMarkets(files: readonly string[], report: Report): Promise<MarketRecord[]> {
  const placeOf = placeReader(await Promise.all(files.map((file) => readTable(file, FACT_COLUMNS))));
  return read(files, FACT_COLUMNS, 'id', report, (row, id): MarketRecord =>
    clean({
      id,
      name: row.text('item') ?? row.text('category') ?? id,
      category: row.text('category') ?? '',
      ...placeOf(row.text('place'), row.text('place_code')),
      value: row.number('value'),
      unit: row.text('unit'),
      year: row.year('year'),
      industryCodes: row.codes('industry_guess'),
      sourceKind: row.text('source_kind'),
      stale: row.text('stale') === 'true' ? true : undefined,
      isStatistic: isStatistic(row),
    }),
  );
}

/** Names of industry codes: columns `code,name`. */
export async function readIndustries(file: string): Promise<{ code: string; name: string }[]> {
  const { rows } = await readTable(file, ['code', 'name']);
  return rows.map(({ cells }) => ({ code: cells['code'] ?? '', name: cells['name'] ?? '' }));
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what is unknown, so that a missing field is missing and not `undefined`. */
function clean<T extends object>(record: T): Present<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Present<T>;
}
