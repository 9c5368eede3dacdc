import { Injectable } from '@nestjs/common';
import {
  Arena,
  type EnterpriseRecord,
  Epoch,
  type MatchOptions,
  type ProjectRecord,
  Segment,
} from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import { inputChanged } from './frozen-input.js';
import type { StepWork } from './match-step.js';
import type { Part } from './shard-work.js';

/** Bytes of an artifact kept in one row. */
const PART_BYTES = 16 * 1024 * 1024;

/** What this process has open of a run: its epoch, and the options it was frozen with. */
export interface OpenRun {
  readonly runId: string;
  readonly epoch: Epoch;
  readonly options: MatchOptions;
}

/** Days a run that is no longer shown can still be repeated: time enough to answer who asks about last quarter's suggestions. */
const FROZEN_DAYS = 90;

/** What the steps of a run hand to one another through the database. */
@Injectable()
export class RunArtifacts {
  /** The run asked for last; epoch and segment lie in shared memory. */
  #run: { readonly id: string; readonly opening: Promise<OpenRun> } | undefined;
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

  /** Removes all that an earlier attempt to freeze the run left. */
  async clear(tx: EntityManager, runId: string): Promise<void> {
    await this.clearShards(tx, runId);
    await tx.query('DELETE FROM match_run_artifact WHERE run_id = $1', [runId]);
    await tx.query('DELETE FROM match_run_ranking WHERE run_id = $1', [runId]);
  }

  /** Removes what was only needed to get from the shards to the rankings. */
  async clearShards(tx: EntityManager, runId: string): Promise<void> {
    await tx.query(`DELETE FROM match_run_artifact WHERE run_id = $1 AND kind = 'segment'`, [runId]);
    await tx.query('DELETE FROM match_run_candidates WHERE run_id = $1', [runId]);
    this.#run = undefined;
    this.#segment = undefined;
  }

  /**
   * Removes epochs and rankings of finished runs that no project shows any more, for nobody asks why about them, and their frozen enterprises
   * {@link FROZEN_DAYS} later. Their suggestions stay, with what was true then; digest and audit say what the run was made of and when it
   * was given up.
   */
  async clearOutdated(tx: EntityManager): Promise<void> {
    const outdated = `run_id IN (SELECT id FROM match_run WHERE status = 'done' AND NOT is_current)`;
    await tx.query(`DELETE FROM match_run_artifact WHERE ${outdated}`);
    await tx.query(`DELETE FROM match_run_ranking WHERE ${outdated}`);
    await tx.query(
      `WITH given_up AS (
         UPDATE match_run SET frozen_removed_at = clock_timestamp()
         WHERE status = 'done' AND NOT is_current AND frozen_removed_at IS NULL AND finished_at < clock_timestamp() - make_interval(days => $1)
         RETURNING id)
       DELETE FROM match_run_enterprise WHERE run_id IN (SELECT id FROM given_up)`,
      [FROZEN_DAYS],
    );
  }

  /**
   * The epoch of the run with the options it was frozen with. One run is kept open. Started over meanwhile, its epoch may be another: the
   * bytes are then too, and candidates of the old one are refused.
   */
  async open({ run, transaction }: Pick<StepWork, 'run' | 'transaction'>): Promise<OpenRun> {
    if (this.#run?.id !== run.id) {
      this.#segment = undefined;
      const opening = transaction(async (tx) => ({
        bytes: await this.#load(tx, run.id, 'epoch', 0),
        options: await loadOptions(tx, run.id),
      })).then(({ bytes, options }) => ({
        runId: run.id,
        epoch: Epoch.fromBytes(bytes, roomFor(run.enterpriseCount)),
        options,
      }));
      this.#run = { id: run.id, opening };
    }
    const { opening } = this.#run;
    try {
      return await opening;
    } catch (error) {
      if (this.#run?.opening === opening) this.#run = undefined;
      throw error;
    }
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

interface PartRow {
  /** Null: there is no such part. */
  readonly bytes: Buffer | null;
  readonly isIntact: boolean | null;
}

/** Frozen enterprises of parts `from` up to `to`, read as they are asked for. @throws {MatchRunDeadEnd} INPUT_CHANGED */
export async function* enterpriseParts(
  { run, transaction }: Pick<StepWork, 'run' | 'transaction'>,
  from: number,
  to: number,
): AsyncGenerator<Part> {
  for (let part = from; part < to; part++) {
    const [row] = await transaction<PartRow[]>((tx) =>
      tx.query(
        `SELECT convert_to('[' || string_agg(record::text, ',' ORDER BY enterprise_id) || ']', 'UTF8') AS bytes,
           bool_and(digest = sha256(convert_to(record::text, 'UTF8'))) AS "isIntact"
         FROM match_run_enterprise WHERE run_id = $1 AND part_no = $2`,
        [run.id, part],
      ),
    );
    if (row.bytes === null) return;
    if (row.isIntact !== true) throw inputChanged();
    // A plain array: a Buffer may be a window into a pool that cannot be handed to a thread.
    yield new Uint8Array(row.bytes);
  }
}

/** Frozen enterprises of these ids. @throws {MatchRunDeadEnd} INPUT_CHANGED */
export async function loadEnterprises(
  tx: EntityManager,
  runId: string,
  ids: readonly string[],
): Promise<EnterpriseRecord[]> {
  const rows = (await tx.query(
    `SELECT record, digest = sha256(convert_to(record::text, 'UTF8')) AS "isIntact" FROM match_run_enterprise
     WHERE run_id = $1 AND enterprise_id = ANY ($2) ORDER BY enterprise_id`,
    [runId, ids],
  )) as { record: EnterpriseRecord; isIntact: boolean }[];
  if (rows.some(({ isIntact }) => !isIntact)) throw inputChanged();
  return rows.map(({ record }) => record);
}

/** Frozen projects of a block, in their order. @throws {MatchRunDeadEnd} INPUT_CHANGED */
export async function loadBlockProjects(tx: EntityManager, runId: string, block: number): Promise<ProjectRecord[]> {
  const rows = (await tx.query(
    `SELECT project_id AS id FROM match_run_project WHERE run_id = $1 AND block_no = $2 ORDER BY position`,
    [runId, block],
  )) as { id: string }[];
  const records = await loadProjects(tx, runId, rows.map(({ id }) => id));
  const byId = new Map(records.map((record) => [record.id, record]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
} // prettier-ignore

/** Frozen projects of these ids. Reads and proves all of them: they are few. @throws {MatchRunDeadEnd} INPUT_CHANGED */
export async function loadProjects(tx: EntityManager, runId: string, ids: readonly string[]): Promise<ProjectRecord[]> {
  // OFFSET 0: a part is hashed once, not once a record.
  const rows = (await tx.query(
    `SELECT record, i.is_intact AS "isIntact" FROM (
       SELECT records, digest = sha256(convert_to(records::text, 'UTF8')) AS is_intact FROM match_run_input
       WHERE run_id = $1 AND kind = 'project' OFFSET 0) i, jsonb_array_elements(i.records) record
     WHERE NOT i.is_intact OR record ->> 'id' = ANY ($2::text[])`,
    [runId, ids],
  )) as { record: ProjectRecord; isIntact: boolean }[];
  if (rows.some(({ isIntact }) => !isIntact)) throw inputChanged();
  return rows.map(({ record }) => record);
}

/** Options the run was frozen with. */
export async function loadOptions(tx: EntityManager, runId: string): Promise<MatchOptions> {
  const [row] = (await tx.query(
    `SELECT records -> 0 AS options, digest = sha256(convert_to(records::text, 'UTF8')) AS "isIntact" FROM match_run_input
     WHERE run_id = $1 AND kind = 'option'`,
    [runId],
  )) as { options: MatchOptions; isIntact: boolean }[];
  if (!row.isIntact) throw inputChanged();
  return row.options;
}
