import pg from 'pg';
import type { FileStore } from '../file/file-store.js';
import { BackupError } from './backup.errors.js';

/** Where an installation keeps what is backed up and restored. */
export interface Installation {
  /** As the owner of the tables. */
  readonly databaseUrl: string;
  readonly files: FileStore;
  /** Vendors' folders, `<DATA_DIR>/connectors`. */
  readonly connectorFolder: string;
}

export interface BackupTalk {
  /** Tells how far it is, a line for people. */
  say(line: string): void;
  readonly signal: AbortSignal;
}

/** A connection as the owner; an abort ends it, and with it what it waits for. @throws {BackupError} when there is none */
export async function connectOwner(databaseUrl: string, signal: AbortSignal): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'lianghuan-backup' });
  // Told by the query that waits; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    throw new BackupError(`The database does not answer: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }); // prettier-ignore
  }
  signal.addEventListener('abort', () => void client.end(), { once: true });
  return client;
}

/** A number for people. */
export function count(value: number): string {
  return value.toLocaleString('en');
}
