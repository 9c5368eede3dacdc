import { Injectable } from '@nestjs/common';
import { ClsService, type ClsStore, type Terminal } from 'nestjs-cls';
import { DataSource, type EntityManager } from 'typeorm';
import { type Actor, SYSTEM_ACTOR } from '../access/actor.js';
import { AppError } from '../errors/app-error.js';

/** What one request or job carries along: who acts, why, and the open transaction. */
export interface RequestContext extends ClsStore {
  actor?: Terminal<Actor>;
  reason?: string;
  transaction?: Terminal<EntityManager>;
  afterCommit?: Terminal<(() => Promise<void> | void)[]>;
}

/**
 * The one way to the database. Each transaction tells PostgreSQL who acts (`SET LOCAL`), so that row-level security and the
 * audit triggers know; a query outside a transaction sees no confidential row at all.
 */
@Injectable()
export class Database {
  constructor(
    readonly dataSource: DataSource,
    private readonly cls: ClsService<RequestContext>,
  ) {}

  /** Who acts now. @throws {AppError} UNAUTHENTICATED outside a signed-in request or {@link actAs} */
  get actor(): Actor {
    const actor = this.findActor();
    if (actor === undefined) throw new AppError('UNAUTHENTICATED');
    return actor;
  }

  findActor(): Actor | undefined {
    return this.cls.isActive() ? this.cls.get('actor') : undefined;
  }

  /** Runs work in the name of an actor: a job for the user who asked for it, or the system. */
  actAs<T>(actor: Actor, work: () => Promise<T>): Promise<T> {
    return this.cls.run({ ifNested: 'override' }, () => {
      this.cls.set('actor', actor);
      return work();
    });
  }

  asSystem<T>(work: () => Promise<T>): Promise<T> {
    return this.actAs(SYSTEM_ACTOR, work);
  }

  /** Why the following changes are made; the audit entries of the transaction carry it. */
  because(reason: string): void {
    this.cls.set('reason', reason);
  }

  /**
   * Runs work in one transaction as the present actor; inside another `transaction` it joins it.
   * Rolled back if the work throws.
   */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const open = this.cls.get('transaction');
    if (open !== undefined) return work(open);
    const actor = this.actor;
    const callbacks: (() => Promise<void> | void)[] = [];
    const result = await this.dataSource.transaction((tx) =>
      this.cls.run({ ifNested: 'inherit' }, async () => {
        this.cls.set('transaction', tx);
        this.cls.set('afterCommit', callbacks);
        await tx.query(SET_ACTOR, [
          actor.id ?? '',
          actor.organisationId ?? '',
          `{${actor.areaCodes.map((code) => `"${code}"`).join(',')}}`,
          JSON.stringify(Object.fromEntries(actor.reach)),
          this.cls.getId() ?? '',
          this.cls.get('reason') ?? '',
        ]);
        return work(tx);
      }),
    );
    for (const callback of callbacks) await callback();
    return result;
  }

  /** Runs after the present transaction has committed; never if it rolls back. For ringing the queue. */
  afterCommit(callback: () => Promise<void> | void): void {
    const callbacks = this.cls.get('afterCommit');
    if (callbacks === undefined) throw new Error('afterCommit outside a transaction');
    callbacks.push(callback);
  }
}

const SET_ACTOR = `SELECT set_config('lianghuan.actor_id', $1, true), set_config('lianghuan.organisation_id', $2, true),
  set_config('lianghuan.areas', $3, true), set_config('lianghuan.reach', $4, true),
  set_config('lianghuan.request_id', $5, true), set_config('lianghuan.reason', $6, true)`;
