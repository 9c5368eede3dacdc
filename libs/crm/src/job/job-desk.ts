import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { AppError, type Config, type Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { holdRow, limitIdle } from './hold-row.js';

/** Attempts, interrupted ones included, before a job is given up: what kills its worker every time must not do so for ever. */
const MAX_ATTEMPTS = 5;

/** How an execution ended. `not-ours`: finished, cancelled or in other hands. */
export type JobOutcome = 'done' | 'not-ours' | 'handed-back';

/** One piece of work a row can wait for: its status while it waits and while it is worked on; they may be the same. */
export interface JobStep {
  readonly waiting: string;
  readonly running: string;
}

/** Columns of a job table to be written with a row, by their SQL names, which are constants of the calling service, never input. */
export type JobResults = Readonly<Record<string, unknown>>;

/** A row this process works on. */
export interface JobClaim {
  readonly id: string;
  readonly token: string;
  readonly step: JobStep;
  /** Which attempt this is, from 1. */
  readonly attempt: number;
  /** Aborted when the claim is lost or the process is to stop; look at it between blocks. */
  readonly stop: AbortController;
}

/** Trying again is of no use: the row is failed with this code, which people read through `errorText`. */
export class JobDeadEnd extends Error {
  override readonly name = 'JobDeadEnd';
  constructor(
    readonly code: string,
    readonly details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
  }
}

/** The row is no longer this worker's: it was cancelled, or another worker took it over after a silence. */
export class JobClaimLost extends Error {
  override readonly name = 'JobClaimLost';
}

/**
 * Works on rows of one job table: `id, status, attempts, claim_token, heartbeat_at, started_at, finished_at, error_code,
 * error_details`. The row is the truth; a worker whose token was replaced may not write any more.
 */
export class JobDesk {
  readonly #logger: Logger;
  readonly #claims = new Set<JobClaim>();
  #isStopping = false;

  /** @param table name of the job table, a constant of the calling service, never input */
  constructor(
    private readonly database: Database,
    private readonly config: Pick<Config, 'jobSilenceSeconds'>,
    private readonly table: string,
    private readonly steps: readonly JobStep[],
  ) {
    this.#logger = new Logger(`JobDesk ${table}`);
  }

  /**
   * Claims the row and does the work, from wherever it stands. The heart beats meanwhile.
   * @throws {JobDeadEnd} the row is then failed
   * @throws {Error} whatever else went wrong; the row then waits for the next attempt
   */
  execute(id: string, step: JobStep, work: (claim: JobClaim) => Promise<void>): Promise<JobOutcome> {
    return this.database.asSystem(async () => {
      const claim = this.#isStopping ? undefined : await this.#claim(id, step);
      if (claim === undefined) return 'not-ours';
      this.#claims.add(claim);
      // A heartbeat waits for the row, which a long transaction of ours may hold: one of them, not one after another.
      let beating: Promise<void> | undefined;
      const heart = setInterval(
        () => {
          beating ??= this.#beat(claim).finally(() => (beating = undefined));
        },
        (this.config.jobSilenceSeconds * 1000) / 4,
      );
      try {
        await work(claim);
        return 'done';
      } catch (error) {
        return await this.#settle(claim, error);
      } finally {
        clearInterval(heart);
        this.#claims.delete(claim);
      }
    });
  }

  /** Gives the rows in hand back, for a worker that is to stop. Each `execute` then ends soon. */
  handBack(): void {
    this.#isStopping = true;
    for (const { stop } of this.#claims) stop.abort();
  }

  /**
   * Proves, inside the transaction that is about to write, that the row is still ours, and keeps it so until the end of it
   * ({@link holdRow}).
   * @throws {JobClaimLost} when it was cancelled or another worker took it over
   */
  async hold(tx: EntityManager, claim: JobClaim): Promise<void> {
    const isHeld = await holdRow(
      tx,
      this.config,
      `UPDATE ${this.table} SET heartbeat_at = clock_timestamp() WHERE id = $1 AND status = $2 AND claim_token = $3`,
      [claim.id, claim.step.running, claim.token],
    );
    if (!isHeld) throw new JobClaimLost(`${this.table} ${claim.id}`);
  }

  /** Lets the database end the transaction when this process freezes in it; to be called before it locks what others wait for. */
  limitIdle(tx: EntityManager): Promise<void> {
    return limitIdle(tx, this.config);
  }

  /** Marks the row done with what came of it, at the end of the transaction that did the last of the work. @throws {JobClaimLost} */
  async finish(tx: EntityManager, claim: JobClaim, results: JobResults = {}): Promise<void> {
    await this.hold(tx, claim);
    const names = Object.keys(results).map((name, at) => `, ${name} = $${at + 2}`);
    await tx.query(
      `UPDATE ${this.table} SET status = 'done', finished_at = clock_timestamp(), claim_token = NULL${names.join('')} WHERE id = $1`,
      [claim.id, ...Object.values(results)],
    );
  }

  /**
   * {@link hold} for a block of rows that is marked as done in the same transaction: its commit does not wait for the disk. Should the server
   * die, the last blocks are gone together with their marks, and the job goes on where these say; the commit that ends the job, like everybody
   * else's, is on the disk only with all before it.
   */
  async holdBlock(tx: EntityManager, claim: JobClaim): Promise<void> {
    await this.hold(tx, claim);
    await tx.query('SET LOCAL synchronous_commit = off');
  }

  /**
   * Rings for rows left waiting (the queue was away, a worker handed them back) and for rows whose worker fell silent.
   * @returns ids rung for; undefined when another worker is at it
   */
  sweep(ring: (id: string, status: string) => Promise<void>): Promise<string[] | undefined> {
    return this.database.asSystem(() =>
      this.database.transaction(async (tx) => {
        await limitIdle(tx, this.config);
        const [{ locked }] = (await tx.query('SELECT pg_try_advisory_xact_lock(hashtext($1)) AS locked', [
          `sweep ${this.table}`,
        ])) as [{ locked: boolean }];
        if (!locked) return undefined;
        const rows = (await tx.query(
          `SELECT id, status FROM ${this.table} WHERE
             (status = ANY ($1) AND claim_token IS NULL AND heartbeat_at < clock_timestamp() - interval '1 second')
             OR (status = ANY ($2) AND claim_token IS NOT NULL AND heartbeat_at < clock_timestamp() - make_interval(secs => $3))
           ORDER BY heartbeat_at`,
          [
            this.steps.map((step) => step.waiting),
            this.steps.map((step) => step.running),
            this.config.jobSilenceSeconds,
          ],
        )) as { id: string; status: string }[];
        for (const { id, status } of rows) await ring(id, status);
        return rows.map(({ id }) => id);
      }),
    );
  }

  /** Takes the row if it waits or its worker fell silent; never waits for another worker that is taking it now. */
  #claim(id: string, step: JobStep): Promise<JobClaim | undefined> {
    return this.database.transaction(async (tx) => {
      await limitIdle(tx, this.config);
      const [before] = (await tx.query(
        `SELECT attempts FROM ${this.table} WHERE id = $1 AND ((status = $2 AND claim_token IS NULL)
           OR (status = $3 AND heartbeat_at < clock_timestamp() - make_interval(secs => $4))) FOR UPDATE SKIP LOCKED`,
        [id, step.waiting, step.running, this.config.jobSilenceSeconds],
      )) as { attempts: number }[];
      if (before === undefined) return undefined;
      if (before.attempts >= MAX_ATTEMPTS) {
        await this.#fail(tx, id, new JobDeadEnd('ATTEMPTS_EXHAUSTED', { attempts: before.attempts }));
        return undefined;
      }
      const token = randomUUID();
      await tx.query(
        `UPDATE ${this.table} SET status = $2, attempts = attempts + 1, claim_token = $3, heartbeat_at = clock_timestamp(),
           started_at = coalesce(started_at, clock_timestamp()), error_code = NULL, error_details = NULL WHERE id = $1`,
        [id, step.running, token],
      );
      return { id, token, step, attempt: before.attempts + 1, stop: new AbortController() };
    });
  }

  async #beat(claim: JobClaim): Promise<void> {
    try {
      await this.database.transaction((tx) => this.hold(tx, claim));
    } catch (error) {
      if (error instanceof JobClaimLost) claim.stop.abort(error);
      // The database may be back for the next beat; if not, the work itself fails.
      else this.#logger.warn('heartbeat failed', { id: claim.id, error: String(error) });
    }
  }

  /** Puts down in the row how an attempt that did not finish ended. */
  async #settle(claim: JobClaim, error: unknown): Promise<JobOutcome> {
    if (error instanceof JobClaimLost || claim.stop.signal.reason instanceof JobClaimLost) return 'not-ours';
    if (claim.stop.signal.aborted) {
      await this.database.transaction((tx) => this.#release(tx, claim, 1));
      return 'handed-back';
    }
    const message = error instanceof Error ? error.message : String(error);
    const isLast = claim.attempt >= MAX_ATTEMPTS;
    if (error instanceof JobDeadEnd || isLast) {
      const end =
        error instanceof JobDeadEnd
          ? error
          : new JobDeadEnd(error instanceof AppError ? error.code : 'INTERNAL', {}, { cause: error });
      if (!(error instanceof JobDeadEnd)) this.#logger.error('job given up', stackOf(error), { id: claim.id });
      await this.database.transaction((tx) => this.#fail(tx, claim.id, end, claim.token));
      throw end;
    }
    this.#logger.warn('attempt failed', {
      id: claim.id,
      attempt: claim.attempt,
      error: message,
      stack: stackOf(error),
    });
    await this.database.transaction((tx) => this.#release(tx, claim, 0));
    throw error;
  }

  /** Back to the queue; `returned` attempts are given back with it. */
  async #release(tx: EntityManager, { id, token, step }: JobClaim, returned: number): Promise<void> {
    await tx.query(
      `UPDATE ${this.table} SET status = $3, claim_token = NULL, attempts = attempts - $4 WHERE id = $1 AND claim_token = $2`,
      [id, token, step.waiting, returned],
    );
  }

  async #fail(tx: EntityManager, id: string, end: JobDeadEnd, token?: string): Promise<void> {
    await tx.query(
      `UPDATE ${this.table} SET status = 'failed', finished_at = clock_timestamp(), claim_token = NULL, error_code = $2, error_details = $3
       WHERE id = $1 AND ($4::uuid IS NULL OR claim_token = $4)`,
      [id, end.code, JSON.stringify(end.details), token ?? null],
    );
  }
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
