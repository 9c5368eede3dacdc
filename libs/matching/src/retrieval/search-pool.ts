import type { SharedMemory } from '../kernels/arena.js';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

import type { KernelOptions } from '../kernels/kernels.js';
import type { TextIndex, TextIndexArrays, WeightedTerms } from './text-index.js';
import { type TextHit, TextSearcher } from './text-searcher.js';

/** What a thread is handed: views of the same memory, not copies. */
export interface SharedIndex {
  readonly memory: SharedMemory;
  readonly arrays: TextIndexArrays;
  readonly options: KernelOptions;
}

/**
 * Some queries for a thread, one after another: query i has the terms from `ends[i − 1]` (or 0) to `ends[i]`. Few large
 * arrays that are handed over, not copied, leave no garbage on either side.
 */
export interface SearchTask {
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly terms: Uint32Array<ArrayBuffer>;
  readonly weights: Float64Array<ArrayBuffer>;
  readonly top: number;
}

/** Their hits in the same form. */
export interface SearchAnswer {
  readonly ends: Uint32Array<ArrayBuffer>;
  readonly documents: Uint32Array<ArrayBuffer>;
  readonly scores: Float64Array<ArrayBuffer>;
}

interface Waiting {
  readonly resolve: (answer: SearchAnswer) => void;
  readonly reject: (cause: unknown) => void;
}

/** Queries of one message: enough to hide its cost, few enough to let the calling thread do other things in between. */
const CHUNK = 8;
/** Messages a thread may have before it: it must not wait for the calling thread's turn. */
const AHEAD = 3;
/** Answers that wait for an earlier one, for each thread, before the calling thread waits too. */
const BEHIND = 8;

/**
 * Threads that search one index over shared memory (Node only). The calling thread is one of them: it would only wait,
 * and each further thread takes a good 10 MB for its own JavaScript; between some queries it lets other things have their
 * turn. Results are those of a single `TextSearcher`, whatever the number of threads. Close it when done.
 *
 * @example
 *     const pool = new SearchPool(index, 2);
 *     for await (const hits of pool.searchMany(queries, 20)) console.log(hits[0]?.position);
 *     await pool.close();
 */
export class SearchPool {
  readonly #positions: Uint32Array;
  readonly #searcher: TextSearcher;
  /** What each living thread beside the calling one has before it, in order. */
  readonly #workers = new Map<Worker, Waiting[]>();
  #isClosed = false;

  /** @param threads at least 1, the calling one; more than there are cores gain nothing */
  constructor(index: TextIndex, threads: number, options: KernelOptions = {}) {
    this.#positions = index.arrays.positions;
    this.#searcher = new TextSearcher(index.arena, index.arrays, options);
    const workerData: SharedIndex = { memory: index.arena.memory, arrays: index.arrays, options };
    for (let thread = 1; thread < threads; thread++) {
      const worker = new Worker(new URL('./search-worker.js', import.meta.url), {
        workerData,
        // Flags of the main thread, such as --eval, are not meant for a file.
        execArgv: [],
        // A searcher makes little garbage: what it works with lies in the arena.
        resourceLimits: { maxYoungGenerationSizeMb: 1 },
      });
      worker.on('message', (answer: SearchAnswer) => {
        this.#workers.get(worker)?.shift()?.resolve(answer);
      });
      worker.on('error', (cause) => this.#fail(worker, cause));
      this.#workers.set(worker, []);
    }
  }

  /**
   * Hits of many queries, in the order of the queries, which are taken as threads get to them: neither all queries nor all
   * hits need to lie in memory. Throws when a thread dies, and when the pool is closed.
   */
  async *searchMany(queries: Iterable<WeightedTerms>, top: number): AsyncGenerator<TextHit[], void, void> {
    const tasks = tasksOf(queries, top);
    const answers: Promise<SearchAnswer>[] = [];
    const most = BEHIND * (this.#workers.size + 1);
    for (;;) {
      if (this.#isClosed) throw closed();
      for (const worker of this.#idlest()) {
        const task = tasks.next();
        if (!task.done) answers.push(this.#post(worker, task.value));
      }
      const own = tasks.next();
      if (own.done) break;
      answers.push(Promise.resolve(answerTask(this.#searcher, own.value)));
      // Answers of the threads, and whatever else there is to do.
      await setImmediate();
      while (answers.length > most) yield* this.#hitsOf(await answers.shift()!);
    }
    for (const answer of answers) yield* this.#hitsOf(await answer);
  }

  /** Ends the threads; what still waits is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#workers.keys()].map((worker) => worker.terminate()));
    for (const waiting of [...this.#workers.values()].flat()) waiting.reject(closed());
    this.#workers.clear();
  }

  /** Threads that can be given a task, as often as they can be. */
  *#idlest(): Generator<Worker> {
    for (let depth = 0; depth < AHEAD; depth++)
      for (const [worker, waiting] of this.#workers) if (waiting.length <= depth) yield worker;
  }

  #post(worker: Worker, task: SearchTask): Promise<SearchAnswer> {
    const answer = new Promise<SearchAnswer>((resolve, reject) => this.#workers.get(worker)?.push({ resolve, reject }));
    // Whoever asks for the answer gets the error; nobody does once the reader has left.
    answer.catch(() => undefined);
    worker.postMessage(task, [task.ends.buffer, task.terms.buffer, task.weights.buffer]);
    return answer;
  }

  *#hitsOf({ ends, documents, scores }: SearchAnswer): Generator<TextHit[]> {
    let at = 0;
    for (const end of ends) {
      const hits: TextHit[] = [];
      for (; at < end; at++)
        hits.push({ document: documents[at], position: this.#positions[documents[at]], score: scores[at] });
      yield hits;
    }
  }

  /** A thread that threw is gone, and its tasks fail. */
  #fail(worker: Worker, cause: unknown): void {
    for (const waiting of this.#workers.get(worker) ?? []) waiting.reject(cause);
    this.#workers.delete(worker);
  }
}

/** Searches for each query of a task, on whatever thread. */
export function answerTask(searcher: TextSearcher, { ends, terms, weights, top }: SearchTask): SearchAnswer {
  const found: number[] = [];
  const documents: number[] = [];
  const scores: number[] = [];
  for (let i = 0, start = 0; i < ends.length; start = ends[i++]) {
    const query = { terms: terms.subarray(start, ends[i]), weights: weights.subarray(start, ends[i]) };
    const best = searcher.find(query, top);
    for (let at = 0; at < best.count; at++) {
      documents.push(best.documents[at]);
      scores.push(best.scores[at]);
    }
    found.push(documents.length);
  }
  return {
    ends: Uint32Array.from(found),
    documents: Uint32Array.from(documents),
    scores: Float64Array.from(scores),
  };
}

const closed = (): Error => new Error('the search pool was closed');

/** Queries in chunks. */
function* tasksOf(queries: Iterable<WeightedTerms>, top: number): Generator<SearchTask> {
  let chunk: WeightedTerms[] = [];
  for (const query of queries) {
    chunk.push(query);
    if (chunk.length < CHUNK) continue;
    yield packTask(chunk, top);
    chunk = [];
  }
  if (chunk.length > 0) yield packTask(chunk, top);
}

function packTask(queries: readonly WeightedTerms[], top: number): SearchTask {
  let end = 0;
  const ends = Uint32Array.from(queries, ({ terms }) => (end += terms.length));
  const terms = new Uint32Array(end);
  const weights = new Float64Array(end);
  queries.forEach((query, i) => {
    terms.set(query.terms, ends[i] - query.terms.length);
    weights.set(query.weights, ends[i] - query.terms.length);
  });
  return { ends, terms, weights, top };
}
