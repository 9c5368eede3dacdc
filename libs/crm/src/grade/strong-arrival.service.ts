import {
  CITY_AREA,
  type ArrivalPage,
  type ArrivalQuery,
  meetsTarget,
  type StrongEnterpriseFigures,
} from '@lianghuan/contracts';
import { Clock, Database } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { namePattern } from './name-pattern.js';
import { ReferenceData } from '../reference/reference-data.js';
import { TargetService } from '../target/target.service.js';

/** Targets of the notice: 引进优强企业 (measure 34) and, of them, 优强文化旅游企业 (part 四(五)). */
const TARGETS = { all: 'T22', tourism: 'T33' } as const;
/** 文化旅游 in GB/T 4754: 住宿, 旅行社, 游览景区, and the section of culture, sports and entertainment. */
const TOURISM = `^(61|729|786|86|87|88|89|90)`;

/** 引进优强企业 (N2, E1): how many, and exactly which. Both read the view `strong_arrival` under the same filters and the reader's own rights. */
@Injectable()
export class StrongArrivalService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly reference: ReferenceData,
    private readonly targets: TargetService,
  ) {}

  /** @param year plan year; the last one with a target if left out */
  figures(year?: number): Promise<StrongEnterpriseFigures> {
    return this.database.transaction(async (tx) => {
      const wanted = year ?? (await this.planYear(tx));
      const [rule] = (await tx.query(
        `SELECT count_by AS "countBy" FROM grade_rule_set WHERE in_force_from IS NOT NULL AND in_force_until IS NULL`,
      )) as { countBy: StrongEnterpriseFigures['countBy'] }[];
      const count = await this.count(tx, { year: wanted });
      const tourismCount = await this.count(tx, { year: wanted, sector: 'tourism' });
      return {
        year: wanted,
        countBy: rule?.countBy ?? 'group',
        count,
        target: await this.target(tx, TARGETS.all, wanted, count),
        tourismCount,
        exampleCount: await this.count(tx, { year: wanted }, 'JOIN lead l ON l.id = a.lead_id AND l.is_example'),
        tourismTarget: await this.target(tx, TARGETS.tourism, wanted, tourismCount),
      };
    });
  }

  list({ page, pageSize, ...filters }: ArrivalQuery): Promise<ArrivalPage> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      const rows = (await tx.query(
        `SELECT a.enterprise_id AS "enterpriseId", e.name AS "enterpriseName", h.id AS "groupId", h.name AS "groupName", l.id AS "leadId", l.code, l.stage,
           l.area_code AS "areaCode", l.is_example AS "isExample", a.graded_on::text AS "gradedOn", a.signed_on::text AS "signedOn",
           a.counted_on::text AS "countedOn"
         FROM strong_arrival a JOIN enterprise e ON e.id = a.enterprise_id JOIN lead l ON l.id = a.lead_id
           LEFT JOIN enterprise h ON h.id = a.group_key AND h.id <> e.id
         WHERE ${WHERE} ORDER BY a.counted_on DESC, e.name, e.id LIMIT $4 OFFSET $5`,
        [...parametersOf(filters), pageSize, (page - 1) * pageSize],
      )) as ArrivalRow[];
      return {
        items: rows.map((row) => ({
          enterprise: { id: row.enterpriseId, name: row.enterpriseName },
          group: row.groupId === null ? null : { id: row.groupId, name: row.groupName ?? '' },
          lead: {
            id: row.leadId,
            code: row.code,
            stage: row.stage,
            areaName: this.reference.areaName(row.areaCode),
            isExample: row.isExample,
          },
          gradedOn: row.gradedOn,
          signedOn: row.signedOn,
          countedOn: row.countedOn,
        })),
        total: await this.count(tx, filters),
        page,
        pageSize,
      };
    });
  }

  private async planYear(tx: EntityManager): Promise<number> {
    const year = Number(this.clock.today().slice(0, 4));
    return (await this.targets.findPlanYear(tx, TARGETS.all, CITY_AREA, year)) ?? year;
  }

  private async count(tx: EntityManager, filters: Filters, narrowed = ''): Promise<number> {
    const [{ n }] = (await tx.query(
      `SELECT count(*)::int AS n FROM strong_arrival a JOIN enterprise e ON e.id = a.enterprise_id ${narrowed} WHERE ${WHERE}`,
      parametersOf(filters),
    )) as [{ n: number }];
    return n;
  }

  private async target(
    tx: EntityManager,
    code: string,
    year: number,
    count: number,
  ): Promise<StrongEnterpriseFigures['target']> {
    const target = await this.targets.find(tx, code, year, CITY_AREA);
    if (target === null) return null;
    const { value, comparator, clause } = target;
    return { value, comparator, clause, isMet: meetsTarget(target, count) };
  }
}

type Filters = Pick<ArrivalQuery, 'year' | 'sector' | 'q'>;
interface ArrivalRow {
  readonly enterpriseId: string;
  readonly enterpriseName: string;
  readonly groupId: string | null;
  readonly groupName: string | null;
  readonly leadId: string;
  readonly code: string;
  readonly stage: ArrivalPage['items'][number]['lead']['stage'];
  readonly areaCode: string;
  readonly isExample: boolean;
  readonly gradedOn: string;
  readonly signedOn: string;
  readonly countedOn: string;
}

const WHERE = `($1::int IS NULL OR extract(year FROM a.counted_on) = $1)
  AND ($2::text IS NULL OR EXISTS (SELECT FROM unnest(e.industry_codes) c WHERE c ~ $2))
  AND ($3::text IS NULL OR e.search_text LIKE $3)`;
const parametersOf = ({ year, sector, q }: Filters): unknown[] => [
  year ?? null,
  sector === 'tourism' ? TOURISM : null,
  namePattern(q),
];
