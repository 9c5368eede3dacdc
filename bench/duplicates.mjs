/**
 * The nightly scan for duplicates over the registers at full size, as the worker does it: first everything, then what a day changed.
 *
 *     npm run bench:registers -- --data /tmp/registers     fills the database
 *     node bench/duplicates.mjs --data /tmp/registers      scans it
 *
 * Prints time, processor time and memory of the process (PostgreSQL has its own, and its temporary files).
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { applicationDataSource, DuplicateModule, DuplicateScanService, RecordModule } from '@lianghuan/crm';
import {
  ConfigModule,
  Database,
  DatabaseModule,
  QueueModule,
  readConfig,
  sharedServerSettings,
  startEmbeddedPostgres,
} from '@lianghuan/platform';
import pg from 'pg';

const { values: flags } = parseArgs({
  options: { data: { type: 'string' }, changed: { type: 'string', default: '1000' } },
});
if (flags.data === undefined) throw new Error('--data: the folder the bench of the registers filled');
const say = (line) => process.stdout.write(`${line}\n`);
const postgres = await startEmbeddedPostgres(flags.data, sharedServerSettings());
const url = postgres.urlOf('registers');
const owner = new pg.Pool({ connectionString: url, max: 1 });
owner.on('error', () => undefined);
let app;
try {
  const config = readConfig({ DATA_DIR: flags.data, LOG_LEVEL: 'silent' });
  class BenchModule {}
  Module({
    imports: [
      ConfigModule.with(config),
      DatabaseModule.with(applicationDataSource(url)),
      QueueModule.with(config, url),
      RecordModule,
      DuplicateModule,
    ],
  })(BenchModule);
  app = await NestFactory.createApplicationContext(BenchModule, { logger: ['error'] });
  const scans = app.get(DuplicateScanService);
  await owner.query('DELETE FROM duplicate_pair');
  await owner.query('DELETE FROM duplicate_scan');
  const scan = async (what) => {
    const id = await app.get(Database).asSystem(async () => (await scans.request()).id);
    const [started, before] = [performance.now(), process.cpuUsage()];
    let peak = 0;
    const idle = process.memoryUsage.rss();
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 250);
    const outcome = await scans.execute(id);
    clearInterval(watch);
    const cpu = process.cpuUsage(before);
    const [{ counts, status, error_code: error }] = (
      await owner.query('SELECT counts, status, error_code FROM duplicate_scan WHERE id = $1', [id])
    ).rows;
    say(
      `${what}: ${outcome} (${status}${error === null ? '' : `, ${error}`}) in ${((performance.now() - started) / 1000).toFixed(1)} s, ${((cpu.user + cpu.system) / 1e6).toFixed(1)} s of processor time, at the most ${(peak / 1e6).toFixed(0)} MB, ${((peak - idle) / 1e6).toFixed(0)} MB over idle; ${JSON.stringify(counts)}; load ${loadavg()[0].toFixed(1)}`,
    );
  };
  await scan('all rows');
  // What was stored within the last hour counts as changed, so the day's changes are all there is since the first scan.
  await owner.query(
    `UPDATE duplicate_scan SET as_of = clock_timestamp() + interval '1 hour', requested_on = requested_on - 1`,
  );
  await owner.query(
    `UPDATE enterprise SET updated_at = clock_timestamp() + interval '2 hours' WHERE id IN (SELECT id FROM enterprise TABLESAMPLE BERNOULLI (1) LIMIT $1)`,
    [Number(flags.changed)],
  );
  await scan(`${flags.changed} changed enterprises`);
} finally {
  await app?.close();
  await owner.end();
  await postgres.stop();
}
