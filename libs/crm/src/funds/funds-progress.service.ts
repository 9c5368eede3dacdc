import { CITY_AREA, type FundsProgress } from '@lianghuan/contracts';
import { Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { isMet, yuanOf } from '../target/target-verdict.js';
import { TargetService } from '../target/target.service.js';
import { FUNDS_DEFINITION } from './funds-definition.js';

/** Sums of one month, one area, or (both null) of everything in reach. */
interface SumRow {
  readonly period: string | null;
  readonly areaCode: string | null;
  readonly counted: string;
  readonly pending: string;
  readonly lineCount: number;
  readonly containsExamples: boolean;
}

/** 进度: funds received against the target, by month and by area (indicators F1, F2). All sums come from one statement over the same lines. */
@Injectable()
export class FundsProgressService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly targets: TargetService,
  ) {}

  /**
   * Progress of a year over the lines the actor may see: the city's with all eleven areas, or an area's own against the area's own
   * target, if it has one. The city's target is not held against one area's money.
   */
  progress(year: number): Promise<FundsProgress> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      const rows = (await tx.query(PROGRESS, [`${year}-01`, `${year}-12`])) as SumRow[];
      const total = rows.find((row) => row.period === null && row.areaCode === null) ?? EMPTY;
      const received = new Decimal(total.counted);
      const { actor } = this.database;
      const seesCity = actor.reach.get('funds.read') === 'city';
      const target = seesCity
        ? await this.targets.find(tx, 'F1', year, CITY_AREA)
        : actor.areaCodes.length === 1
          ? await this.targets.find(tx, 'F1', year, actor.areaCodes[0])
          : null;
      const targetCny = target === null ? null : yuanOf(target);
      const asOfDay = lastDayCounted(year, this.clock.today());

      return {
        year,
        definitionVersion: FUNDS_DEFINITION.version,
        asOf: this.clock.now().toISOString(),
        asOfDay,
        target,
        receivedCny: received.toFixed(2),
        filedNotVerifiedCny: new Decimal(total.pending).toFixed(2),
        completionShare: targetCny === null ? null : share(received, targetCny),
        expectedShare: yearShare(year, this.clock.today()).toDecimalPlaces(6).toNumber(),
        met: target === null || targetCny === null ? null : isMet(target, received.div(targetCny).times(target.value)),
        months: this.months(year, rows, targetCny),
        areas: this.areas(rows, received, seesCity ? undefined : actor.areaCodes),
        containsExamples: total.containsExamples,
      };
    });
  }

  /** The year to show first: this year if it has a target, else the last year that had one. */
  planYear(tx: EntityManager): Promise<number> {
    const thisYear = Number(this.clock.today().slice(0, 4));
    return this.targets.findPlanYear(tx, 'F1', CITY_AREA, thisYear).then((year) => year ?? thisYear);
  }

  private months(year: number, rows: readonly SumRow[], targetCny: Decimal | null): FundsProgress['months'] {
    const byPeriod = new Map(rows.flatMap((row) => (row.period === null ? [] : [[row.period, row.counted] as const])));
    let cumulative = new Decimal(0);
    return Array.from({ length: 12 }, (_, i) => {
      const period = `${year}-${String(i + 1).padStart(2, '0')}`;
      const received = new Decimal(byPeriod.get(period) ?? 0);
      cumulative = cumulative.plus(received);
      const monthEnd = new Date(Date.UTC(year, i + 1, 0)).toISOString().slice(0, 10);
      return {
        period,
        receivedCny: received.toFixed(2),
        cumulativeCny: cumulative.toFixed(2),
        expectedCumulativeCny: targetCny?.times(yearShare(year, monthEnd)).toFixed(2) ?? null,
      };
    });
  }

  /** The eleven reporting areas, also those without a line, or those of the actor. */
  private areas(
    rows: readonly SumRow[],
    received: Decimal,
    only: readonly string[] | undefined,
  ): FundsProgress['areas'] {
    const byArea = new Map(rows.flatMap((row) => (row.areaCode === null ? [] : [[row.areaCode, row] as const])));
    const reporting = this.reference.areas.filter((area) => area.kind !== 'city').map((area) => area.code);
    return (only ?? reporting).map((areaCode) => {
      const row = byArea.get(areaCode) ?? EMPTY;
      return {
        areaCode,
        areaName: this.reference.areaName(areaCode) ?? areaCode,
        receivedCny: new Decimal(row.counted).toFixed(2),
        filedNotVerifiedCny: new Decimal(row.pending).toFixed(2),
        lineCount: row.lineCount,
        shareOfTotal: received.isZero() ? 0 : share(new Decimal(row.counted), received),
      };
    });
  }
}

const EMPTY: SumRow = {
  period: null,
  areaCode: null,
  counted: '0',
  pending: '0',
  lineCount: 0,
  containsExamples: false,
};

/** Exported for the test that looks at its plan. */
export const PROGRESS = `
  SELECT period, area_code AS "areaCode", coalesce(sum(counted_cny), 0) AS counted, coalesce(sum(pending_cny), 0) AS pending,
    count(*) FILTER (WHERE status IN ('${FUNDS_DEFINITION.countedStatuses.join("','")}'))::int AS "lineCount",
    coalesce(bool_or(is_example AND (counted_cny <> 0 OR pending_cny <> 0)), false) AS "containsExamples"
  FROM funds_line WHERE in_scope AND period BETWEEN $1 AND $2
  GROUP BY GROUPING SETS ((period), (area_code), ())`;

function share(part: Decimal, whole: Decimal): number {
  return part.div(whole).toDecimalPlaces(6).toNumber();
}

function lastDayCounted(year: number, today: string): string {
  if (today > `${year}-12-31`) return `${year}-12-31`;
  return today < `${year}-01-01` ? `${year}-01-01` : today;
}

/** 序时进度: share of the year gone by at the end of a day, linear by calendar days; 0 before the year, 1 after it. */
export function yearShare(year: number, day: string): Decimal {
  if (day < `${year}-01-01`) return new Decimal(0);
  if (day > `${year}-12-31`) return new Decimal(1);
  const start = Date.UTC(year, 0, 1);
  const days = (Date.parse(`${day}T00:00:00Z`) - start) / 86_400_000 + 1;
  return new Decimal(days).div((Date.UTC(year + 1, 0, 1) - start) / 86_400_000);
}
