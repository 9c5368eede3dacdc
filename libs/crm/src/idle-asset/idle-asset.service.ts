import { CITY_AREA, type IdleAssetFigures, type IdleAssetSummary } from '@lianghuan/contracts';
import { Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ExtraFields } from '../extra-field/extra-fields.js';
import { ReferenceData } from '../reference/reference-data.js';
import { IS_REVIVED_SQL } from '../resource/asset-revival.js';

/** Codes of the targets of measure 20 in data/reference/targets.csv. */
const TARGETS = { pilots: 'T17', revivedShare: 'T18', loans: 'T19' } as const;
/** 6月底前全面录入台账 (measure 18). */
const DUE_MONTH_DAY = '06-30';

/** 闲置低效资产台账 (measures 18–20): how complete it is in each area, and what came of it. Everybody who reads resources sees it. */
@Injectable()
export class IdleAssetService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly extraFields: ExtraFields,
  ) {}

  summary(): Promise<IdleAssetSummary> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      await this.extraFields.ready();
      const today = this.clock.today();
      const expected = this.extraFields.of(['idle_asset']).filter(({ isExpected }) => isExpected);
      const names = expected.map(({ name }) => name);
      const [total] = await this.#figures(tx, names, today, 'NULL::text');
      const byArea = new Map((await this.#figures(tx, names, today, 'r.area_code')).map((row) => [row.areaCode, row]));
      const { year, ...targets } = await this.#targets(tx, Number(today.slice(0, 4)));
      return {
        today,
        targetYear: year,
        dueOn: year === null ? null : `${year}-${DUE_MONTH_DAY}`,
        targets,
        expected: expected.map(({ title }) => title),
        total: figuresOf(total),
        containsExamples: (await tx.query<unknown[]>(`SELECT FROM resource WHERE is_example AND kind = 'idle_asset' AND archived_at IS NULL LIMIT 1`)).length > 0, // prettier-ignore
        // An area that has listed nothing is on the list too: it is the one to ask.
        areas: this.reference.areas
          .filter(({ kind }) => kind !== 'city')
          .map(({ code, name }) => ({ areaCode: code, areaName: name, ...figuresOf(byArea.get(code)) })),
      };
    });
  }

  async #figures(tx: EntityManager, names: readonly string[], today: string, group: string): Promise<FigureRow[]> {
    return (await tx.query(
      `SELECT ${group} AS "areaCode", count(*)::int AS count, count(*) FILTER (WHERE a.filled = $2)::int AS "completeCount",
         avg(a.filled::float8 / nullif($2, 0)) AS completeness, count(*) FILTER (WHERE r.extra ->> 'isPilot' = 'yes')::int AS "pilotCount",
         count(*) FILTER (WHERE a.is_revived)::int AS "revivedCount", coalesce(sum(a.book), 0)::text AS "bookValueCny",
         coalesce(sum(a.book) FILTER (WHERE a.is_revived), 0)::text AS "revivedBookValueCny", count(*) FILTER (WHERE a.book IS NULL)::int AS "withoutBookValue",
         coalesce(sum((r.extra ->> 'realisedCny')::numeric), 0)::text AS "realisedCny",
         count(*) FILTER (WHERE r.title_state <> 'clear')::int AS "unclearTitleCount", count(*) FILTER (WHERE r.extra ? 'policyLoanCny')::int AS "loanCount"
       FROM resource r CROSS JOIN LATERAL (SELECT (SELECT count(*)::int FROM unnest($1::text[]) n WHERE r.extra ? n) AS filled,
         ${IS_REVIVED_SQL('$3')} IS TRUE AS is_revived, (r.extra ->> 'bookValueCny')::numeric AS book) a
       WHERE r.kind = 'idle_asset' AND r.archived_at IS NULL GROUP BY 1`,
      [names, names.length, today],
    )) as FigureRow[];
  }

  /** Of the last plan year with such targets. */
  async #targets(tx: EntityManager, upTo: number) {
    const rows = (await tx.query(
      `SELECT code, year, value::float8 AS value FROM target WHERE area_code = $1 AND code = ANY ($2::text[]) AND year <= $3 ORDER BY year DESC`,
      [CITY_AREA, Object.values(TARGETS), upTo],
    )) as { code: string; year: number; value: number }[];
    const year = rows[0]?.year ?? null;
    const valueOf = (code: string) => rows.find((row) => row.code === code && row.year === year)?.value ?? null;
    const percent = valueOf(TARGETS.revivedShare);
    return { year, pilots: valueOf(TARGETS.pilots), revivedShare: percent === null ? null : percent / 100, loans: valueOf(TARGETS.loans) }; // prettier-ignore
  }
}

interface FigureRow extends Omit<IdleAssetFigures, 'revivedShareByCount' | 'revivedShareByValue'> {
  readonly areaCode: string | null;
}

const NONE: Omit<FigureRow, 'areaCode'> = {
  count: 0, completeCount: 0, completeness: null, pilotCount: 0, revivedCount: 0, bookValueCny: '0', revivedBookValueCny: '0',
  withoutBookValue: 0, realisedCny: '0', unclearTitleCount: 0, loanCount: 0,
}; // prettier-ignore

function figuresOf(row: FigureRow | undefined): IdleAssetFigures {
  const { areaCode: _areaCode, ...figures } = row ?? { ...NONE, areaCode: null };
  const book = Number(figures.bookValueCny);
  return {
    ...figures,
    revivedShareByCount: figures.count === 0 ? null : figures.revivedCount / figures.count,
    revivedShareByValue: book === 0 ? null : Number(figures.revivedBookValueCny) / book,
  };
}
