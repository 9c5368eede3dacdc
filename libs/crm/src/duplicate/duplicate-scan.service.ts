import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import {
  DUPLICATE_REGISTERS,
  type DuplicateRegister,
  type DuplicateScanJob,
  type DuplicateScanView,
} from '@lianghuan/contracts';
import { AppError, Clock, CONFIG, type Config, Database } from '@lianghuan/platform';
import type { Queue } from 'bullmq';
import type { EntityManager } from 'typeorm';
import type { JobClaim } from '../job/job-desk.js';
import { NightlyJob } from '../job/nightly-job.js';
import { type AnyRegister, DuplicateRegisters, type NamedRow } from './duplicate-registers.js';
import { LARGEST_GROUP } from './duplicate-rule.js';

export const DUPLICATE_SCAN_QUEUE = 'duplicate-scan';
/** Of the rules in this folder; another one makes the next scan compare everything again. */
const RULE_VERSION = 'duplicates-1';
/** Rows given their keys in one transaction. */
const KEY_BLOCK = 2_000;
/** Pairs compared at a time. */
const PAIR_BLOCK = 5_000;
/** Rows whose facts are kept in memory. */
const FACTS_KEPT = 50_000;
/** A row written in a long transaction bears the time of its beginning. */
const OVERLAP = `interval '1 hour'`;

/**
 * 查重扫描: compares the rows of the registers that have a key in common, nightly and when asked. Set-based: the database makes the pairs
 * from its index of keys, only those with a row changed since the last scan, and what was decided before stays decided.
 */
@Injectable()
export class DuplicateScanService extends NightlyJob<DuplicateScanJob> {
  constructor(
    database: Database,
    clock: Clock,
    private readonly registers: DuplicateRegisters,
    @InjectQueue(DUPLICATE_SCAN_QUEUE) queue: Queue<DuplicateScanJob>,
    @Inject(CONFIG) config: Config,
  ) {
    super(database, clock, queue, config, { table: 'duplicate_scan', payloadOf: (id) => ({ duplicateScanId: id }) });
  }

  /** Asks for a scan now. @throws {AppError} DUPLICATE_SCAN_BUSY */
  request(): Promise<DuplicateScanView> {
    return this.database.transaction(async (tx) => {
      const id = await this.insert(tx);
      if (id === undefined) throw new AppError('DUPLICATE_SCAN_BUSY');
      const view = await latestScan(tx, id);
      if (view === null) throw new AppError('NOT_FOUND', { id });
      return view;
    });
  }

  protected async work(claim: JobClaim): Promise<void> {
    for (const register of DUPLICATE_REGISTERS) await this.key(register, claim);
    await this.database.transaction((tx) => this.scan(tx, claim));
  }

  protected override insert(tx: EntityManager): Promise<string | undefined> {
    return super.insert(tx, { rule_version: RULE_VERSION });
  }

  /** Keys for rows that have none: those stored before there were any, or past the services. */
  private async key(register: DuplicateRegister, claim: JobClaim): Promise<void> {
    for (let keyed = KEY_BLOCK; keyed === KEY_BLOCK;) {
      claim.stop.signal.throwIfAborted();
      keyed = await this.database.transaction(async (tx) => {
        await this.hold(tx, claim);
        return this.registers.get(register).keyDuplicates(tx, KEY_BLOCK);
      });
    }
  }

  /** Killed in the middle, nothing has happened. */
  private async scan(tx: EntityManager, claim: JobClaim): Promise<void> {
    const [{ asOf, since }] = (await tx.query(
      `SELECT now() AS "asOf", (SELECT (max(as_of) - ${OVERLAP})::text FROM duplicate_scan WHERE status = 'done' AND rule_version = $1) AS since`,
      [RULE_VERSION],
    )) as [{ asOf: Date; since: string | null }];
    const counts: Record<string, number> = { compared: 0, kept: 0, blocks: 0, oversized: 0 };
    for (const register of DUPLICATE_REGISTERS) {
      const before = await this.makeBlocks(tx, register, since, counts);
      if (before > 0) await this.comparePairs(tx, register, claim, counts);
      await this.dropStale(tx, register, claim, since);
    }
    await this.finish(tx, claim, { as_of: asOf, counts: JSON.stringify(counts) });
  }

  /** Groups rows by the keys they have in common, as far as one of them has changed. @returns how many groups */
  private async makeBlocks(
    tx: EntityManager,
    register: DuplicateRegister,
    since: string | null,
    counts: Record<string, number>,
  ): Promise<number> {
    await tx.query('DROP TABLE IF EXISTS pg_temp.duplicate_block');
    await tx.query(
      `CREATE TEMPORARY TABLE duplicate_block ON COMMIT DROP AS
       SELECT CASE WHEN count(*) <= ${LARGEST_GROUP} THEN array_agg(id) END AS ids,
         CASE WHEN count(*) <= ${LARGEST_GROUP} THEN array_agg(changed) END AS changes
       FROM (SELECT r.id, ${since === null ? 'true' : `r.updated_at >= '${since}'::timestamptz`} AS changed, unnest(r.duplicate_keys) AS key
         FROM ${register} r WHERE r.archived_at IS NULL) keyed
       GROUP BY key HAVING count(*) > 1 AND bool_or(changed)`,
    );
    const [{ blocks, oversized }] = (await tx.query(
      `SELECT count(ids)::int AS blocks, (count(*) - count(ids))::int AS oversized FROM duplicate_block`,
    )) as [{ blocks: number; oversized: number }];
    counts.blocks += blocks;
    counts.oversized += oversized;
    return blocks;
  }

  private async comparePairs(
    tx: EntityManager,
    register: DuplicateRegister,
    claim: JobClaim,
    counts: Record<string, number>,
  ): Promise<void> {
    const service = this.registers.get(register);
    const { duplicateRule: rule } = service;
    if (rule === undefined) return;
    // In order of the first row, so that its facts are at hand for all of its pairs.
    await tx.query(
      `DECLARE duplicate_candidate NO SCROLL CURSOR FOR SELECT DISTINCT a.id AS a, b.id AS b
       FROM duplicate_block, unnest(ids, changes) AS a(id, changed), unnest(ids, changes) AS b(id, changed)
       WHERE a.id < b.id AND (a.changed OR b.changed) ORDER BY 1, 2`,
    );
    let facts = new Map<string, Partial<NamedRow>>();
    for (;;) {
      claim.stop.signal.throwIfAborted();
      const pairs = (await tx.query(`FETCH ${PAIR_BLOCK} FROM duplicate_candidate`)) as { a: string; b: string }[];
      if (pairs.length === 0) break;
      facts = await withFacts(tx, service, facts, pairs);
      const found = pairs.flatMap(({ a, b }) => {
        const [one, other] = [facts.get(a), facts.get(b)];
        if (one === undefined || other === undefined) return [];
        const { verdict, score, reasons } = rule.compare(one, other);
        return verdict === 'different' ? [] : [{ a, b, verdict, score, reasons }];
      });
      counts.compared += pairs.length;
      counts.kept += found.length;
      if (found.length > 0) await tx.query(KEEP_PAIRS, [JSON.stringify(found), register, claim.id]);
    }
    await tx.query('CLOSE duplicate_candidate');
  }

  /** Open pairs the scan looked at again and did not find: a name was corrected, a row archived. */
  private async dropStale(
    tx: EntityManager,
    register: DuplicateRegister,
    claim: JobClaim,
    since: string | null,
  ): Promise<void> {
    const changed = since === null ? 'true' : `r.updated_at >= '${since}'::timestamptz`;
    await tx.query(
      `DELETE FROM duplicate_pair p WHERE p.register = $1 AND p.state = 'open' AND p.scan_id <> $2
         AND EXISTS (SELECT FROM ${register} r WHERE r.id IN (p.a_id, p.b_id) AND (${changed} OR r.archived_at IS NOT NULL))`,
      [register, claim.id],
    );
  }
}

async function withFacts(
  tx: EntityManager,
  service: AnyRegister,
  known: Map<string, Partial<NamedRow>>,
  pairs: readonly { readonly a: string; readonly b: string }[],
): Promise<Map<string, Partial<NamedRow>>> {
  const facts = known.size > FACTS_KEPT ? new Map<string, Partial<NamedRow>>() : known;
  const missing = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].filter((id) => !facts.has(id));
  for (const [id, row] of await service.loadDuplicateFacts(tx, missing)) facts.set(id, row);
  return facts;
}

/** What people decided about a pair stays; an open one takes what is found now. */
const KEEP_PAIRS = `
  INSERT INTO duplicate_pair (register, a_id, b_id, score, verdict, reasons, scan_id)
  SELECT $2, f.a, f.b, f.score, f.verdict, f.reasons, $3
  FROM jsonb_to_recordset($1::jsonb) AS f(a uuid, b uuid, score int, verdict text, reasons jsonb)
  ON CONFLICT (register, a_id, b_id) DO UPDATE SET score = EXCLUDED.score, verdict = EXCLUDED.verdict, reasons = EXCLUDED.reasons,
    scan_id = EXCLUDED.scan_id WHERE duplicate_pair.state = 'open'`;

/** The newest scan, or the one of this id; null before the first. */
export async function latestScan(tx: EntityManager, id?: string): Promise<DuplicateScanView | null> {
  const [row] = (await tx.query(
    `SELECT s.id, s.status, s.requested_by_id AS "requestedById", u.display_name AS "requestedByName", s.requested_at AS "requestedAt",
       s.finished_at AS "finishedAt", s.counts, s.error_code AS "errorCode"
     FROM duplicate_scan s LEFT JOIN app_user u ON u.id = s.requested_by_id WHERE $1::uuid IS NULL OR s.id = $1
     ORDER BY s.requested_at DESC, s.id DESC LIMIT 1`,
    [id ?? null],
  )) as ({ requestedAt: Date; finishedAt: Date | null } & Omit<DuplicateScanView, 'requestedAt' | 'finishedAt'>)[];
  if (row === undefined) return null;
  return { ...row, requestedAt: row.requestedAt.toISOString(), finishedAt: row.finishedAt?.toISOString() ?? null };
}
