import { setImmediate } from 'node:timers/promises';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { pourParts } from './part-stream.js';
import type { ShardAnswer, ShardCall } from './shard.thread.js';
import { type Part, perform, type ShardResults, type ShardTask } from './shard-work.js';

/** Node starts threads from compiled files only; a test that runs the sources computes in its own thread. */
const IS_COMPILED = import.meta.url.endsWith('.js');

interface Waiting {
  readonly task: ShardTask;
  readonly parts: AsyncIterable<Part> | undefined;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Threads of this process that compute the steps of match runs. Computing takes seconds without a pause: in the main thread neither
 * heartbeat nor the queue's lock would be renewed. Made when they are needed; ended when the step's worker gives up on them.
 */
@Injectable()
export class ShardThreads implements OnModuleDestroy {
  readonly size = IS_COMPILED ? availableParallelism() : 1;
  readonly #idle: Worker[] = [];
  readonly #working = new Map<Worker, Waiting>();
  readonly #waiting: Waiting[] = [];

  /**
   * @param parts enterprises for the tasks over many of them, read as they are needed
   * @throws the error of the task or of reading its parts; the signal's reason when it is aborted, and the threads are ended then
   */
  async run<T extends ShardTask>(
    task: T,
    signal: AbortSignal,
    parts?: AsyncIterable<Part>,
  ): Promise<ShardResults[T['kind']]> {
    signal.throwIfAborted();
    if (!IS_COMPILED) {
      await setImmediate();
      const read: Part[] = [];
      for await (const part of parts ?? []) read.push(part);
      return perform(task, read) as ShardResults[T['kind']];
    }
    const stop = () => void this.#end(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise<ShardResults[T['kind']]>((resolve, reject) => {
        this.#waiting.push({ task, parts, resolve, reject });
        this.#handOut();
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Does a task for each share of the items, on all threads. @returns the results in the order of the items */
  async spread<Item, Result>(
    items: readonly Item[],
    work: (share: readonly Item[]) => Promise<readonly Result[]>,
  ): Promise<Result[]> {
    const size = Math.max(1, Math.ceil(items.length / (this.size * 2)));
    const shares = Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
    return (await Promise.all(shares.map(work))).flat();
  } // prettier-ignore

  async onModuleDestroy(): Promise<void> {
    await this.#end(new Error('the worker is stopping'));
  }

  #handOut(): void {
    while (this.#waiting.length > 0) {
      const thread = this.#idle.pop() ?? (this.#working.size < this.size ? this.#start() : undefined);
      const next = this.#waiting[0];
      if (thread === undefined) return;
      this.#waiting.shift();
      this.#working.set(thread, next);
      thread.ref();
      const tap = next.parts && pourParts(next.parts, (error) => void this.#end(error));
      thread.postMessage({ task: next.task, tap } satisfies ShardCall, tap ? [tap.port] : []);
    }
  }

  #start(): Worker {
    const thread = new Worker(new URL('./shard.thread.js', import.meta.url));
    thread.on('message', (answer: ShardAnswer) => {
      const done = this.#working.get(thread);
      this.#working.delete(thread);
      this.#idle.push(thread);
      // An idle thread keeps no process alive.
      thread.unref();
      if ('error' in answer) done?.reject(answer.error);
      else done?.resolve(answer.result as never);
      this.#handOut();
    });
    const gone = (error: unknown) => {
      const own = this.#working.get(thread);
      this.#working.delete(thread);
      own?.reject(error);
    };
    thread.on('error', gone);
    thread.on('exit', () => gone(new Error('a matching thread has ended')));
    return thread;
  }

  async #end(reason: unknown): Promise<void> {
    const threads = [...this.#idle.splice(0), ...this.#working.keys()];
    for (const { reject } of [...this.#working.values(), ...this.#waiting.splice(0)]) reject(reason);
    this.#working.clear();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
