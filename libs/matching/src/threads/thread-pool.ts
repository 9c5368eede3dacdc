import { Worker } from 'node:worker_threads';
import type { Epoch } from '../epoch/epoch.js';
import type { ThreadAnswer, ThreadResult, ThreadStart, ThreadTask } from './match.thread.js';

/** A task waiting for a thread. */
interface Waiting {
  readonly task: ThreadTask;
  readonly resolve: (result: ThreadResult) => void;
  readonly reject: (error: unknown) => void;
}

/** Threads that share one epoch in place. Tasks are handed out in the order they come, one a thread at a time. */
export class ThreadPool {
  readonly #workers: Worker[];
  readonly #idle: Worker[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #working = new Map<Worker, Waiting>();
  #ended: unknown;

  constructor(epoch: Epoch, threads: number) {
    const start: ThreadStart = { epoch: epoch.handle };
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL('./match.thread.js', import.meta.url), {
        workerData: start,
        // Flags of the main thread, such as --eval, are not meant for a file.
        execArgv: [],
      });
      worker.on('message', (answer: ThreadAnswer) => this.#answered(worker, answer));
      worker.on('error', (error) => this.#end(error));
      worker.on('exit', () => this.#end(new Error('a matching thread has ended')));
      this.#idle.push(worker);
      return worker;
    });
  }

  get threads(): number {
    return this.#workers.length;
  }

  run(task: ThreadTask): Promise<ThreadResult> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      this.#waiting.push({ task, resolve, reject });
      this.#handOut();
    });
  }

  /** Has every thread do a task. To be called while none is at work. */
  async runOnEach(task: ThreadTask): Promise<void> {
    await Promise.all(this.#workers.map(() => this.run(task)));
  }

  async close(): Promise<void> {
    this.#ended ??= new Error('the threads are closed');
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #handOut(): void {
    while (this.#idle.length > 0 && this.#waiting.length > 0) {
      const worker = this.#idle.shift();
      const next = this.#waiting.shift();
      if (!worker || !next) return;
      this.#working.set(worker, next);
      worker.postMessage(next.task);
    }
  }

  #answered(worker: Worker, answer: ThreadAnswer): void {
    const done = this.#working.get(worker);
    this.#working.delete(worker);
    this.#idle.push(worker);
    if ('error' in answer) done?.reject(answer.error);
    else done?.resolve(answer.result);
    this.#handOut();
  }

  #end(error: unknown): void {
    this.#ended ??= error;
    for (const { reject } of [...this.#working.values(), ...this.#waiting]) reject(this.#ended);
    this.#working.clear();
    this.#waiting.length = 0;
  }
}
