import {
  CITY_AREA,
  codesOf,
  type Code,
  type ConversionQuery,
  type ConversionView,
  ProjectQuery,
  type ReserveFigures,
  type ReserveFiguresQuery,
  type SnapshotQuery,
  type SnapshotView,
} from '@lianghuan/contracts';
import { Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { fundingOf } from './funding-figures.js';
import { REACHED_SQL } from '../project/conversion-steps.js';
import { MAIN_SECTION_SQL } from '../project/project-filter.js';
import { ProjectService } from '../project/project.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { ReviewConditionService } from '../review/review-condition.service.js';
import { TargetService } from '../target/target.service.js';
import { ProposalService } from './proposal.service.js';
import { APPROVAL_GOAL_SHARE, RESERVE_RULES_VERSION } from './reserve-rules.js';

/** Statements of the notice: reserve count and sum (measure 10), starts of 1亿元 and more in a year (measure 14). */
const GOALS = { count: 'T12', totalInvestmentCny: 'T13', starts: 'T16' } as const;
/** Yuan from which a start counts for {@link GOALS}.starts. */
export const LARGE_CNY = 100_000_000;
const ONE = { page: 1, pageSize: 1 } as const;

const LOCAL = `p.archived_at IS NULL AND p.placement = 'local' AND ($1::text[] IS NULL OR p.area_code = ANY ($1))`;
/** Which projects an approval ratio is taken over. */
const BASES: Readonly<Record<ReserveFiguresQuery['base'], string>> = {
  major_611: `AND EXISTS (SELECT FROM project_list_membership m WHERE m.project_id = p.id AND m.list = 'major_611' AND m.left_on IS NULL)`,
  in_reserve: `AND p.reserve_state = 'in_reserve'`,
  all: '',
};

/** Local projects that are alike in area, state, maturity and whether they are starts of {@link LARGE_CNY} and more by the end of next year. */
interface Cell {
  readonly areaCode: string | null;
  readonly state: string;
  readonly maturity: string | null;
  readonly isLargeStart: boolean;
  readonly count: number;
  /** Yuan. */
  readonly total: string;
  /** Sum of the quality of those in the reserve; null where none is. */
  readonly quality: string | null;
}

/** 储备的数 (measures 10c, 11d, 12c, 13b): each counts a list that the project list shows under the same filters. */
@Injectable()
export class ReserveFiguresService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly projects: ProjectService,
    private readonly targets: TargetService,
    private readonly proposals: ProposalService,
    private readonly conditions: ReviewConditionService,
  ) {}

  figures({ areaCode, base }: ReserveFiguresQuery): Promise<ReserveFigures> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      const areas = [areaCode ?? null];
      const reserve = await this.projects.summary(
        ProjectQuery.parse({ placement: 'local', reserveState: 'in_reserve', areaCode: areaCode?.join(',') }),
      );
      const year = Number(this.clock.today().slice(0, 4)) + 1;
      const startBy = `${year}-12-31`;
      const cells = await this.cells(tx, areas, startBy);
      const inReserve = cells.filter(({ state }) => state === 'in_reserve');
      const ofMaturity = (code: Code<'maturity'>) => inReserve.filter(({ maturity }) => maturity === code);
      const mayReview = may(this.database.actor, 'review.read');
      return {
        asOf: this.clock.now().toISOString(),
        rulesVersion: RESERVE_RULES_VERSION,
        reserve,
        goals: {
          count: await this.goal(tx, GOALS.count),
          totalInvestmentCny: await this.goal(tx, GOALS.totalInvestmentCny),
        },
        states: codesOf('reserveState').map((state) => ({
          state,
          ...amountOf(cells.filter((cell) => cell.state === state)),
        })),
        maturities: codesOf('maturity').map((maturity) => ({ maturity, ...amountOf(ofMaturity(maturity)) })),
        areas: this.byArea(inReserve),
        coverage: await this.coverage(tx, ofMaturity('ripe'), { year, startBy, isCity: areaCode === undefined }),
        approvals: await this.approvals(tx, base, areas),
        funding: await fundingOf(tx, areas),
        openProposals: mayReview ? await this.openProposals(areaCode) : null,
        overdueConditions: mayReview ? await this.conditions.count({ ...ONE, overdue: true }) : null,
        containsExamples: (await tx.query<unknown[]>(`SELECT FROM project p WHERE ${LOCAL} AND p.id IN (SELECT example_projects()) LIMIT 1`, areas)).length > 0, // prettier-ignore
      };
    });
  }

  /** 落地转化 (measure 12c) of those that came into the reserve, as far as the actor sees leads and funds. */
  conversion({ by, areaCode }: ConversionQuery): Promise<ConversionView> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      const key = {
        month: `to_char(p.intake_on, 'YYYY-MM')`,
        area: 'p.area_code',
        industry: MAIN_SECTION_SQL('p'),
      }[by];
      const steps = codesOf('conversionStep').map(
        (step) => `count(*) FILTER (WHERE p.id IN (${REACHED_SQL[step]}))::int AS ${step}`,
      );
      const rows = (await tx.query(
        `SELECT ${key} AS key, count(*)::int AS cohort, ${steps.join(', ')} FROM project p
         WHERE ${LOCAL} AND p.intake_on IS NOT NULL GROUP BY 1 ORDER BY ${by === 'month' ? '1 DESC' : '2 DESC, 1'}`,
        [areaCode ?? null],
      )) as Omit<ConversionView['rows'][number], 'label'>[];
      return { by, rows: rows.map((row) => ({ ...row, label: this.labelOf(by, row.key) })) };
    });
  }

  /** 月末快照 of an area, oldest first; 520500 is the whole city. */
  snapshots({ areaCode }: SnapshotQuery): Promise<SnapshotView[]> {
    return this.database.transaction(async (tx) => {
      const rows = (await tx.query(
        `SELECT s.period, s.area_code AS "areaCode", s.count, s.total_investment_cny AS "totalInvestmentCny", s.quality_mean::float AS "qualityMean",
           s.good, s.fair, s.poor, s.ripe, s.taken_at AS "takenAt", u.display_name AS "takenByName", s.is_example AS "isExample"
         FROM reserve_snapshot s LEFT JOIN app_user u ON u.id = s.taken_by_id WHERE s.area_code = $1 ORDER BY s.period`,
        [areaCode],
      )) as (Omit<SnapshotView, 'takenAt'> & { takenAt: Date })[];
      return rows.map((row) => ({ ...row, takenAt: row.takenAt.toISOString() }));
    });
  }

  private labelOf(by: ConversionQuery['by'], key: string | null): string {
    if (key === null) return by === 'area' ? '全市（未分地区）' : '未填';
    if (by === 'area') return this.reference.areaName(key) ?? key;
    return by === 'industry' ? (this.reference.findIndustry(key)?.name ?? key) : key;
  }

  /** Local projects of these areas by what the figures tell apart, counted in one pass; areas in their order. */
  private async cells(tx: EntityManager, areas: unknown[], startBy: string): Promise<Cell[]> {
    return (await tx.query(
      `SELECT cell.* FROM (
         SELECT p.area_code AS "areaCode", p.reserve_state AS state, maturity(p) AS maturity,
           coalesce(p.total_investment_cny >= $2, false) AND coalesce(p.planned_start_on <= $3, true) AS "isLargeStart",
           count(*)::int AS count, coalesce(sum(p.total_investment_cny), 0) AS total,
           sum(quality(p)) FILTER (WHERE p.reserve_state = 'in_reserve') AS quality
         FROM project p WHERE ${LOCAL} GROUP BY 1, 2, 3, 4) cell
       LEFT JOIN area a ON a.code = cell."areaCode" ORDER BY a.sort NULLS LAST`,
      [...areas, LARGE_CNY, startBy],
    )) as Cell[];
  }

  private byArea(cells: readonly Cell[]): ReserveFigures['areas'] {
    return [...new Set(cells.map(({ areaCode }) => areaCode))].map((areaCode) => {
      const own = cells.filter((cell) => cell.areaCode === areaCode);
      const { count, totalInvestmentCny } = amountOf(own);
      return {
        areaCode,
        areaName: this.labelOf('area', areaCode),
        count,
        totalInvestmentCny,
        qualityMean: sumOf(own, 'quality').dividedBy(count).toDecimalPlaces(1).toNumber(),
        ripe: amountOf(own.filter(({ maturity }) => maturity === 'ripe')).count,
      };
    });
  }

  /** Ripe projects of 1亿元 and more that may start by the end of next year ÷ (starts a year should have ÷ 12). */
  private async coverage(
    tx: EntityManager,
    ripe: readonly Cell[],
    { year, startBy, isCity }: { readonly year: number; readonly startBy: string; readonly isCity: boolean },
  ): Promise<ReserveFigures['coverage']> {
    const { count } = amountOf(ripe.filter(({ isLargeStart }) => isLargeStart));
    // The notice gives the number of starts for the city only.
    const goal = isCity ? await this.goal(tx, GOALS.starts) : null;
    const months =
      goal === null ? null : new Decimal(count).times(12).dividedBy(goal.value).toDecimalPlaces(1).toNumber();
    return { year, ripeCount: count, startBy, goal, months };
  }

  private async approvals(
    tx: EntityManager,
    base: ReserveFiguresQuery['base'],
    values: unknown[],
  ): Promise<ReserveFigures['approvals']> {
    const rows = (await tx.query(
      `SELECT p.area_code AS "areaCode",
         count(*) FILTER (WHERE p.approval_kind = 'approval')::int AS "approvalTotal",
         count(*) FILTER (WHERE p.approval_kind = 'approval' AND p.approved_on IS NOT NULL)::int AS "approvalApproved",
         count(*) FILTER (WHERE p.approval_kind = 'permit')::int AS "permitTotal",
         count(*) FILTER (WHERE p.approval_kind = 'permit' AND p.approved_on IS NOT NULL)::int AS "permitApproved"
       FROM project p LEFT JOIN area a ON a.code = p.area_code
       WHERE ${LOCAL} ${BASES[base]} AND p.approval_kind IN ('approval', 'permit') GROUP BY 1, a.sort ORDER BY a.sort NULLS LAST`,
      values,
    )) as { areaCode: string | null; approvalTotal: number; approvalApproved: number; permitTotal: number; permitApproved: number }[]; // prettier-ignore
    const areas = rows.map((row) => ({
      areaCode: row.areaCode,
      areaName: this.labelOf('area', row.areaCode),
      approval: ratioOf(row.approvalApproved, row.approvalTotal),
      permit: ratioOf(row.permitApproved, row.permitTotal),
    }));
    const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
    return {
      base,
      goalShare: APPROVAL_GOAL_SHARE,
      areas,
      total: {
        approval: ratioOf(
          sum((row) => row.approvalApproved),
          sum((row) => row.approvalTotal),
        ),
        permit: ratioOf(
          sum((row) => row.permitApproved),
          sum((row) => row.permitTotal),
        ),
      },
    };
  }

  private async openProposals(
    areaCode: string[] | undefined,
  ): Promise<{ kind: Code<'proposalKind'>; count: number }[]> {
    const counts: { kind: Code<'proposalKind'>; count: number }[] = [];
    for (const kind of codesOf('proposalKind')) {
      counts.push({ kind, count: await this.proposals.count({ ...ONE, kind: [kind], state: ['open'], areaCode }) });
    }
    return counts;
  }

  /** The newest target of the city under this code. */
  private async goal(tx: EntityManager, code: string): Promise<ReserveFigures['goals']['count']> {
    const year = await this.targets.findPlanYear(tx, code, CITY_AREA, Number(this.clock.today().slice(0, 4)));
    const target = year === null ? null : await this.targets.find(tx, code, year, CITY_AREA);
    return target === null ? null : { code, year: target.year, value: target.value, unit: target.unit };
  }
}

function sumOf(cells: readonly Cell[], figure: 'total' | 'quality'): Decimal {
  return cells.reduce((sum, cell) => sum.plus(cell[figure] ?? 0), new Decimal(0));
}

function amountOf(cells: readonly Cell[]): { readonly count: number; readonly totalInvestmentCny: string } {
  const count = cells.reduce((sum, cell) => sum + cell.count, 0);
  return { count, totalInvestmentCny: sumOf(cells, 'total').toFixed(2) };
}

/** A ratio with what is missing to the goal of measure 13b. */
export function ratioOf(approved: number, total: number): { approved: number; total: number; missing: number } {
  const needed = new Decimal(total).times(APPROVAL_GOAL_SHARE).ceil().toNumber();
  return { approved, total, missing: Math.max(needed - approved, 0) };
}
