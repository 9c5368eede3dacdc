import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres, WEEK_OF_LOGS } from './embedded-postgres.js';

const dataDir = mkdtempSync(join(tmpdir(), 'lianghuan-embedded-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

it('writes a log file a weekday and keeps none for longer than a week', async () => {
  const first = await startEmbeddedPostgres(dataDir, WEEK_OF_LOGS);
  await first.stop();
  const elsewhere = join(dataDir, 'postgres-is-in.txt');
  const cluster = join(existsSync(elsewhere) ? readFileSync(elsewhere, 'utf8').trim() : dataDir, 'postgres');
  const logs = join(cluster, 'log');
  mkdirSync(logs, { recursive: true });
  const old = join(logs, 'server-old.log');
  writeFileSync(old, 'a week ago\n');
  utimesSync(old, new Date(), new Date(Date.now() - 7 * 24 * 3_600_000));

  const second = await startEmbeddedPostgres(dataDir, WEEK_OF_LOGS);
  try {
    const client = new pg.Client({ connectionString: second.urlOf('postgres') });
    await client.connect();
    await expect(client.query('SELECT nothing')).rejects.toThrow();
    await client.end();
  } finally {
    await second.stop();
  }
  const names = readdirSync(logs);
  expect(names.every((name) => /^server-(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\.log$/.test(name))).toBe(true);
  expect(names.map((name) => readFileSync(join(logs, name), 'utf8')).join()).toContain(
    'column "nothing" does not exist',
  );
  if (dirname(cluster) !== dataDir) rmSync(dirname(cluster), { recursive: true });
});
