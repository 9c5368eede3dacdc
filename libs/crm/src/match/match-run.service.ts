import { Inject, Injectable } from '@nestjs/common';
import type { MatchRunStepView, MatchRunView, Page, RequestMatchRun } from '@lianghuan/contracts';
import { ALGORITHM_VERSION } from '@lianghuan/matching';
import { type Actor, AppError, CONFIG, type Config, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import { ReferenceData } from '../reference/reference-data.js';
import { IS_MATCHED } from './frozen-input.js';
import { MatchRunStep } from './match-run-step.entity.js';
import { MatchStepBell } from './match-step-bell.js';
import { callOffSteps, findSteps, IS_READY, type MatchStepKind, stageOf } from './match-step.js';
import { reachedAreas } from './reached-areas.js';

/** Share of the places exploration has in the next run; nothing while it is off. */
async function explorationOf(tx: EntityManager): Promise<{ explorationShare?: number }> {
  const [{ share, isOn }] = (await tx.query('SELECT share, is_on AS "isOn" FROM exploration')) as [
    { share: number; isOn: boolean },
  ];
  return isOn ? { explorationShare: share } : {};
}

/** 匹配任务: asking for a run, looking at it, calling it off. {@link MatchFlowService} carries it out. */
@Injectable()
export class MatchRunService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly bell: MatchStepBell,
    @Inject(CONFIG) private readonly config: Pick<Config, 'matchShardSize'>,
  ) {}

  /**
   * Asks for a run over the projects in reach, or over those named.
   * @throws {AppError} MATCH_RUN_BUSY while another run is queued or running, PROJECT_NOT_FOUND for a project that cannot be matched
   */
  request(input: RequestMatchRun): Promise<MatchRunView> {
    return this.database.transaction(async (tx) => {
      const actor = this.database.actor;
      await this.reference.ready();
      const areaCodes = reachedAreas(actor, 'match.run', this.reference);
      if (input.projectIds !== undefined) await this.requireProjects(tx, input.projectIds, areaCodes);
      const busy = await this.findActive(tx);
      if (busy !== undefined) throw new AppError('MATCH_RUN_BUSY', { matchRunId: busy });
      const [{ id }] = (await orBusy(
        tx.query(
          `INSERT INTO match_run (requested_by_id, project_ids, area_codes, options, algorithm_version) VALUES ($1, $2, $3, $4, $5) RETURNING id`,
          [
            actor.id,
            input.projectIds ?? null,
            areaCodes,
            {
              topPerProject: input.topPerProject,
              shardSize: this.config.matchShardSize,
              ...(await explorationOf(tx)),
            },
            ALGORITHM_VERSION,
          ],
        ),
      )) as [{ id: string }];
      await tx.query(`INSERT INTO match_run_step (run_id, kind, stage) VALUES ($1, $2, $3)`, [
        id,
        FIRST_STEP,
        stageOf(FIRST_STEP),
      ]);
      this.database.afterCommit(() => this.bell.ring([{ matchRunId: id, kind: FIRST_STEP, shard: 0, block: 0 }]));
      return this.view(tx, id);
    });
  }

  /** Whether a run was asked for and none has given suggestions yet: an installation that is still being filled. */
  isFirstRunUnderWay(): Promise<boolean> {
    return this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        const [row] = (await tx.query(
          `SELECT EXISTS (SELECT FROM match_run WHERE status IN ('queued', 'running'))
              AND NOT EXISTS (SELECT FROM match_run WHERE is_current) AS "isUnderWay"`,
        )) as { isUnderWay: boolean }[];
        return row.isUnderWay;
      }),
    );
  }

  /** Runs, newest first. */
  list(page: number, pageSize: number): Promise<Page<MatchRunView>> {
    return this.database.transaction(async (tx) => {
      const items = await this.views(tx, 'true ORDER BY r.requested_at DESC, r.id DESC LIMIT $1 OFFSET $2', [
        pageSize,
        (page - 1) * pageSize,
      ]);
      const [{ total }] = (await tx.query('SELECT count(*)::int AS total FROM match_run')) as [{ total: number }];
      return { items, total, page, pageSize };
    });
  }

  /** @throws {AppError} MATCH_RUN_NOT_FOUND */
  get(id: string): Promise<MatchRunView> {
    return this.database.transaction((tx) => this.view(tx, id));
  }

  /** Its steps as far as they are planned, in the order of the flow. @throws {AppError} MATCH_RUN_NOT_FOUND */
  listSteps(id: string): Promise<MatchRunStepView[]> {
    return this.database.transaction(async (tx) => {
      await this.view(tx, id);
      const steps = await tx.find(MatchRunStep, {
        where: { runId: id },
        order: { stage: 'ASC', shard: 'ASC', block: 'ASC' },
      });
      return steps.map(({ runId: _, claimToken: __, stage: ___, weight: ____, ...step }) => ({
        ...step,
        startedAt: step.startedAt?.toISOString() ?? null,
        finishedAt: step.finishedAt?.toISOString() ?? null,
        heartbeatAt: step.heartbeatAt?.toISOString() ?? null,
      }));
    });
  }

  /**
   * Calls a run off; workers in the middle of a step give it up within a heartbeat.
   * @throws {AppError} MATCH_RUN_FINISHED, FORBIDDEN for a run somebody else asked for
   */
  cancel(id: string): Promise<MatchRunView> {
    return this.database.transaction(async (tx) => {
      const run = await this.view(tx, id);
      if (run.status !== 'queued' && run.status !== 'running') throw new AppError('MATCH_RUN_FINISHED', { id });
      if (!run.can.cancel) throw new AppError('FORBIDDEN');
      const cancelled = await changedRows(
        tx,
        `UPDATE match_run SET status = 'cancelled', finished_at = clock_timestamp()
         WHERE id = $1 AND status IN ('queued', 'running') RETURNING id`,
        [id],
      );
      if (cancelled === 0) throw new AppError('MATCH_RUN_FINISHED', { id });
      await callOffSteps(tx, id);
      return this.view(tx, id);
    });
  }

  /**
   * Takes a failed or cancelled run up again where it stopped, on the input it was frozen with.
   * @throws {AppError} MATCH_RUN_FINISHED for a run that is done, MATCH_RUN_BUSY while a run is active, FORBIDDEN
   */
  retry(id: string): Promise<MatchRunView> {
    return this.database.transaction(async (tx) => {
      const run = await this.view(tx, id);
      if (run.status === 'done') throw new AppError('MATCH_RUN_FINISHED', { id });
      const busy = await this.findActive(tx);
      if (busy !== undefined) throw new AppError('MATCH_RUN_BUSY', { matchRunId: busy });
      if (!run.can.retry) throw new AppError('FORBIDDEN');
      await orBusy(
        tx.query(
          `UPDATE match_run SET status = 'queued', finished_at = NULL, error_code = NULL, error_message = NULL
           WHERE id = $1 AND status IN ('failed', 'cancelled')`,
          [id],
        ),
      );
      await tx.query(
        `UPDATE match_run_step SET status = 'queued', attempts = 0, finished_at = NULL WHERE run_id = $1 AND status IN ('failed', 'cancelled')`,
        [id],
      );
      const ready = await findSteps(tx, `s.run_id = $1 AND s.status = 'queued' AND ${IS_READY}`, [id]);
      this.database.afterCommit(() => this.bell.ring(ready));
      return this.view(tx, id);
    });
  }

  private async requireProjects(tx: EntityManager, ids: readonly string[], areaCodes: string[] | null): Promise<void> {
    const rows = (await tx.query(
      `SELECT wanted.id FROM unnest($1::uuid[]) wanted(id) WHERE NOT EXISTS (
         SELECT FROM project p WHERE p.id = wanted.id AND ${IS_MATCHED} AND ($2::text[] IS NULL OR p.area_code = ANY ($2))) LIMIT 1`,
      [ids, areaCodes],
    )) as { id: string }[];
    if (rows[0] !== undefined) throw new AppError('PROJECT_NOT_FOUND', { id: rows[0].id });
  }

  private async findActive(tx: EntityManager): Promise<string | undefined> {
    const rows = (await tx.query(`SELECT id FROM match_run WHERE status IN ('queued', 'running')`)) as { id: string }[];
    return rows[0]?.id;
  }

  private async view(tx: EntityManager, id: string): Promise<MatchRunView> {
    const [view] = await this.views(tx, 'r.id = $1', [id]);
    if (view === undefined) throw new AppError('MATCH_RUN_NOT_FOUND', { id });
    return view;
  }

  /** Runs as screens see them; `where` may end in an order and a limit. For other services of this folder too. */
  async views(tx: EntityManager, where: string, values: unknown[]): Promise<MatchRunView[]> {
    const rows = (await tx.query(
      `SELECT r.*, u.display_name AS requested_by_name, w.number AS weight_version, p.* FROM match_run r
         LEFT JOIN app_user u ON u.id = r.requested_by_id LEFT JOIN weight_version w ON w.id = r.weight_version_id,
         LATERAL (SELECT max(s.heartbeat_at) AS heartbeat_at, coalesce(max(s.attempts), 0) AS attempts,
           coalesce(sum(s.weight) FILTER (WHERE s.status = 'done') / nullif(sum(s.weight), 0), 0) AS progress_share,
           coalesce(sum(s.size) FILTER (WHERE s.status = 'done' AND s.kind = 'merge-score'), 0)::int AS progress_done
           FROM match_run_step s WHERE s.run_id = r.id) p
       WHERE ${where}`,
      values,
    )) as MatchRunRow[];
    return rows.map((row) => viewOf(row, this.database.actor));
  }
}

/** The step a run begins with; it plans the others. */
const FIRST_STEP: MatchStepKind = 'freeze-stats';

/** Columns of match_run, and figures of its steps, as the driver hands them out. */
interface MatchRunRow {
  id: string;
  status: MatchRunView['status'];
  requested_by_id: string | null;
  requested_by_name: string | null;
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  heartbeat_at: Date | null;
  attempts: number;
  progress_share: number;
  progress_done: number;
  algorithm_version: string;
  options: { topPerProject: number };
  weight_version: number | null;
  input_snapshot: string | null;
  frozen_removed_at: Date | null;
  project_count: number;
  enterprise_count: number;
  resource_count: number;
  market_count: number;
  suggestion_count: number;
  error_code: string | null;
  error_message: string | null;
  is_current: boolean;
}

function viewOf(row: MatchRunRow, actor: Actor): MatchRunView {
  const reach = actor.reach.get('match.run');
  const mayChange = reach === 'city' || (reach !== undefined && row.requested_by_id === actor.id);
  return {
    id: row.id,
    status: row.status,
    requestedByName: row.requested_by_name,
    requestedAt: row.requested_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    heartbeatAt: row.heartbeat_at?.toISOString() ?? null,
    attempts: row.attempts,
    progressShare: row.status === 'done' ? 1 : Math.min(1, row.progress_share),
    progressDone: row.progress_done,
    progressTotal: row.project_count,
    algorithmVersion: row.algorithm_version,
    topPerProject: row.options.topPerProject,
    weightVersion: row.weight_version,
    inputSnapshot: row.input_snapshot,
    frozenRemovedAt: row.frozen_removed_at?.toISOString() ?? null,
    counts: {
      projects: row.project_count,
      enterprises: row.enterprise_count,
      resources: row.resource_count,
      markets: row.market_count,
      suggestions: row.suggestion_count,
    },
    errorCode: row.error_code,
    errorMessage: row.error_message,
    isCurrent: row.is_current,
    can: {
      cancel: mayChange && (row.status === 'queued' || row.status === 'running'),
      retry: mayChange && (row.status === 'failed' || row.status === 'cancelled'),
    },
  };
}

/** Two requests at the same moment: the unique index lets one through, the other learns that a run is active. */
async function orBusy<T>(query: Promise<T>): Promise<T> {
  try {
    return await query;
  } catch (error) {
    const driver = (error as { driverError?: { code?: string; constraint?: string } }).driverError;
    if (driver?.code === '23505' && driver.constraint === 'match_run_active') {
      throw new AppError('MATCH_RUN_BUSY', {}, { cause: error });
    }
    throw error;
  }
}
