import { Worker } from 'node:worker_threads';

import type { KernelOptions } from '../kernels/kernels.js';
import type { TextIndex, TextIndexArrays, WeightedTerms } from './text-index.js';
import type { TextHit } from './text-searcher.js';

/** What a thread is handed: views of the same memory, not copies. */
export interface SharedIndex {
  readonly memory: WebAssembly.Memory;
  readonly arrays: TextIndexArrays;
  readonly options: KernelOptions;
}

/** Some queries for a thread. */
export interface SearchTask {
  readonly queries: readonly WeightedTerms[];
  readonly top: number;
}

/** Their hits, in the same order. */
export type SearchAnswer = readonly (readonly TextHit[])[];

interface Waiting {
  readonly task: SearchTask;
  readonly resolve: (hits: SearchAnswer) => void;
  readonly reject: (cause: unknown) => void;
}

/** Queries of one message: enough to hide its cost, few enough to keep all threads busy to the end. */
const CHUNK = 16;
/** Messages a thread may have before it: on a busy machine it must not wait for the main thread's turn. */
const AHEAD = 3;

/**
 * Threads that search one index over shared memory (Node only). Results are those of a single `TextSearcher`, whatever
 * the number of threads. Close it when done.
 */
export class SearchPool {
  /** What each living thread has before it, in order. */
  readonly #threads = new Map<Worker, Waiting[]>();
  readonly #waiting: Waiting[] = [];

  /** @param threads at least 1; more than there are cores gain nothing */
  constructor(index: TextIndex, threads: number, options: KernelOptions = {}) {
    const workerData: SharedIndex = { memory: index.arena.memory, arrays: index.arrays, options };
    for (let thread = 0; thread < threads; thread++) {
      const worker = new Worker(new URL('./search-worker.js', import.meta.url), {
        workerData,
        // Flags of the main thread, such as --eval, are not meant for a file.
        execArgv: [],
        // A searcher makes little garbage: what it works with lies in the arena.
        resourceLimits: { maxYoungGenerationSizeMb: 4 },
      });
      worker.on('message', (hits: SearchAnswer) => {
        this.#threads.get(worker)?.shift()?.resolve(hits);
        this.#dispatch();
      });
      worker.on('error', (cause) => this.#fail(worker, cause));
      this.#threads.set(worker, []);
    }
  }

  /** Hits of many queries, in the order of the queries. Rejects when a thread dies, and when the pool is closed. */
  async searchMany(queries: readonly WeightedTerms[], top: number): Promise<(readonly TextHit[])[]> {
    if (this.#threads.size === 0) throw new Error('the search pool has no threads left');
    const chunks: Promise<SearchAnswer>[] = [];
    for (let from = 0; from < queries.length; from += CHUNK) {
      const task: SearchTask = { queries: queries.slice(from, from + CHUNK), top };
      chunks.push(new Promise((resolve, reject) => this.#waiting.push({ task, resolve, reject })));
    }
    this.#dispatch();
    return (await Promise.all(chunks)).flat();
  }

  /** Ends the threads; what still waits is rejected. */
  async close(): Promise<void> {
    await Promise.all([...this.#threads.keys()].map((worker) => worker.terminate()));
    const cause = new Error('the search pool was closed');
    for (const waiting of [...this.#threads.values()].flat().concat(this.#waiting.splice(0))) waiting.reject(cause);
    this.#threads.clear();
  }

  /** Hands out what waits, to the thread with least before it. */
  #dispatch(): void {
    for (let depth = 0; depth < AHEAD; depth++) {
      for (const [worker, tasks] of this.#threads) {
        if (tasks.length > depth) continue;
        const waiting = this.#waiting.shift();
        if (!waiting) return;
        tasks.push(waiting);
        worker.postMessage(waiting.task);
      }
    }
  }

  /** A thread that threw is gone: its tasks fail, and what waits too when no other thread is left. */
  #fail(worker: Worker, cause: unknown): void {
    for (const waiting of this.#threads.get(worker) ?? []) waiting.reject(cause);
    this.#threads.delete(worker);
    if (this.#threads.size === 0) for (const waiting of this.#waiting.splice(0)) waiting.reject(cause);
  }
}
