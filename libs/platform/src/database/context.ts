import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../access/actor.js';

/** What one request or job carries along: who acts, why, and the open transaction. */
export interface Context {
  /** Request or job id, for logs and the audit. */
  readonly id: string;
  actor?: Actor;
  reason?: string;
  /** The batch whose changes are kept in the change journal, so that they can be taken back together. */
  batch?: string;
  transaction?: EntityManager;
  afterCommit?: (() => Promise<void> | void)[];
}

/*
 * Node's own storage, not nestjs-cls: that package is CommonJS and loads Nest 12 (ESM only) with require(), which Jest cannot do on
 * Node 20; what we need of it are these three lines.
 */
const storage = new AsyncLocalStorage<Context>();

export function findContext(): Context | undefined {
  return storage.getStore();
}

/** Runs work in a context of its own; `changes` start from the surrounding one. */
export function runInContext<T>(changes: Partial<Context>, work: () => T): T {
  return storage.run({ id: randomUUID(), ...storage.getStore(), ...changes }, work);
}
