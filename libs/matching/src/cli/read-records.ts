import type { EnterpriseRecord, MarketRecord, ProjectRecord, ResourceRecord } from '../model.js';
import { readTable, type Row, type Table } from './read-table.js';
import { type Meaning, meaningOf, SPELLINGS, type SpeltField } from './spellings.js';

/** Something odd in a cell: the row is used without it, or left out. */
export interface RowProblem {
  readonly file: string;
  readonly line: number;
  readonly column: string;
  readonly message: string;
}

/** Hears of what is odd, instead of stopping at the first. */
export interface Report {
  problem(problem: RowProblem): void;
  /** Something to know that is no problem. */
  notice(line: string): void;
}

/** A year by itself or at the head of a date, with or without separators: 2023, 2022-12, 20231105. */
const YEAR = /(?<!\d)([12]\d{3})(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])?)?(?!\d)/g;

class RowReader {
  constructor(
    private readonly table: Table,
    private readonly row: Row,
    private readonly report: Report,
  ) {}

  problem(column: string, message: string): void {
    this.report.problem({ file: this.table.file, line: this.row.line, column, message });
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

  /** A number that cannot be below zero: money, sizes. */
  amount(column: string): number | undefined {
    const value = this.number(column);
    if (value === undefined || value >= 0) return value;
    this.problem(column, `${value} is below zero; taken as unknown`);
    return undefined;
  }

  /** A cell that is one of a few words, by {@link SPELLINGS}. */
  word<F extends SpeltField>(column: string, field: F, otherwise = 'taken as unknown'): Meaning<F> | undefined {
    const text = this.text(column);
    const meaning = text === undefined ? undefined : meaningOf(field, text);
    if (text !== undefined && meaning === undefined)
      this.problem(column, `「${text}」 is none of ${Object.keys(SPELLINGS[field]).join(', ')}; ${otherwise}`);
    return meaning;
  }

  /** Year of a cell such as 2023, 2022-12, 20231105 or 2016-2025 (the last one). */
  year(column: string): number | undefined {
    const text = this.text(column);
    if (text === undefined) return undefined;
    const last = [...text.matchAll(YEAR)].at(-1);
    if (last) return Number(last[1]);
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

/** Tables of several files; how they were read, and rows that do not fit, are reported. */
async function tablesOf(files: readonly string[], required: readonly string[], report: Report): Promise<Table[]> {
  const tables = await Promise.all(files.map((file) => readTable(file, required)));
  for (const { file, encoding, columns, misfits } of tables) {
    if (encoding !== 'UTF-8') report.notice(`${file}: not UTF-8; read as ${encoding}`);
    for (const { line, cells } of misfits) {
      const message = `${cells} cells where the header has ${columns.length}; row left out`;
      report.problem({ file, line, column: 'all', message });
    }
  }
  return tables;
}

/** Rows of several files as records; rows without an id and later rows with the same id are reported and left out. */
function recordsOf<T extends { readonly id: string }>(
  tables: readonly Table[],
  idColumn: string,
  report: Report,
  toRecord: (row: RowReader, id: string) => T | undefined,
): T[] {
  const records = new Map<string, T>();
  for (const table of tables) {
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
export async function readProjects(files: readonly string[], report: Report): Promise<ProjectRecord[]> {
  const required = ['project_id', 'project_name', 'content', 'province', 'industry_gbt4754'];
  const tables = await tablesOf(files, required, report);
  return recordsOf(tables, 'project_id', report, (row, id): ProjectRecord | undefined => {
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
      totalInvestmentWan: row.amount('total_investment_10k_cny'),
      year: row.year('year'),
      parkLeadIndustryCodes: row.codes('park_lead_industry'),
    });
  });
}

/** Columns of eval/crowd-enterprises.csv and eval/dev-enterprises.csv. */
export async function readEnterprises(files: readonly string[], report: Report): Promise<EnterpriseRecord[]> {
  const required = ['enterprise_id', 'name', 'province', 'main_business', 'industry_gbt4754'];
  const tables = await tablesOf(files, required, report);
  return recordsOf(tables, 'enterprise_id', report, (row, id): EnterpriseRecord | undefined => {
    const name = row.text('name');
    if (name === undefined) {
      row.problem('name', 'is empty; row left out');
      return undefined;
    }
    // Somebody wrote something there: rather one firm too few than one that was not to be asked.
    const isBarred =
      row.text('do_not_contact') !== undefined &&
      row.word('do_not_contact', 'flag', 'taken as yes, so the enterprise is not proposed') !== 'no';
    return clean({
      id,
      name,
      shortName: row.text('short_name'),
      province: row.text('province'),
      city: row.text('city'),
      mainBusiness: row.text('main_business'),
      industryCodes: row.codes('industry_gbt4754'),
      registeredCapitalWan: row.amount('registered_capital_10k'),
      totalAssetsWan: row.amount('total_assets_10k'),
      listedCode: row.text('listed_code'),
      status: row.word('status', 'status'),
      doNotContact: isBarred || undefined,
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

/** Columns `id,place,place_code,category,item,qualifier,value,unit,year,industry_guess,source_kind,tier,stale,nature`, more ignored. */
export async function readResources(files: readonly string[], report: Report): Promise<ResourceRecord[]> {
  const tables = await tablesOf(files, FACT_COLUMNS, report);
  const placeOf = placeReader(tables);
  return recordsOf(tables, 'id', report, (row, id): ResourceRecord => {
    const isList = row.text('qualifier') === 'list';
    return clean({
      id,
      name: row.text('item') ?? row.text('category') ?? id,
      category: row.text('category') ?? '',
      ...placeOf(row.text('place'), row.text('place_code')),
      quantity: isList ? undefined : row.number('value'),
      unit: row.text('unit'),
      year: row.year('year'),
      tier: row.word('tier', 'tier'),
      industryCodes: row.codes('industry_guess'),
      sourceKind: row.text('source_kind'),
      stale: row.word('stale', 'flag') === 'yes' || undefined,
      isStatistic: row.word('nature', 'nature') === 'statistic' || undefined,
    });
  });
}

/** The same columns as resources. */
export async function readMarkets(files: readonly string[], report: Report): Promise<MarketRecord[]> {
  const tables = await tablesOf(files, FACT_COLUMNS, report);
  const placeOf = placeReader(tables);
  return recordsOf(tables, 'id', report, (row, id): MarketRecord =>
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
      stale: row.word('stale', 'flag') === 'yes' || undefined,
      isStatistic: row.word('nature', 'nature') === 'statistic' || undefined,
    }),
  );
}

/** Names of industry codes: columns `code,name`. */
export async function readIndustries(file: string, report: Report): Promise<{ code: string; name: string }[]> {
  const tables = await tablesOf([file], ['code', 'name'], report);
  return tables
    .flatMap(({ rows }) => rows)
    .map(({ cells }) => ({ code: cells['code'] ?? '', name: cells['name'] ?? '' }));
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what is unknown, so that a missing field is missing and not `undefined`. */
function clean<T extends object>(record: T): Present<T> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Present<T>;
}
