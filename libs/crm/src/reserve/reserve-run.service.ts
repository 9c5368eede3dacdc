import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { ReserveJob, ReserveRunView } from '@lianghuan/contracts';
import { AppError, Clock, CONFIG, type Config, Database } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import type { JobClaim } from '../job/job-desk.js';
import { NightlyJob } from '../job/nightly-job.js';
import { DECLINE_HOLDS_DAYS, monthBefore, PROPOSAL_RULES, SNAPSHOT_BY_DAY } from './reserve-rules.js';
import { insertSnapshot } from './reserve-snapshot.js';

export const RESERVE_QUEUE = 'reserve';
const RUNS_SHOWN = 10;

/**
 * 储备夜检: proposes what should be promoted, refreshed or taken out (measure 9a), lets proposals lapse whose rule no longer holds, and
 * takes the snapshot of the last month in the first days of the next (measure 10c). It changes no project.
 */
@Injectable()
export class ReserveRunService extends NightlyJob<ReserveJob> {
  constructor(
    database: Database,
    clock: Clock,
    @InjectQueue(RESERVE_QUEUE) queue: Queue<ReserveJob>,
    @Inject(CONFIG) config: Config,
  ) {
    super(database, clock, queue, config, { table: 'reserve_run', payloadOf: (id) => ({ reserveRunId: id }) });
  }

  /** Newest first. */
  list(): Promise<ReserveRunView[]> {
    return this.database.transaction((tx) => this.views(tx, 'true'));
  }

  /** Asks for a check now. @throws {AppError} RESERVE_RUN_BUSY */
  request(): Promise<ReserveRunView> {
    return this.database.transaction(async (tx) => {
      const id = await this.insert(tx);
      if (id === undefined) throw new AppError('RESERVE_RUN_BUSY');
      const [view] = await this.views(tx, 'r.id = $1', [id]);
      return view;
    });
  }

  protected work(claim: JobClaim): Promise<void> {
    return this.database.transaction((tx) => this.check(tx, claim));
  }

  private async check(tx: EntityManager, claim: JobClaim): Promise<void> {
    const today = this.clock.today();
    let proposed = 0;
    let lapsed = 0;
    for (const { rule, kind, when, facts } of PROPOSAL_RULES) {
      const [gone] = (await tx.query(
        `UPDATE reserve_proposal s SET state = 'lapsed', decided_at = $3
         WHERE s.state = 'open' AND s.rule = $2 AND $1::date IS NOT NULL AND NOT EXISTS (
           SELECT FROM project p WHERE p.id = s.project_id AND p.archived_at IS NULL AND p.placement = 'local' AND ${when}) RETURNING id`,
        [today, rule, this.clock.now()],
      )) as [unknown[], number];
      const made = (await tx.query(
        `INSERT INTO reserve_proposal (project_id, area_code, kind, rule, facts, proposed_on)
         SELECT p.id, p.area_code, $2, $3, ${facts}, $1::date FROM project p
         WHERE p.archived_at IS NULL AND p.placement = 'local' AND ${when}
           AND NOT EXISTS (SELECT FROM reserve_proposal d WHERE d.project_id = p.id AND d.rule = $3
             AND d.state = 'declined' AND d.decided_at > $1::date - make_interval(days => ${DECLINE_HOLDS_DAYS}))
         ON CONFLICT (project_id, rule) WHERE state = 'open' DO NOTHING RETURNING id`,
        [today, kind, rule],
      )) as unknown[];
      lapsed += gone.length;
      proposed += made.length;
    }
    const isMonthEnd = Number(today.slice(8)) <= SNAPSHOT_BY_DAY;
    const period = isMonthEnd ? await this.takeSnapshot(tx, monthBefore(today)) : undefined;
    await this.finish(tx, claim, { proposed, lapsed, snapshot_period: period ?? null });
  }

  /** Counts the reserve into the snapshot of a month that has none; one that is there stays. @returns the month if it was taken now */
  private async takeSnapshot(tx: EntityManager, period: string): Promise<string | undefined> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('reserve_snapshot'))`);
    const [there] = (await tx.query('SELECT 1 FROM reserve_snapshot WHERE period = $1 LIMIT 1', [period])) as unknown[];
    if (there !== undefined) return undefined;
    await insertSnapshot(tx, period, { takenAt: this.clock.now() });
    return period;
  }

  private async views(tx: EntityManager, where: string, values: unknown[] = []): Promise<ReserveRunView[]> {
    const rows = (await tx.query(
      `SELECT r.id, r.status, u.display_name AS "requestedByName", r.requested_at AS "requestedAt", r.finished_at AS "finishedAt",
         r.proposed, r.lapsed, r.snapshot_period AS "snapshotPeriod", r.error_code AS "errorCode"
       FROM reserve_run r LEFT JOIN app_user u ON u.id = r.requested_by_id WHERE ${where} ORDER BY r.requested_at DESC LIMIT ${RUNS_SHOWN}`,
      values,
    )) as (Omit<ReserveRunView, 'requestedAt' | 'finishedAt'> & { requestedAt: Date; finishedAt: Date | null })[];
    return rows.map((row) => ({
      ...row,
      requestedAt: row.requestedAt.toISOString(),
      finishedAt: row.finishedAt?.toISOString() ?? null,
    }));
  }
}
