import { availableParallelism } from 'node:os';
import { checkedOptions } from '../checked-options.js';
import { Epoch, type EpochOptions, freezeEpoch } from '../epoch/epoch.js';
import { Arena } from '../kernels/arena.js';
import type { EnterpriseRecord, ProjectRecord } from '../model.js';
import type { ProjectRanking, RankingOptions } from '../ranking/rank-pool.js';
import { Segment, type SegmentHandle } from '../segment/segment.js';
import { ThreadPool } from './thread-pool.js';

/** Where the enterprises come from. Read twice, first for the epoch, then for the segments. */
export type EnterpriseSource = () => Iterable<EnterpriseRecord>;

export interface IndexBuildOptions extends Omit<EpochOptions, 'arena'> {
  /** Threads to build and match with, default one a processor. */
  readonly threads?: number;
  /** Enterprises a segment, default 125,000. The result does not depend on it. */
  readonly shardSize?: number;
  readonly signal?: AbortSignal;
  /** Called after each step. `done` enterprises of the pass have been taken in. */
  readonly onProgress?: (progress: { readonly pass: 'freeze' | 'index'; readonly done: number }) => void;
}

export interface ThreadedMatchOptions extends RankingOptions {
  /** Projects a thread takes at a time, default 8. */
  readonly batchSize?: number;
  /** Stops between two batches; the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

const SHARD_SIZE = 125_000;
const BATCH_SIZE = 8;
/** Enterprises between two reports of progress in the counting pass. */
const REPORT_EVERY = 10_000;

/**
 * An index over many enterprises that all processors work on: epoch and segments lie in one shared memory, every
 * thread reads them in place. Rankings are equal to the byte whatever the number of threads and the size of the shards.
 *
 * @example
 *     const index = await ThreadedIndex.build(() => readEnterprises(), { threads: 2 });
 *     for await (const ranking of index.match(projects, { top: 50 })) store(ranking);
 *     await index.close();
 */
export class ThreadedIndex {
  private constructor(
    readonly epoch: Epoch,
    readonly segments: readonly Segment[],
    readonly arena: Arena,
    private readonly pool: ThreadPool,
  ) {}

  /**
   * Freezes the epoch, then builds the segments, a shard a thread at a time.
   * @throws InvalidOptionError
   * @throws DuplicateRecordError when two enterprises of one shard have the same id
   * @throws the signal's reason
   */
  static async build(source: EnterpriseSource, options: IndexBuildOptions = {}): Promise<ThreadedIndex> {
    const { threads = availableParallelism(), shardSize = SHARD_SIZE, signal, onProgress, ...ofEpoch } = options;
    const arena = Arena.create();
    const epoch = freezeEpoch(
      counted(source(), signal, (done) => onProgress?.({ pass: 'freeze', done })),
      { ...ofEpoch, arena },
    );
    const pool = new ThreadPool(epoch, threads);
    try {
      const handles: Promise<SegmentHandle>[] = [];
      let done = 0;
      for (const records of shardsOf(source(), shardSize)) {
        signal?.throwIfAborted();
        // No more shards in memory than threads can take up.
        if (handles.length >= threads) await handles[handles.length - threads];
        const size = records.length;
        handles.push(
          pool.run({ kind: 'build', records, memory: arena.memory }).then((handle) => {
            onProgress?.({ pass: 'index', done: (done += size) });
            return handle as SegmentHandle;
          }),
        );
      }
      return await ThreadedIndex.#over(epoch, await Promise.all(handles), arena, pool);
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** Opens an index from the bytes of its parts: one bulk copy each. @throws IndexFormatError, EpochMismatchError when matching */
  static async open(
    epoch: Uint8Array,
    segments: Iterable<Uint8Array>,
    { threads = availableParallelism() }: Pick<IndexBuildOptions, 'threads'> = {},
  ): Promise<ThreadedIndex> {
    const arena = Arena.create();
    const opened = Epoch.fromBytes(epoch, arena);
    const handles = Array.from(segments, (bytes) => Segment.fromBytes(bytes, arena).handle);
    return ThreadedIndex.#over(opened, handles, arena, new ThreadPool(opened, threads));
  }

  static async #over(
    epoch: Epoch,
    handles: readonly SegmentHandle[],
    arena: Arena,
    pool: ThreadPool,
  ): Promise<ThreadedIndex> {
    await pool.runOnEach({ kind: 'take', segments: handles });
    const segments = handles.map((handle) => Segment.open(handle));
    return new ThreadedIndex(epoch, segments, arena, pool);
  }

  /** Rankings in the order of the projects, each as soon as it and those before it are done. @throws InvalidOptionError */
  async *match(
    projects: readonly ProjectRecord[],
    { batchSize = BATCH_SIZE, signal, onProgress, ...ranking }: ThreadedMatchOptions = {},
  ): AsyncGenerator<ProjectRanking, void, undefined> {
    const options = checkedOptions(ranking);
    const total = projects.length;
    const batches = Array.from({ length: Math.ceil(total / batchSize) }, (_, i) =>
      projects.slice(i * batchSize, (i + 1) * batchSize),
    );
    // Every thread has one batch in hand and one waiting; no more results are held than that.
    const running: Promise<readonly ProjectRanking[]>[] = [];
    let done = 0;
    for (let i = 0; i < batches.length; i++) {
      signal?.throwIfAborted();
      for (const batch of batches.slice(i + running.length, i + 2 * this.pool.threads)) {
        const result = this.pool.run({ kind: 'match', projects: batch, options });
        // A failure is thrown where the batch is waited for; until then it is not unheard of.
        result.catch(() => undefined);
        running.push(result as Promise<readonly ProjectRanking[]>);
      }
      const rankings = (await running.shift()) ?? [];
      done += rankings.length;
      onProgress?.({ done, total });
      yield* rankings;
    }
  }

  /** Ends the threads. The memory is given back when nothing refers to the index any more. */
  async close(): Promise<void> {
    await this.pool.close();
  }
}

function* counted<T>(items: Iterable<T>, signal: AbortSignal | undefined, report: (done: number) => void) {
  let done = 0;
  for (const item of items) {
    yield item;
    if (++done % REPORT_EVERY !== 0) continue;
    signal?.throwIfAborted();
    report(done);
  }
  report(done);
}

function* shardsOf(records: Iterable<EnterpriseRecord>, size: number): Generator<EnterpriseRecord[]> {
  let shard: EnterpriseRecord[] = [];
  for (const record of records) {
    shard.push(record);
    if (shard.length < size) continue;
    yield shard;
    shard = [];
  }
  if (shard.length > 0) yield shard;
}
