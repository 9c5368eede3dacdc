import { Injectable } from '@nestjs/common';
import { type Code, DISMISS_EFFECTS, type Page, type PauseQuery, type PauseView, termOf } from '@lianghuan/contracts';
import type { Pause } from '@lianghuan/matching';
import { type Actor, AppError, Clock, Database, may } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { reachedAreas } from './reached-areas.js';

/** 暂缓推荐: enterprises held back from all projects because of what a dismissal said about them. Everybody sees why, until when and by whom. */
@Injectable()
export class PauseService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
  ) {}

  /** Pauses of enterprises the actor may see, newest first. */
  list(query: PauseQuery): Promise<Page<PauseView>> {
    return this.database.transaction(async (tx) => {
      const where = `($2::uuid IS NULL OR p.enterprise_id = $2) AND ($3::boolean IS NULL OR ${IS_ON} = $3)`;
      const values = [this.clock.today(), query.enterpriseId ?? null, query.isOn ?? null];
      const [{ total }] = (await tx.query(
        `SELECT count(*)::int AS total FROM enterprise_pause p WHERE ${where}`,
        values,
      )) as [{ total: number }];
      const items = await this.views(tx, `${where} ORDER BY p.set_at DESC, p.id LIMIT $4 OFFSET $5`, [
        ...values,
        query.pageSize,
        (query.page - 1) * query.pageSize,
      ]);
      return { items, total, page: query.page, pageSize: query.pageSize };
    });
  }

  /**
   * Ends a pause before its day; the next run may propose the enterprise again.
   * @throws {AppError} PAUSE_NOT_FOUND, PAUSE_OVER, FORBIDDEN, AREA_FORBIDDEN for a pause another area set
   */
  lift(id: string, reason: string): Promise<PauseView> {
    return this.database.because(reason, () =>
      this.database.transaction(async (tx) => {
        const before = await this.view(tx, id);
        const actor = this.database.actor;
        if (!may(actor, 'match.decide') && !may(actor, 'learning.manage')) throw new AppError('FORBIDDEN');
        if (!before.isOn) throw new AppError('PAUSE_OVER', { id });
        if (!before.can.lift) throw new AppError('AREA_FORBIDDEN');
        // Two people at the same moment: the second is told.
        const [lifted] = (await tx.query(
          `UPDATE enterprise_pause SET lifted_at = $2, lifted_by_id = $3, lift_reason = $4 WHERE id = $1 AND lifted_at IS NULL RETURNING id`,
          [id, this.clock.now(), this.database.actor.id, reason],
        )) as [unknown[], number];
        if (lifted.length === 0) throw new AppError('PAUSE_OVER', { id });
        return this.view(tx, id);
      }),
    );
  }

  /** Pauses the enterprise of a dismissed pair if its reason says something about the enterprise. For the dismissal's transaction. */
  async setFor(
    tx: EntityManager,
    pair: { id: string; projectId: string; enterpriseId: string; areaCode: string | null },
    reason: Code<'dismissReason'>,
  ): Promise<void> {
    const { pauseMonths } = DISMISS_EFFECTS[reason];
    if (pauseMonths === 0) return;
    await tx.query(
      `INSERT INTO enterprise_pause (enterprise_id, project_id, suggestion_id, area_code, reason, since, until, set_by_id, set_at)
       VALUES ($1, $2, $3, $4, $5, $6, ($6::date + make_interval(months => $7))::date, $8, $9)
       ON CONFLICT (project_id, enterprise_id) WHERE lifted_at IS NULL DO NOTHING`,
      [
        pair.enterpriseId,
        pair.projectId,
        pair.id,
        pair.areaCode,
        reason,
        this.clock.today(),
        pauseMonths,
        this.database.actor.id,
        this.clock.now(),
      ],
    );
  }

  /** Lifts the pause a dismissal set, when the dismissal is taken back. For its transaction. */
  async liftFor(tx: EntityManager, pair: { projectId: string; enterpriseId: string }): Promise<void> {
    await tx.query(
      `UPDATE enterprise_pause SET lifted_at = $3, lifted_by_id = $4, lift_reason = '撤销了不采纳'
       WHERE project_id = $1 AND enterprise_id = $2 AND lifted_at IS NULL`,
      [pair.projectId, pair.enterpriseId, this.clock.now(), this.database.actor.id],
    );
  }

  /** Pauses on of enterprises that were ever suggested for the project. */
  async forProject(tx: EntityManager, projectId: string): Promise<PauseView[]> {
    return this.views(
      tx,
      `${IS_ON} AND EXISTS (SELECT FROM match_suggestion s WHERE s.enterprise_id = p.enterprise_id AND s.project_id = $2)
       ORDER BY p.set_at DESC, p.id`,
      [this.clock.today(), projectId],
    );
  }

  async forEnterprise(tx: EntityManager, enterpriseId: string): Promise<PauseView[]> {
    return this.views(tx, `${IS_ON} AND p.enterprise_id = $2 ORDER BY p.set_at DESC, p.id`, [
      this.clock.today(),
      enterpriseId,
    ]);
  }

  private async view(tx: EntityManager, id: string): Promise<PauseView> {
    const [view] = await this.views(tx, 'p.id = $2', [this.clock.today(), id]);
    if (view === undefined) throw new AppError('PAUSE_NOT_FOUND', { id });
    return view;
  }

  /** $1 is today. The enterprise is joined under the reader's own policies. */
  private async views(tx: EntityManager, where: string, values: unknown[]): Promise<PauseView[]> {
    const rows = (await tx.query(
      `SELECT p.id, p.enterprise_id AS "enterpriseId", e.name AS "enterpriseName", p.project_id AS "projectId", j.name AS "projectName",
         p.area_code AS "areaCode", p.reason, p.since::text, p.until::text, p.set_at AS "setAt", setter.display_name AS "setByName",
         p.lifted_at AS "liftedAt", lifter.display_name AS "liftedByName", p.lift_reason AS "liftReason", ${IS_ON} AS "isOn"
       FROM enterprise_pause p JOIN enterprise e ON e.id = p.enterprise_id JOIN project j ON j.id = p.project_id
       JOIN app_user setter ON setter.id = p.set_by_id LEFT JOIN app_user lifter ON lifter.id = p.lifted_by_id WHERE ${where}`,
      values,
    )) as PauseRow[];
    await this.reference.ready();
    return rows.map((row) => ({
      id: row.id,
      enterprise: { id: row.enterpriseId, name: row.enterpriseName },
      project: { id: row.projectId, name: row.projectName },
      reason: row.reason,
      since: row.since,
      until: row.until,
      setByName: row.setByName,
      setAt: row.setAt.toISOString(),
      liftedAt: row.liftedAt?.toISOString() ?? null,
      liftedByName: row.liftedByName,
      liftReason: row.liftReason,
      isOn: row.isOn,
      can: { lift: row.isOn && this.mayLift(this.database.actor, row.areaCode) },
    }));
  }

  /** Who may decide for the project it was set for, and who answers for learning. The policy says the same. */
  private mayLift(actor: Actor, areaCode: string | null): boolean {
    if (may(actor, 'learning.manage')) return true;
    const areas = reachedAreas(actor, 'match.decide', this.reference);
    return areas === null || (areaCode !== null && areas.includes(areaCode));
  }
}

/** Pauses in force on a day, as the matching library takes them: at most one line per dismissal. For the frozen input of a run. */
export async function pausesInForce(tx: EntityManager, today: string): Promise<Pause[]> {
  const rows = (await tx.query(
    `SELECT p.enterprise_id AS "enterpriseId", p.reason, p.until::text, p.since::text, u.display_name AS by
     FROM enterprise_pause p JOIN app_user u ON u.id = p.set_by_id WHERE ${IS_ON} ORDER BY p.enterprise_id, p.until, p.id`,
    [today],
  )) as (Omit<Pause, 'because'> & { reason: Code<'dismissReason'> })[];
  return rows.map(({ reason, ...pause }) => ({ ...pause, because: termOf('dismissReason', reason) }));
}

/** $1 is today. */
const IS_ON = '(p.lifted_at IS NULL AND p.until > $1::date)';

interface PauseRow extends Pick<
  PauseView,
  'id' | 'reason' | 'since' | 'until' | 'setByName' | 'liftedByName' | 'liftReason' | 'isOn'
> {
  readonly enterpriseId: string;
  readonly enterpriseName: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly areaCode: string | null;
  readonly setAt: Date;
  readonly liftedAt: Date | null;
}
