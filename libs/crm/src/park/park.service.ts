import {
  type AddParkEvaluation,
  ParkFacts,
  type ParkDetail,
  type ParkEvaluationView,
  type UpdatePark,
} from '@lianghuan/contracts';
import { AppError, Clock, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import { Decimal } from 'decimal.js';
import type { EntityManager } from 'typeorm';
import { reachedAreas } from '../match/reached-areas.js';
import { ReferenceData } from '../reference/reference-data.js';

type Facts = keyof typeof ParkFacts.shape;
const FACTS = Object.keys(ParkFacts.shape) as Facts[];
const columnOf = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** 园区 (measures 28–32): the eight parks of the notice with what who answers for them fills in, and the 区域评估 projects in them share. */
@Injectable()
export class ParkService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
  ) {}

  list(): Promise<ParkDetail[]> {
    return this.database.transaction((tx) => this.#views(tx, 'true', []));
  }

  /** @throws {AppError} PARK_NOT_FOUND */
  get(id: string): Promise<ParkDetail> {
    return this.database.transaction((tx) => this.#get(tx, id));
  }

  /** Changes the facts given. @throws {AppError} VERSION_CONFLICT, AREA_FORBIDDEN, PARK_NOT_FOUND */
  update(id: string, { version, ...changes }: UpdatePark): Promise<ParkDetail> {
    return this.#changing(id, async (tx, before) => {
      if (before.version !== version) throw new AppError('VERSION_CONFLICT', { by: before.updatedByName ?? '系统', at: before.updatedAt, version: before.version }); // prettier-ignore
      const changed = FACTS.filter((name) => changes[name] !== undefined);
      const values: unknown[] = [id, version, this.database.actor.id, this.clock.now()];
      const sets = changed.map((name) => `${columnOf(name)} = $${values.push(changes[name])}`);
      const [rows] = (await tx.query(
        `UPDATE park SET ${[...sets, 'version = version + 1', 'updated_by_id = $3', 'updated_at = $4'].join(', ')} WHERE id = $1 AND version = $2 RETURNING id`,
        values,
      )) as [unknown[], number];
      if (rows.length === 0) throw new AppError('VERSION_CONFLICT', { by: '', at: before.updatedAt, version });
    });
  }

  /** Records a 区域评估. A newer one of the same kind stands beside the older. */
  addEvaluation(
    id: string,
    { kind, result, document, evaluatedOn, validUntil }: AddParkEvaluation,
  ): Promise<ParkDetail> {
    return this.#changing(id, async (tx) => {
      await tx.query(
        `INSERT INTO park_evaluation (park_id, kind, result, document, evaluated_on, valid_until, added_by_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [id, kind, result, document, evaluatedOn, validUntil, this.database.actor.id],
      );
    });
  }

  /** @throws {AppError} PARK_EVALUATION_NOT_FOUND */
  withdrawEvaluation(id: string, evaluationId: string, reason: string): Promise<ParkDetail> {
    return this.database.because(reason, () =>
      this.#changing(id, async (tx) => {
        const [rows] = (await tx.query(
          `UPDATE park_evaluation SET withdrawn_at = $3, withdraw_reason = $4 WHERE id = $1 AND park_id = $2 AND withdrawn_at IS NULL RETURNING id`,
          [evaluationId, id, this.clock.now(), reason],
        )) as [unknown[], number];
        if (rows.length === 0) throw new AppError('PARK_EVALUATION_NOT_FOUND', { id: evaluationId });
      }),
    );
  }

  #changing(id: string, change: (tx: EntityManager, before: ParkDetail) => Promise<void>): Promise<ParkDetail> {
    return this.database.transaction(async (tx) => {
      const before = await this.#get(tx, id);
      if (!may(this.database.actor, 'park.update')) throw new AppError('FORBIDDEN', { permission: 'park.update' });
      if (!before.can.edit) throw new AppError('AREA_FORBIDDEN');
      await change(tx, before);
      return this.#get(tx, id);
    });
  }

  async #get(tx: EntityManager, id: string): Promise<ParkDetail> {
    const [park] = await this.#views(tx, 'p.id = $2', [id]);
    if (park === undefined) throw new AppError('PARK_NOT_FOUND', { id });
    return park;
  }

  /** $1 is today. */
  async #views(tx: EntityManager, where: string, values: unknown[]): Promise<ParkDetail[]> {
    const rows = (await tx.query(`${SELECT} WHERE ${where} ORDER BY p.area_code`, [
      this.clock.today(),
      ...values,
    ])) as ParkRow[];
    await this.reference.ready();
    const areas = reachedAreas(this.database.actor, 'park.update', this.reference);
    const plain = (figure: string | null) => (figure === null ? null : new Decimal(figure).toFixed());
    return rows.map((row) => ({
      ...row,
      areaName: this.reference.areaName(row.areaCode),
      plannedAreaMu: plain(row.plannedAreaMu),
      builtAreaMu: plain(row.builtAreaMu),
      readyPlotMu: plain(row.readyPlotMu) ?? '0',
      updatedAt: row.updatedAt.toISOString(),
      can: { edit: may(this.database.actor, 'park.update') && (areas === null || this.reference.isWithin(row.areaCode, areas)) }, // prettier-ignore
    }));
  }
}

interface ParkRow extends Omit<
  ParkDetail,
  'updatedAt' | 'areaName' | 'can' | 'plannedAreaMu' | 'builtAreaMu' | 'readyPlotMu'
> {
  readonly plannedAreaMu: string | null;
  readonly builtAreaMu: string | null;
  readonly readyPlotMu: string | null;
  readonly updatedAt: Date;
  readonly evaluations: ParkEvaluationView[];
}

/** $1 today. Plots and projects belong to the park their 所在园区 means (resource.park, project.park). */
const SELECT = `
  SELECT p.id, p.name, p.area_code AS "areaCode", p.lead_industry AS "leadIndustry", p.industry_codes AS "industryCodes", p.clause,
    ${FACTS.map((name) => `p.${columnOf(name)} AS "${name}"`).join(', ')},
    p.version, p.updated_at AS "updatedAt", (SELECT u.display_name FROM app_user u WHERE u.id = p.updated_by_id) AS "updatedByName",
    coalesce((SELECT jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'result', e.result, 'document', e.document,
        'evaluatedOn', e.evaluated_on, 'validUntil', e.valid_until, 'isValid', e.valid_until >= $1::date,
        'addedByName', (SELECT u.display_name FROM app_user u WHERE u.id = e.added_by_id)) ORDER BY e.kind, e.valid_until DESC)
      FROM park_evaluation e WHERE e.park_id = p.id AND e.withdrawn_at IS NULL), '[]') AS evaluations,
    plot.count AS "plotCount", plot.examples AS "examplePlotCount", plot.ready AS "readyPlotMu",
    (SELECT count(*)::int FROM project j WHERE j.archived_at IS NULL AND j.placement = 'local'
      AND j.park = p.name) AS "projectCount"
  FROM park p CROSS JOIN LATERAL (
    SELECT count(*)::int AS count, count(*) FILTER (WHERE r.is_example)::int AS examples,
      sum(b.available) FILTER (WHERE b.unit = '亩' AND r.extra ->> 'supplyState' IN ('planned', 'ready')) AS ready
    FROM resource r JOIN supply_balance b ON b.supply_id = r.id
    WHERE r.kind = 'land' AND r.archived_at IS NULL AND r.park = p.name
  ) plot`;
