import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { MatchStepJob } from '@lianghuan/contracts';
import { ALGORITHM_VERSION } from '@lianghuan/matching';
import { AppError, CONFIG, type Config, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import { holdRow, limitIdle } from '../job/hold-row.js';
import { MatchRun } from './match-run.entity.js';
import { MatchRunStep } from './match-run-step.entity.js';
import { MatchStepBell } from './match-step-bell.js';
import {
  BUILDS_ON,
  callOffSteps,
  findSteps,
  IS_READY,
  type MatchStep,
  stageOf,
  stepName,
  type StepWork,
} from './match-step.js';
import { ClaimLost, MatchRunDeadEnd } from './match.errors.js';

/** Injection token of the {@link MatchStep}s, one of each kind. */
export const MATCH_STEPS = Symbol('MATCH_STEPS');

/** Attempts, interrupted ones included, before a step and its run are given up: what kills its worker must not do so for ever. */
export const MAX_ATTEMPTS = 5;

/** How a call of {@link MatchFlowService.execute} ended. `not-ours`: not ready, finished, cancelled or in other hands. */
export type StepOutcome = 'done' | 'not-ours' | 'handed-back';

/** A step this process works on. */
interface Claim {
  readonly run: MatchRun;
  readonly step: MatchRunStep;
  readonly token: string;
  /** Aborted when the claim is lost or the process is to stop. */
  readonly stop: AbortController;
  /** A heartbeat waits for the row, which a long transaction of ours may hold. */
  isBeating: boolean;
}

/**
 * Carries match runs out, step by step, in as many processes on as many machines as there are workers. What a step waits for is in the
 * rows; whoever finishes a step rings for those that became ready by it. A step's result and its mark are written in one transaction.
 */
@Injectable()
export class MatchFlowService {
  private readonly logger = new Logger('MatchFlowService');
  readonly #steps: ReadonlyMap<string, MatchStep>;
  readonly #claims = new Set<Claim>();
  readonly #worker = `${hostname()}/${process.pid}`;
  #isStopping = false;

  /** @throws {Error} for two steps of one kind */
  constructor(
    private readonly database: Database,
    private readonly bell: MatchStepBell,
    @Inject(MATCH_STEPS) steps: readonly MatchStep[],
    @Inject(CONFIG) private readonly config: Pick<Config, 'jobSilenceSeconds'>,
  ) {
    this.#steps = new Map(steps.map((step) => [step.kind, step]));
    if (this.#steps.size < steps.length) throw new Error('two handlers for one kind of match step');
  }

  /**
   * Carries one step out: killed at any moment and called again, it ends with the same result.
   * @throws {MatchRunDeadEnd} when trying again is of no use; step and run are then failed
   * @throws {Error} whatever else went wrong; the step is then queued for the next attempt
   */
  execute(key: MatchStepJob): Promise<StepOutcome> {
    return this.database.asSystem(async () => {
      const claim = this.#isStopping ? undefined : await this.claim(key);
      if (claim === undefined) return 'not-ours';
      this.#claims.add(claim);
      const heart = setInterval(() => void this.beat(claim), (this.config.jobSilenceSeconds * 1000) / 4);
      try {
        await this.carryOut(claim);
      } catch (error) {
        return await this.settle(claim, error);
      } finally {
        clearInterval(heart);
        this.#claims.delete(claim);
      }
      await this.ringNext(key);
      return 'done';
    });
  }

  /** Gives the steps in hand back to the queue, for a worker that is to stop. Each `execute` then ends soon. */
  handBack(): void {
    this.#isStopping = true;
    for (const { stop } of this.#claims) stop.abort();
  }

  /** Steps of a run that wait for nothing but a worker, in the order of the flow. */
  listReady(matchRunId: string): Promise<MatchStepJob[]> {
    return this.database.asSystem(() =>
      this.database.transaction((tx) =>
        findSteps(tx, `s.run_id = $1 AND s.status = 'queued' AND ${IS_READY}`, [matchRunId]),
      ),
    );
  }

  /**
   * Rings for steps whose worker fell silent and, in runs nobody is at work on, for those that are ready (the queue was away, a worker
   * handed them back or died between the end of a step and the next bell).
   * @returns names of the steps rung for; undefined when another worker is at it
   */
  sweep(): Promise<string[] | undefined> {
    return this.database.asSystem(async () => {
      const steps = await this.database.transaction(async (tx) => {
        await limitIdle(tx, this.config);
        const [{ locked }] = (await tx.query(
          `SELECT pg_try_advisory_xact_lock(hashtext('match-step-sweep')) AS locked`,
        )) as [{ locked: boolean }];
        if (!locked) return undefined;
        return findSteps(
          tx,
          `r.status IN ('queued', 'running') AND r.requested_at < clock_timestamp() - interval '1 second'
           AND ((s.status = 'running' AND ${IS_SILENT})
             OR (s.status = 'queued' AND ${IS_READY} AND NOT EXISTS (
               SELECT FROM match_run_step w WHERE w.run_id = s.run_id AND w.status = 'running'
                 AND w.heartbeat_at >= clock_timestamp() - make_interval(secs => $1))))`,
          [this.config.jobSilenceSeconds],
        );
      });
      await this.bell.ring(steps ?? []);
      return steps?.map(stepName);
    });
  }

  /** Takes the step if it is ready and waits, or its worker fell silent; never waits for another worker that is taking it now. */
  private async claim(key: MatchStepJob): Promise<Claim | undefined> {
    const claim = await this.database.transaction(async (tx) => {
      const { matchRunId, kind, shard, block } = key;
      await limitIdle(tx, this.config);
      const [before] = (await tx.query(
        `SELECT s.attempts, r.algorithm_version AS "algorithmVersion" FROM match_run_step s JOIN match_run r ON r.id = s.run_id
         WHERE s.run_id = $2 AND s.kind = $3 AND s.shard = $4 AND s.block = $5 AND r.status IN ('queued', 'running')
           AND (s.status = 'queued' OR (s.status = 'running' AND ${IS_SILENT})) AND ${IS_READY} FOR UPDATE OF s SKIP LOCKED`,
        [this.config.jobSilenceSeconds, matchRunId, kind, shard, block],
      )) as { attempts: number; algorithmVersion: string }[];
      if (before === undefined) return undefined;
      if (before.attempts >= MAX_ATTEMPTS) {
        await this.fail(tx, key, 'ATTEMPTS_EXHAUSTED', `given up after ${before.attempts} attempts`);
        return undefined;
      }
      if (before.algorithmVersion !== ALGORITHM_VERSION) {
        await this.startOver(tx, matchRunId);
        if (kind !== 'freeze-stats') return 'started over';
      }
      const token = randomUUID();
      await tx.query(
        `UPDATE match_run_step SET status = 'running', attempts = attempts + 1, claim_token = $5, worker = $6,
           heartbeat_at = clock_timestamp(), started_at = clock_timestamp(), finished_at = NULL, error_code = NULL, error_message = NULL
         WHERE run_id = $1 AND kind = $2 AND shard = $3 AND block = $4`,
        [matchRunId, kind, shard, block, token, this.#worker],
      );
      await tx.query(
        `UPDATE match_run SET status = 'running', started_at = coalesce(started_at, clock_timestamp()) WHERE id = $1 AND status = 'queued'`,
        [matchRunId],
      );
      const run = await tx.findOneByOrFail(MatchRun, { id: matchRunId });
      const step = await tx.findOneByOrFail(MatchRunStep, { runId: matchRunId, kind, shard, block });
      return { run, step, token, stop: new AbortController(), isBeating: false };
    });
    if (claim !== 'started over') return claim;
    await this.bell.ring([{ matchRunId: key.matchRunId, kind: 'freeze-stats', shard: 0, block: 0 }]);
    return undefined;
  }

  private async carryOut(claim: Claim): Promise<void> {
    const { run, step, stop } = claim;
    const handler = this.#steps.get(step.kind);
    if (handler === undefined) throw new Error(`no handler for match step ${step.kind}`);
    const work: StepWork = {
      run,
      step,
      signal: stop.signal,
      transaction: (inside) =>
        this.database.transaction(async (tx) => {
          await this.hold(tx, claim);
          return inside(tx);
        }),
    };
    const store = await handler.carryOut(work);
    stop.signal.throwIfAborted();
    await work.transaction(async (tx) => {
      const counts = await store(tx);
      await tx.query(
        `UPDATE match_run_step SET status = 'done', finished_at = clock_timestamp(), claim_token = NULL, counts = $5
         WHERE run_id = $1 AND kind = $2 AND shard = $3 AND block = $4`,
        [step.runId, step.kind, step.shard, step.block, JSON.stringify(counts)],
      );
    });
  }

  /** After the commit, so that of two steps ending at the same moment at least the later one sees both done. */
  private async ringNext({ matchRunId, kind, shard, block }: MatchStepJob): Promise<void> {
    const next = await this.database.transaction((tx) =>
      findSteps(
        tx,
        `s.run_id = $1 AND s.status = 'queued' AND ${IS_READY} AND EXISTS (
           SELECT FROM match_run_step d WHERE d.run_id = $1 AND d.kind = $2 AND d.shard = $3 AND d.block = $4 AND ${BUILDS_ON})`,
        [matchRunId, kind, shard, block],
      ),
    );
    await this.bell.ring(next);
  }

  /** A run begun under another version of the formulas starts over on its frozen input, so that one run never mixes two. */
  private async startOver(tx: EntityManager, runId: string): Promise<void> {
    await tx.query('DELETE FROM match_suggestion WHERE run_id = $1', [runId]);
    await tx.query('DELETE FROM match_run_candidates WHERE run_id = $1', [runId]);
    await tx.query('DELETE FROM match_run_ranking WHERE run_id = $1', [runId]);
    await tx.query('DELETE FROM match_run_step WHERE run_id = $1 AND stage > $2', [runId, stageOf('freeze-stats')]);
    await tx.query(
      `UPDATE match_run_step SET status = 'queued', claim_token = NULL, finished_at = NULL WHERE run_id = $1 AND status <> 'queued'`,
      [runId],
    );
    await tx.query('UPDATE match_run SET algorithm_version = $2, suggestion_count = 0 WHERE id = $1', [
      runId,
      ALGORITHM_VERSION,
    ]);
  }

  /**
   * Proves, inside the transaction that is about to write, that the step is still ours, and keeps it so until the end of it
   * ({@link holdRow}).
   * @throws {ClaimLost} when the run ended or another worker took the step over
   */
  private async hold(tx: EntityManager, { step, token }: Claim): Promise<void> {
    const isHeld = await holdRow(
      tx,
      this.config,
      `UPDATE match_run_step s SET heartbeat_at = clock_timestamp()
       WHERE run_id = $1 AND kind = $2 AND shard = $3 AND block = $4 AND status = 'running' AND claim_token = $5
         AND EXISTS (SELECT FROM match_run r WHERE r.id = s.run_id AND r.status = 'running')`,
      [step.runId, step.kind, step.shard, step.block, token],
    );
    if (!isHeld) throw new ClaimLost(stepName(keyOf(step)));
  }

  private async beat(claim: Claim): Promise<void> {
    if (claim.isBeating) return;
    claim.isBeating = true;
    try {
      await this.database.transaction((tx) => this.hold(tx, claim));
    } catch (error) {
      if (error instanceof ClaimLost) claim.stop.abort(error);
      // The database may be back for the next beat; if not, the work itself fails.
      else this.logger.warn('heartbeat failed', { step: stepName(keyOf(claim.step)), error: String(error) });
    } finally {
      claim.isBeating = false;
    }
  }

  /** Puts down in the row how an attempt that did not finish ended. */
  private async settle(claim: Claim, error: unknown): Promise<StepOutcome> {
    const key = keyOf(claim.step);
    if (error instanceof ClaimLost || claim.stop.signal.reason instanceof ClaimLost) {
      await this.release(claim, { isAttempt: false });
      return 'not-ours';
    }
    if (claim.stop.signal.aborted) {
      await this.release(claim, { isAttempt: false });
      return 'handed-back';
    }
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof MatchRunDeadEnd) {
      await this.database.transaction((tx) => this.fail(tx, key, error.code, message, claim.token));
      throw error;
    }
    const code = error instanceof AppError ? error.code : 'INTERNAL';
    this.logger.error('match step failed', error instanceof Error ? error.stack : message, { step: stepName(key) });
    if (claim.step.attempts >= MAX_ATTEMPTS) {
      await this.database.transaction((tx) => this.fail(tx, key, code, message, claim.token));
      throw new MatchRunDeadEnd('ATTEMPTS_EXHAUSTED', message, { cause: error });
    }
    await this.release(claim, { isAttempt: true, code, message });
    throw error;
  }

  /** Back to the queue, for the next attempt or for another worker; cancelled if the run has ended. Nothing where it is another's now. */
  private release(
    { step, token }: Claim,
    why: { isAttempt: false } | { isAttempt: true; code: string; message: string },
  ): Promise<void> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        `UPDATE match_run_step s SET status = CASE WHEN r.status = 'running' THEN 'queued' ELSE 'cancelled' END,
           finished_at = CASE WHEN r.status = 'running' THEN NULL ELSE clock_timestamp() END, claim_token = NULL,
           attempts = attempts - $6, error_code = $7, error_message = $8
         FROM match_run r WHERE r.id = s.run_id AND s.run_id = $1 AND s.kind = $2 AND s.shard = $3 AND s.block = $4
           AND s.status = 'running' AND s.claim_token = $5`,
        [
          step.runId,
          step.kind,
          step.shard,
          step.block,
          token,
          why.isAttempt ? 0 : 1,
          why.isAttempt ? why.code : null,
          why.isAttempt ? why.message : null,
        ],
      );
    });
  }

  /** Fails a step and its run with it; other steps of the run are called off. */
  private async fail(
    tx: EntityManager,
    { matchRunId, kind, shard, block }: MatchStepJob,
    code: string,
    message: string,
    token?: string,
  ): Promise<void> {
    const failed = await changedRows(
      tx,
      `UPDATE match_run_step SET status = 'failed', finished_at = clock_timestamp(), claim_token = NULL, error_code = $5, error_message = $6
       WHERE run_id = $1 AND kind = $2 AND shard = $3 AND block = $4 AND ($7::uuid IS NULL OR claim_token = $7) RETURNING run_id`,
      [matchRunId, kind, shard, block, code, message, token ?? null],
    );
    if (failed === 0) return;
    await tx.query(
      `UPDATE match_run SET status = 'failed', finished_at = clock_timestamp(), error_code = $2, error_message = $3
       WHERE id = $1 AND status IN ('queued', 'running')`,
      [matchRunId, code, message],
    );
    await callOffSteps(tx, matchRunId);
  }
}

/** $1: seconds of silence. */
const IS_SILENT = 's.heartbeat_at < clock_timestamp() - make_interval(secs => $1)';

function keyOf({ runId, kind, shard, block }: MatchRunStep): MatchStepJob {
  return { matchRunId: runId, kind, shard, block };
}
