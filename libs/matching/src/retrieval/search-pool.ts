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
  readonly task: number;
  readonly queries: readonly WeightedTerms[];
  readonly top: number;
}

/** Their hits, in the same order. */
export interface SearchAnswer {
  readonly task: number;
  readonly hits: readonly (readonly TextHit[])[];
}

interface Waiting {
  readonly task: SearchTask;
  readonly resolve: (hits: SearchAnswer['hits']) => void;
  readonly reject: (cause: unknown) => void;
}

/** Queries a thread is given at a time: enough to hide the message, few enough to keep all threads busy to the end. */
const CHUNK = 16;

/**
 * Threads that search one index over shared memory (Node only). Results are those of a single `TextSearcher`, whatever
 * the number of threads. Close it when done.
 */
export class SearchPool {
  readonly #idle: Worker[];
  readonly #workers: readonly Worker[];
  readonly #waiting: Waiting[] = [];
  readonly #running = new Map<Worker, Waiting>();
  #tasks = 0;

  /** @param threads at least 1; more than there are cores gain nothing */
  constructor(index: TextIndex, threads: number, options: KernelOptions = {}) {
    const workerData: SharedIndex = { memory: index.arena.memory, arrays: index.arrays, options };
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL('./search-worker.js', import.meta.url), {
        workerData,
        // Flags of the main thread, such as --eval, are not meant for a file.
        execArgv: [],
        // A searcher makes little garbage: what it works with lies in the arena.
        resourceLimits: { maxYoungGenerationSizeMb: 4 },
      });
      worker.on('message', ({ hits }: SearchAnswer) => this.#finish(worker, (waiting) => waiting.resolve(hits)));
      worker.on('error', (cause) => this.#fail(worker, cause));
      return worker;
    });
    this.#idle = [...this.#workers];
  }

  /** Hits of many queries, in the order of the queries. Rejects when a thread dies. */
  async searchMany(queries: readonly WeightedTerms[], top: number): Promise<(readonly TextHit[])[]> {
    const chunks: Promise<SearchAnswer['hits']>[] = [];
    for (let from = 0; from < queries.length; from += CHUNK) {
      const task: SearchTask = { task: this.#tasks++, queries: queries.slice(from, from + CHUNK), top };
      chunks.push(new Promise((resolve, reject) => this.#waiting.push({ task, resolve, reject })));
    }
    this.#dispatch();
    return (await Promise.all(chunks)).flat();
  }

  /** Ends the threads; what still waits is rejected. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
    const cause = new Error('the search pool was closed');
    for (const waiting of [...this.#running.values(), ...this.#waiting.splice(0)]) waiting.reject(cause);
    this.#running.clear();
  }

  #dispatch(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.pop()!;
      const waiting = this.#waiting.shift()!;
      this.#running.set(worker, waiting);
      worker.postMessage(waiting.task);
    }
  }

  #finish(worker: Worker, settle: (waiting: Waiting) => void): void {
    const waiting = this.#running.get(worker);
    this.#running.delete(worker);
    this.#idle.push(worker);
    if (waiting) settle(waiting);
    this.#dispatch();
  }

  /** A thread that threw is gone: its task fails, and what waits too when no other thread is left. */
  #fail(worker: Worker, cause: unknown): void {
    this.#running.get(worker)?.reject(cause);
    this.#running.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    if (this.#running.size === 0 && this.#idle.length === 0)
      for (const waiting of this.#waiting.splice(0)) waiting.reject(cause);
  }
}
