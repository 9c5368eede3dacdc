import { createReadStream } from 'node:fs';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import type { Table } from './catalogue.js';
import { RowDigest } from './row-digest.js';

/**
 * How values are written must not hang on the settings of a server, and no policy may leave a row out unsaid: for the open transaction.
 * Work of hours is not cut off in it either.
 */
export async function settleText(client: pg.ClientBase): Promise<void> {
  await client.query(`SET LOCAL search_path = public; SET LOCAL row_security = off; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO';
    SET LOCAL IntervalStyle = 'postgres'; SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL client_encoding = 'UTF8';
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`);
}

/** Rows of a table as COPY writes them. */
export function copyOut(client: pg.ClientBase, table: Table): Readable {
  return client.query(copyTo(`COPY ${target(table)} TO STDOUT`));
}

/** Loads the rows of a table from a part of a backup. */
export async function copyIn(client: pg.ClientBase, table: Table, part: string, signal: AbortSignal): Promise<void> {
  await pipeline(createReadStream(part), createGunzip(), client.query(copyFrom(`COPY ${target(table)} FROM STDIN`)), {
    signal,
  });
}

/** What the rows of a table add up to; see {@link RowDigest}. */
export async function digestOf(client: pg.ClientBase, table: Table, signal: AbortSignal): Promise<RowDigest> {
  const digest = new RowDigest();
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await pipeline(copyOut(client, table), digest, nowhere, { signal });
  return digest;
}

function target({ name, columns }: Table): string {
  return `${name} (${columns.map(pg.escapeIdentifier).join(', ')})`;
}
