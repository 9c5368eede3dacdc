import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { DataSource, type EntityManager, QueryFailedError, type QueryRunner } from 'typeorm';
import { type Actor, SYSTEM_ACTOR } from '../access/actor.js';
import { AppError } from '../errors/app-error.js';
import { findContext, runInContext } from './context.js';
import { Message, type Statement, type TextRow } from './message.js';

/**
 * The one way to the database. Each transaction tells PostgreSQL who acts (`SET LOCAL`), so that row-level security and the
 * audit triggers know; a query outside a transaction sees no confidential row at all.
 */
@Injectable()
export class Database {
  constructor(readonly dataSource: DataSource) {}

  /** Who acts now. @throws {AppError} UNAUTHENTICATED outside a signed-in request or {@link actAs} */
  get actor(): Actor {
    const actor = findContext()?.actor;
    if (actor === undefined) throw new AppError('UNAUTHENTICATED');
    return actor;
  }

  /** Id of the batch the present changes belong to; see {@link inBatch}. */
  get batch(): string | undefined {
    return findContext()?.batch;
  }

  /** Runs work in the name of an actor, outside any open transaction: a job for the user who asked for it, or the system. */
  actAs<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    return runInContext(
      { actor, reason: undefined, batch: undefined, transaction: undefined, afterCommit: undefined },
      work,
    );
  }

  asSystem<T>(work: () => Promise<T>): Promise<T> {
    return this.actAs(SYSTEM_ACTOR, work);
  }

  /** Why the changes made in `work` are made; their audit entries carry it. */
  because<T>(reason: string, work: () => Promise<T>): Promise<T> {
    return runInContext({ reason }, work);
  }

  /** Changes of registers made in `work` are kept in the change journal under this batch. */
  inBatch<T>(batch: string, work: () => Promise<T>): Promise<T> {
    return runInContext({ batch }, work);
  }

  /** A part of a transaction whose changes are seen by more people than may know the reason: their audit entries carry none. */
  async withoutReason<T>(tx: EntityManager, work: () => Promise<T>): Promise<T> {
    await tx.query(SET_REASON, ['']);
    const result = await work();
    await tx.query(SET_REASON, [findContext()?.reason ?? '']);
    return result;
  }

  /**
   * A part of a transaction that sees and does what only the system may, such as counting what others hold. The audit names the system
   * for what is changed in it. Where work throws, the transaction must end with it.
   */
  async asSystemWithin<T>(tx: EntityManager, work: () => Promise<T>): Promise<T> {
    const actor = this.actor;
    await setActor(tx, SYSTEM_ACTOR);
    const result = await runInContext({ actor: SYSTEM_ACTOR }, work);
    await setActor(tx, actor);
    return result;
  }

  /**
   * Runs work in one transaction as the present actor; inside another `transaction` it joins it.
   * Rolled back if the work throws.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const open = findContext()?.transaction;
    if (open !== undefined) return work(open);
    const actor = this.actor;
    const afterCommit: (() => Promise<void> | void)[] = [];
    const runner = this.dataSource.createQueryRunner();
    let result: T;
    try {
      await begin(runner, actor);
      result = await runInContext({ transaction: runner.manager, afterCommit }, () => work(runner.manager));
      await runner.commitTransaction();
    } catch (error) {
      // What failed first is told, also where nothing can be rolled back because the connection is gone.
      if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
      throw error;
    } finally {
      await runner.release();
    }
    for (const callback of afterCommit) await callback();
    return result;
  }

  /** A {@link transaction} of its own also inside another, for work beside it. */
  transactionBeside<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return runInContext({ transaction: undefined, afterCommit: undefined }, () => this.transaction(work));
  }

  /**
   * Asks statements in one message to the server, as the present actor: a transaction of their own, or a part of the open one, or of `tx`. What a request
   * costs is mostly the number of its messages. What one statement sets for the transaction holds for those after it.
   * @returns the rows of each statement, each column as PostgreSQL writes it
   */
  async ask(statements: readonly Statement[], tx = findContext()?.transaction): Promise<TextRow[][]> {
    const open = tx?.queryRunner;
    if (open !== undefined) return send(open, statements);
    const actor: Statement = { text: SET_ACTOR, values: settingsOf(this.actor), isKept: true };
    const runner = this.dataSource.createQueryRunner();
    try {
      return (await send(runner, [actor, ...statements])).slice(1);
    } finally {
      await runner.release();
    }
  }

  /**
   * A transaction for reading in steps, as the present actor: it sees everything as it was at its first query, whatever others
   * commit meanwhile. The caller closes it.
   */
  async openSnapshot(): Promise<{ readonly tx: EntityManager; close(): Promise<void> }> {
    const actor = this.actor;
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction('REPEATABLE READ');
      await setActor(runner.manager, actor);
    } catch (error) {
      await runner.release();
      throw error;
    }
    return {
      tx: runner.manager,
      async close() {
        try {
          await runner.rollbackTransaction();
        } finally {
          await runner.release();
        }
      },
    };
  }

  /** Runs after the present transaction has committed; never if it rolls back. For ringing the queue. */
  afterCommit(callback: () => Promise<void> | void): void {
    const callbacks = findContext()?.afterCommit;
    if (callbacks === undefined) throw new Error('afterCommit outside a transaction');
    callbacks.push(callback);
  }
}

/** @throws {QueryFailedError} as for any query */
async function send(runner: QueryRunner, statements: readonly Statement[]): Promise<TextRow[][]> {
  const client = (await runner.connect()) as PoolClient;
  const message = client.query(new Message(statements));
  try {
    return await message.answers;
  } catch (error) {
    const { text, values } = statements[message.at];
    throw new QueryFailedError(text, [...(values ?? [])], error as Error);
  }
}

/**
 * Begins a transaction and tells who acts in one message to the server instead of two: what a request costs here is mostly the number of
 * its messages. Only the simple protocol takes two statements, and no parameters, so the values are written as literals.
 */
async function begin(runner: QueryRunner, actor: Actor): Promise<void> {
  const client = (await runner.connect()) as Pick<PoolClient, 'query' | 'escapeLiteral'>;
  const values = settingsOf(actor).map((value) => client.escapeLiteral(value));
  // As TypeORM's startTransaction leaves it, so that commit, rollback and savepoints within know where they are.
  Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
  await client.query(`START TRANSACTION; ${SET_ACTOR.replaceAll(/\$(\d)/g, (_, n: string) => values[Number(n) - 1])}`);
}

async function setActor(tx: EntityManager, actor: Actor): Promise<void> {
  await tx.query(SET_ACTOR, settingsOf(actor));
}

function settingsOf(actor: Actor): string[] {
  const context = findContext();
  return [
    actor.id ?? '',
    actor.organisationId ?? '',
    `{${actor.areaCodes.map((code) => `"${code}"`).join(',')}}`,
    reachOf(actor),
    context?.id ?? '',
    context?.reason ?? '',
  ];
}

const reaches = new WeakMap<Actor, string>();
function reachOf(actor: Actor): string {
  const text = reaches.get(actor) ?? JSON.stringify(Object.fromEntries(actor.reach));
  reaches.set(actor, text);
  return text;
}

const SET_ACTOR = `SELECT set_config('lianghuan.actor_id', $1, true), set_config('lianghuan.organisation_id', $2, true),
  set_config('lianghuan.areas', $3, true), set_config('lianghuan.reach', $4, true),
  set_config('lianghuan.request_id', $5, true), set_config('lianghuan.reason', $6, true)`;
const SET_REASON = `SELECT set_config('lianghuan.reason', $1, true)`;
