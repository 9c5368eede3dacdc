import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { MatchRunView, Page, RequestMatchRun } from '@lianghuan/contracts';
import { ALGORITHM_VERSION } from '@lianghuan/matching';
import { type Actor, AppError, Clock, CONFIG, type Config, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { ConfidenceService } from '../learning/confidence.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { AllocationService } from './allocation.service.js';
import { freezeInput, IS_MATCHED, loadFrozenInput } from './frozen-input.js';
import { ClaimLost, MatchRunDeadEnd } from './match.errors.js';
import { MatchRunBell } from './match-run-bell.js';
import { MatchRun, type MatchRunTimings } from './match-run.entity.js';
import { MatcherHost, type OpenMatcher } from './matcher-host.js';
import { reachedAreas } from './reached-areas.js';
import { type SuggestionRow, suggestionRow } from './suggestion-snapshot.js';

/** Attempts, interrupted ones included, before a run is given up: what kills its worker every time must not do so for ever. */
export const MAX_ATTEMPTS = 5;

/** How a call of {@link MatchRunService.execute} ended. `not-ours`: finished, cancelled or in other hands. */
export type ExecutionOutcome = 'done' | 'not-ours' | 'handed-back';

/** A run this process works on. */
interface Claim {
  readonly run: MatchRun;
  readonly token: string;
  /** Aborted when the claim is lost or the process is to stop. */
  readonly stop: AbortController;
  /** A heartbeat waits for the row, which a long transaction of ours may hold. */
  isBeating: boolean;
}

/** 匹配任务: asking for a run, carrying it out, calling it off. The row is the truth, the queue only the bell. */
@Injectable()
export class MatchRunService {
  private readonly logger = new Logger('MatchRunService');
  readonly #claims = new Set<Claim>();
  #isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly bell: MatchRunBell,
    private readonly matchers: MatcherHost,
    private readonly allocation: AllocationService,
    private readonly confidence: ConfidenceService,
    @Inject(CONFIG) private readonly config: Pick<Config, 'jobSilenceSeconds'>,
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
          [actor.id, input.projectIds ?? null, areaCodes, { topPerProject: input.topPerProject }, ALGORITHM_VERSION],
        ),
      )) as [{ id: string }];
      this.database.afterCommit(() => this.bell.ring(id));
      return this.view(tx, id);
    });
  }

  /** Runs, newest first. */
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

  /**
   * Calls a run off; a worker in the middle of it stops after the block in hand.
   * @throws {AppError} MATCH_RUN_FINISHED, FORBIDDEN for a run somebody else asked for
   */
  cancel(id: string): Promise<MatchRunView> {
    return this.database.transaction(async (tx) => {
      const run = await this.view(tx, id);
      if (run.status !== 'queued' && run.status !== 'running') throw new AppError('MATCH_RUN_FINISHED', { id });
      if (!run.can.cancel) throw new AppError('FORBIDDEN');
      const cancelled = await changedRows(
        tx,
        `UPDATE match_run SET status = 'cancelled', finished_at = clock_timestamp(), claim_token = NULL
         WHERE id = $1 AND status IN ('queued', 'running') RETURNING id`,
        [id],
      );
      if (cancelled === 0) throw new AppError('MATCH_RUN_FINISHED', { id });
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
          `UPDATE match_run SET status = 'queued', attempts = 0, finished_at = NULL, error_code = NULL, error_message = NULL
           WHERE id = $1 AND status IN ('failed', 'cancelled')`,
          [id],
        ),
      );
      this.database.afterCommit(() => this.bell.ring(id));
      return this.view(tx, id);
    });
  }

  /**
   * Carries a run out, from wherever it stands: killed at any moment and called again, it ends with the same result.
   * @throws {MatchRunDeadEnd} when trying again is of no use; the row is then failed
   * @throws {Error} whatever else went wrong; the row is then queued for the next attempt
   */
  execute(id: string): Promise<ExecutionOutcome> {
    return this.database.asSystem(async () => {
      const claim = this.#isStopping ? undefined : await this.claim(id);
      if (claim === undefined) return 'not-ours';
      this.#claims.add(claim);
      const heart = setInterval(() => void this.beat(claim), (this.config.jobSilenceSeconds * 1000) / 4);
      try {
        await this.carryOut(claim);
        return 'done';
      } catch (error) {
        return await this.settle(claim, error);
      } finally {
        clearInterval(heart);
        this.#claims.delete(claim);
      }
    });
  }

  /** Gives the runs in hand back to the queue, for a worker that is to stop. Each `execute` then ends soon. */
  handBack(): void {
    this.#isStopping = true;
    for (const { stop } of this.#claims) stop.abort();
  }

  /**
   * Rings for runs left queued (the queue was away, a worker handed them back) and for runs whose worker fell silent.
   * @returns ids rung for; undefined when another worker is at it
   */
  sweep(): Promise<string[] | undefined> {
    return this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        const [{ locked }] = (await tx.query(
          `SELECT pg_try_advisory_xact_lock(hashtext('match-run-sweep')) AS locked`,
        )) as [{ locked: boolean }];
        if (!locked) return undefined;
        const rows = (await tx.query(
          `SELECT id FROM match_run WHERE (status = 'queued' AND requested_at < clock_timestamp() - interval '1 second')
             OR (status = 'running' AND heartbeat_at < clock_timestamp() - make_interval(secs => $1)) ORDER BY requested_at`,
          [this.config.jobSilenceSeconds],
        )) as { id: string }[];
        for (const { id } of rows) await this.bell.ring(id);
        return rows.map(({ id }) => id);
      }),
    );
  }

  /** Takes the run if it waits or its worker fell silent; never waits for another worker that is taking it now. */
  private claim(id: string): Promise<Claim | undefined> {
    return this.database.transaction(async (tx) => {
      const [before] = (await tx.query(
        `SELECT attempts FROM match_run WHERE id = $1 AND (status = 'queued'
           OR (status = 'running' AND heartbeat_at < clock_timestamp() - make_interval(secs => $2))) FOR UPDATE SKIP LOCKED`,
        [id, this.config.jobSilenceSeconds],
      )) as { attempts: number }[];
      if (before === undefined) return undefined;
      if (before.attempts >= MAX_ATTEMPTS) {
        await this.fail(tx, id, 'ATTEMPTS_EXHAUSTED', `given up after ${before.attempts} attempts`);
        return undefined;
      }
      const token = randomUUID();
      await tx.query(
        `UPDATE match_run SET status = 'running', attempts = attempts + 1, claim_token = $2, heartbeat_at = clock_timestamp(),
           started_at = coalesce(started_at, clock_timestamp()), error_code = NULL, error_message = NULL WHERE id = $1`,
        [id, token],
      );
      const run = await tx.findOneByOrFail(MatchRun, { id });
      return { run, token, stop: new AbortController(), isBeating: false };
    });
  }

  private async carryOut(claim: Claim): Promise<void> {
    const { id } = claim.run;
    const watch = new StopWatch();
    const { frozen, blocks } = await this.database.transaction(async (tx) => {
      await this.hold(tx, claim);
      await freezeInput(tx, claim.run, this.reference, this.clock.today());
      await this.forgetOtherVersion(tx, claim.run);
      return { frozen: await loadFrozenInput(tx, id), blocks: await this.openBlocks(tx, id) };
    });
    watch.lap('loadMs');
    let matcher: OpenMatcher | undefined;
    try {
      if (blocks.length > 0) matcher = await this.matchers.open(frozen.input, frozen.options);
      watch.lap('indexMs');
      for (const block of blocks) {
        const rows: SuggestionRow[] = [];
        for (const projectId of block.projectIds) {
          claim.stop.signal.throwIfAborted();
          const found = (await matcher?.suggestionsFor(projectId, claim.run.options.topPerProject)) ?? [];
          rows.push(...found.map(({ suggestion, offer }) => suggestionRow(suggestion, offer, frozen.facts)));
        }
        watch.lap('matchMs');
        await this.storeBlock(claim, block, rows);
        watch.lap('storeMs');
      }
    } finally {
      await matcher?.close();
    }
    claim.stop.signal.throwIfAborted();
    await this.confidence.calibrate(id);
    await this.allocation.allocate(id);
    await this.finish(claim, watch);
  }

  /** Blocks without a result yet, with their projects. */
  private async openBlocks(tx: EntityManager, runId: string): Promise<{ blockNo: number; projectIds: string[] }[]> {
    return (await tx.query(
      `SELECT p.block_no AS "blockNo", array_agg(p.project_id ORDER BY p.position) AS "projectIds" FROM match_run_project p
       WHERE p.run_id = $1 AND NOT EXISTS (SELECT FROM match_run_block b WHERE b.run_id = p.run_id AND b.block_no = p.block_no)
       GROUP BY p.block_no ORDER BY p.block_no`,
      [runId],
    )) as { blockNo: number; projectIds: string[] }[];
  }

  /** A run begun under another version of the formulas starts over, so that one run never mixes two. */
  private async forgetOtherVersion(tx: EntityManager, run: MatchRun): Promise<void> {
    if (run.algorithmVersion === ALGORITHM_VERSION) return;
    await tx.query('DELETE FROM match_suggestion WHERE run_id = $1', [run.id]);
    await tx.query('DELETE FROM match_run_block WHERE run_id = $1', [run.id]);
    await tx.query(
      'UPDATE match_run SET algorithm_version = $2, progress_done = 0, suggestion_count = 0 WHERE id = $1',
      [run.id, ALGORITHM_VERSION],
    );
  }

  /** The block's suggestions, the mark that it is done and the progress, all or nothing. */
  private storeBlock(claim: Claim, block: { blockNo: number; projectIds: string[] }, rows: SuggestionRow[]) {
    return this.database.transaction(async (tx) => {
      await this.hold(tx, claim);
      await tx.query(
        `INSERT INTO match_suggestion (run_id, project_id, enterprise_id, rank, score, contributions, constraints, counter_argument,
           resource, market, enterprise_name, enterprise_short_name, enterprise_province, enterprise_city, enterprise_products)
         SELECT $1, s.project_id, s.enterprise_id, s.rank, s.score, s.contributions, s.constraints, nullif(s.counter_argument, 'null'),
           nullif(s.resource, 'null'), nullif(s.market, 'null'), s.enterprise_name, s.enterprise_short_name, s.enterprise_province,
           s.enterprise_city, s.enterprise_products
         FROM jsonb_to_recordset($2::jsonb) AS s(project_id uuid, enterprise_id uuid, rank int, score double precision, contributions jsonb,
           constraints jsonb, counter_argument jsonb, resource jsonb, market jsonb, enterprise_name text, enterprise_short_name text,
           enterprise_province text, enterprise_city text, enterprise_products text[])`,
        [claim.run.id, JSON.stringify(rows)],
      );
      await tx.query(
        `INSERT INTO match_run_block (run_id, block_no, project_count, suggestion_count) VALUES ($1, $2, $3, $4)`,
        [claim.run.id, block.blockNo, block.projectIds.length, rows.length],
      );
      await tx.query(
        `UPDATE match_run SET progress_done = progress_done + $2, suggestion_count = suggestion_count + $3 WHERE id = $1`,
        [claim.run.id, block.projectIds.length, rows.length],
      );
    });
  }

  /** Makes the run's suggestions the ones its projects show, unless a project already shows a run with newer input. */
  private finish(claim: Claim, watch: StopWatch): Promise<void> {
    const { run } = claim;
    return this.database.transaction(async (tx) => {
      await this.hold(tx, claim);
      // Projects that this run may speak for: still to be matched, and not yet shown from newer input.
      const taken = `
        SELECT mine.project_id FROM match_run_project mine JOIN match_run r ON r.id = mine.run_id JOIN project p ON p.id = mine.project_id
        WHERE mine.run_id = $1 AND ${IS_MATCHED} AND NOT EXISTS (
          SELECT FROM match_run_project other JOIN match_run o ON o.id = other.run_id
          WHERE other.project_id = mine.project_id AND other.is_current AND o.frozen_at > r.frozen_at)`;
      await tx.query(
        `UPDATE match_run_project SET is_current = false WHERE is_current AND (project_id IN (${taken})
           OR project_id IN (SELECT p.id FROM project p WHERE NOT (${IS_MATCHED})))`,
        [run.id],
      );
      await tx.query(`UPDATE match_run_project SET is_current = true WHERE run_id = $1 AND project_id IN (${taken})`, [
        run.id,
      ]);
      await tx.query(
        `UPDATE match_run r SET is_current = NOT r.is_current
         WHERE r.is_current <> EXISTS (SELECT FROM match_run_project p WHERE p.run_id = r.id AND p.is_current)`,
      );
      await tx.query(
        `UPDATE match_run SET status = 'done', finished_at = clock_timestamp(), claim_token = NULL,
           timings = $2::jsonb || jsonb_build_object('totalMs', round(extract(epoch FROM clock_timestamp() - started_at) * 1000))
         WHERE id = $1`,
        [run.id, JSON.stringify(watch.laps)],
      );
    });
  }

  /**
   * Proves, inside the transaction that is about to write, that the run is still ours, and keeps it so until the end of it.
   * @throws {ClaimLost} when it was cancelled or another worker took it over
   */
  private async hold(tx: EntityManager, claim: Claim): Promise<void> {
    const held = await changedRows(
      tx,
      `UPDATE match_run SET heartbeat_at = clock_timestamp() WHERE id = $1 AND status = 'running' AND claim_token = $2 RETURNING id`,
      [claim.run.id, claim.token],
    );
    if (held === 0) throw new ClaimLost(claim.run.id);
  }

  private async beat(claim: Claim): Promise<void> {
    if (claim.isBeating) return;
    claim.isBeating = true;
    try {
      await this.database.transaction((tx) => this.hold(tx, claim));
    } catch (error) {
      if (error instanceof ClaimLost) claim.stop.abort(error);
      // The database may be back for the next beat; if not, the work itself fails.
      else this.logger.warn('heartbeat failed', { matchRunId: claim.run.id, error: String(error) });
    } finally {
      claim.isBeating = false;
    }
  }

  /** Puts down in the row how an attempt that did not finish ended. */
  private async settle(claim: Claim, error: unknown): Promise<ExecutionOutcome> {
    const { id } = claim.run;
    if (error instanceof ClaimLost || claim.stop.signal.reason instanceof ClaimLost) return 'not-ours';
    if (claim.stop.signal.aborted) {
      await this.release(claim, { isAttempt: false });
      return 'handed-back';
    }
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof MatchRunDeadEnd) {
      await this.database.transaction((tx) => this.fail(tx, id, error.code, message, claim.token));
      throw error;
    }
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    this.logger.error('match run failed', error instanceof Error ? error.stack : message, { matchRunId: id });
    if (claim.run.attempts >= MAX_ATTEMPTS) {
      await this.database.transaction((tx) => this.fail(tx, id, code, message, claim.token));
      throw new MatchRunDeadEnd('ATTEMPTS_EXHAUSTED', message, { cause: error });
    }
    await this.release(claim, { isAttempt: true, code, message });
    throw error;
  }

  /** Back to the queue, for the next attempt or for another worker. */
  private release(
    { run, token }: Claim,
    why: { isAttempt: false } | { isAttempt: true; code: string; message: string },
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE match_run SET status = 'queued', claim_token = NULL, attempts = attempts - $3, error_code = $4, error_message = $5
         WHERE id = $1 AND status = 'running' AND claim_token = $2`,
        [run.id, token, why.isAttempt ? 0 : 1, why.isAttempt ? why.code : null, why.isAttempt ? why.message : null],
      );
    });
  }

  private async fail(tx: EntityManager, id: string, code: string, message: string, token?: string): Promise<void> {
    await tx.query(
      `UPDATE match_run SET status = 'failed', finished_at = clock_timestamp(), claim_token = NULL, error_code = $2, error_message = $3
       WHERE id = $1 AND ($4::uuid IS NULL OR claim_token = $4)`,
      [id, code, message, token ?? null],
    );
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
      `SELECT r.*, u.display_name AS requested_by_name, w.number AS weight_version FROM match_run r
       LEFT JOIN app_user u ON u.id = r.requested_by_id LEFT JOIN weight_version w ON w.id = r.weight_version_id WHERE ${where}`,
      values,
    )) as MatchRunRow[];
    return rows.map((row) => viewOf(row, this.database.actor));
  }
}

/** Columns of match_run as the driver hands them out. */
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
  progress_done: number;
  progress_total: number;
  algorithm_version: string;
  options: { topPerProject: number };
  weight_version: number | null;
  input_snapshot: string | null;
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
    progressDone: row.progress_done,
    progressTotal: row.progress_total,
    algorithmVersion: row.algorithm_version,
    topPerProject: row.options.topPerProject,
    weightVersion: row.weight_version,
    inputSnapshot: row.input_snapshot,
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

/** How many rows an UPDATE … RETURNING changed. */
async function changedRows(tx: EntityManager, sql: string, values: unknown[]): Promise<number> {
  // TypeORM answers an UPDATE with [rows, count].
  const [rows] = (await tx.query(sql, values)) as [unknown[], number];
  return rows.length;
}

/** Adds up where the time goes. */
class StopWatch {
  readonly laps: Record<Exclude<keyof MatchRunTimings, 'totalMs'>, number> = {
    loadMs: 0,
    indexMs: 0,
    matchMs: 0,
    storeMs: 0,
  };
  #since = performance.now();

  lap(name: keyof StopWatch['laps']): void {
    const now = performance.now();
    this.laps[name] += Math.round(now - this.#since);
    this.#since = now;
  }
}
