import { Injectable } from '@nestjs/common';
import { Arena, Epoch, type MatchOptions, type ProjectRecord, Segment } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import { MatchRunDeadEnd } from './match.errors.js';
import type { StepWork } from './match-step.js';
import type { Parts } from './shard-work.js';

/** Bytes of an artifact kept in one row. */
const PART_BYTES = 16 * 1024 * 1024;

/** What this process has open of the run it works on: the epoch and the shard compared last, in shared memory. */
interface OpenRun {
  readonly runId: string;
  readonly epoch: Epoch;
  readonly options: MatchOptions;
}

/** What the steps of a run hand to one another through the database. */
@Injectable()
export class RunArtifacts {
  #run: OpenRun | undefined;
  #segment: { readonly epoch: Epoch; readonly shard: number; readonly segment: Segment } | undefined;

  /** Keeps bytes, part by part. What an earlier attempt kept is replaced. */
  async store(tx: EntityManager, runId: string, kind: 'epoch' | 'segment', shard: number, bytes: Uint8Array): Promise<void> {
    await tx.query('DELETE FROM match_run_artifact WHERE run_id = $1 AND kind = $2 AND shard = $3', [runId, kind, shard]);
    for (let part = 0; part * PART_BYTES < bytes.length; part++) {
      await tx.query('INSERT INTO match_run_artifact (run_id, kind, shard, part_no, bytes) VALUES ($1, $2, $3, $4, $5)', [
        runId, kind, shard, part, Buffer.from(bytes.buffer, bytes.byteOffset + part * PART_BYTES, Math.min(PART_BYTES, bytes.length - part * PART_BYTES)),
      ]);
    }
  } // prettier-ignore

  /** Removes all that was only needed while the run was worked on. */
  async clear(tx: EntityManager, runId: string): Promise<void> {
    await tx.query('DELETE FROM match_run_artifact WHERE run_id = $1', [runId]);
    await tx.query('DELETE FROM match_run_candidates WHERE run_id = $1', [runId]);
    this.#run = undefined;
    this.#segment = undefined;
  }

  /** The epoch of the run with the options it was frozen with. */
  async open({ run, transaction }: StepWork): Promise<OpenRun> {
    if (this.#run?.runId === run.id) {
      // Started over meanwhile, the epoch may be another: its bytes are then too, and candidates of the old one are refused.
      return this.#run;
    }
    this.#segment = undefined;
    const { bytes, options } = await transaction(async (tx) => ({
      bytes: await this.#load(tx, run.id, 'epoch', 0),
      options: await loadOptions(tx, run.id),
    }));
    this.#run = { runId: run.id, epoch: Epoch.fromBytes(bytes, roomFor(run.enterpriseCount)), options };
    return this.#run;
  }

  /** A shard of the run; one is kept open. */
  async openSegment({ run, step, transaction }: StepWork, { epoch }: OpenRun): Promise<Segment> {
    if (this.#segment?.epoch !== epoch || this.#segment.shard !== step.shard) {
      this.#segment = undefined;
      const bytes = await transaction((tx) => this.#load(tx, run.id, 'segment', step.shard));
      this.#segment = { epoch, shard: step.shard, segment: Segment.fromBytes(bytes, roomFor(run.enterpriseCount)) };
    }
    return this.#segment.segment;
  }

  async #load(tx: EntityManager, runId: string, kind: 'epoch' | 'segment', shard: number): Promise<Uint8Array> {
    const [{ size, parts }] = (await tx.query(
      `SELECT coalesce(sum(octet_length(bytes)), 0)::float8 AS size, count(*)::int AS parts FROM match_run_artifact
       WHERE run_id = $1 AND kind = $2 AND shard = $3`,
      [runId, kind, shard],
    )) as [{ size: number; parts: number }];
    if (parts === 0) throw new Error(`run ${runId} has no ${kind} ${shard}`);
    const bytes = new Uint8Array(size);
    let at = 0;
    for (let part = 0; part < parts; part++) {
      const [row] = (await tx.query(
        'SELECT bytes FROM match_run_artifact WHERE run_id = $1 AND kind = $2 AND shard = $3 AND part_no = $4',
        [runId, kind, shard, part],
      )) as { bytes: Buffer }[];
      bytes.set(row.bytes, at);
      at += row.bytes.length;
    }
    return bytes;
  }
}

/** Shared memory for threads and kernels; for few enterprises it is not worth the address space an arena reserves. */
function roomFor(enterprises: number): Arena | undefined {
  return enterprises < 2_000 ? undefined : Arena.create();
}

/** Frozen enterprises of parts `from` up to `to`, as bytes. @throws {MatchRunDeadEnd} INPUT_CHANGED */
export async function loadEnterpriseParts(tx: EntityManager, runId: string, from: number, to: number): Promise<Parts> {
  const parts: Uint8Array[] = [];
  for (let part = from; part < to; part++) {
    const [row] = (await tx.query(
      `SELECT convert_to(records::text, 'UTF8') AS bytes, digest = sha256(convert_to(records::text, 'UTF8')) AS "isIntact"
       FROM match_run_input WHERE run_id = $1 AND kind = 'enterprise' AND part_no = $2`,
      [runId, part],
    )) as { bytes: Buffer; isIntact: boolean }[];
    if (row === undefined) break;
    if (!row.isIntact) throw changed();
    // A plain array: a Buffer may be a window into a pool that cannot be handed to a thread.
    parts.push(new Uint8Array(row.bytes));
  }
  return parts;
}

/** Frozen projects of a block, in their order. @throws {MatchRunDeadEnd} INPUT_CHANGED */
export async function loadBlockProjects(tx: EntityManager, runId: string, block: number): Promise<ProjectRecord[]> {
  const rows = (await tx.query(
    `SELECT project_id AS id FROM match_run_project WHERE run_id = $1 AND block_no = $2 ORDER BY position`,
    [runId, block],
  )) as { id: string }[];
  const records = await loadRecords<ProjectRecord>(tx, runId, 'project', rows.map(({ id }) => id));
  const byId = new Map(records.map((record) => [record.id, record]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
} // prettier-ignore

/**
 * Frozen records of these ids. Reads and proves all parts: the price of keeping a few thousand to a row.
 * @throws {MatchRunDeadEnd} INPUT_CHANGED
 */
export async function loadRecords<Record extends { readonly id: string }>(
  tx: EntityManager,
  runId: string,
  kind: 'enterprise' | 'project',
  ids: readonly string[],
): Promise<Record[]> {
  // OFFSET 0: a part is hashed once, not once a record.
  const rows = (await tx.query(
    `SELECT record, i.is_intact AS "isIntact" FROM (
       SELECT records, digest = sha256(convert_to(records::text, 'UTF8')) AS is_intact FROM match_run_input
       WHERE run_id = $1 AND kind = $2 OFFSET 0) i, jsonb_array_elements(i.records) record
     WHERE NOT i.is_intact OR record ->> 'id' = ANY ($3::text[])`,
    [runId, kind, ids],
  )) as { record: Record; isIntact: boolean }[];
  if (rows.some(({ isIntact }) => !isIntact)) throw changed();
  return rows.map(({ record }) => record);
}

/** Options the run was frozen with. */
export async function loadOptions(tx: EntityManager, runId: string): Promise<MatchOptions> {
  const [row] = (await tx.query(
    `SELECT records -> 0 AS options, digest = sha256(convert_to(records::text, 'UTF8')) AS "isIntact" FROM match_run_input
     WHERE run_id = $1 AND kind = 'option'`,
    [runId],
  )) as { options: MatchOptions; isIntact: boolean }[];
  if (!row.isIntact) throw changed();
  return row.options;
}

function changed(): MatchRunDeadEnd {
  return new MatchRunDeadEnd('INPUT_CHANGED', 'the frozen input is not what the run was made from');
}
