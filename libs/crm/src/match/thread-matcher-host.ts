import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MatchInput, MatchOptions, PairExplanation } from '@lianghuan/matching';
import type { ThreadAnswer, ThreadCall } from './matcher.thread.js';
import { MatcherHost, type OfferedSuggestion, type OpenMatcher } from './matcher-host.js';

type Question = ThreadCall extends infer Call ? (Call extends ThreadCall ? Omit<Call, 'number'> : never) : never;

/**
 * Matches in a thread of its own. Reading 100,000 enterprises takes seconds without a pause: in the main thread neither the heartbeat
 * nor the queue's lock would be renewed, and a second worker would take the run over.
 */
export class ThreadMatcherHost extends MatcherHost {
  async open(input: MatchInput, options: MatchOptions): Promise<OpenMatcher> {
    const thread = new Worker(new URL('./matcher.thread.js', import.meta.url), { workerData: { input, options } });
    // Rejects if the thread dies while it reads its input.
    await once(thread, 'message');
    return new ThreadMatcher(thread);
  }
}

class ThreadMatcher implements OpenMatcher {
  readonly #waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: unknown) => void }>();
  #number = 0;
  #ended: Error | undefined;

  constructor(private readonly thread: Worker) {
    thread.on('message', (answer: ThreadAnswer) => {
      const caller = this.#waiting.get(answer.number);
      this.#waiting.delete(answer.number);
      if ('error' in answer) caller?.reject(answer.error);
      else caller?.resolve(answer.result);
    });
    thread.on('error', (error) => this.#end(error));
    thread.on('exit', () => this.#end(new Error('the matching thread has ended')));
  }

  suggestionsFor(projectId: string, top: number): Promise<OfferedSuggestion[]> {
    return this.#ask({ method: 'suggestionsFor', projectId, top }) as Promise<OfferedSuggestion[]>;
  }

  explain(projectId: string, enterpriseId: string): Promise<PairExplanation> {
    return this.#ask({ method: 'explain', projectId, enterpriseId }) as Promise<PairExplanation>;
  }

  async close(): Promise<void> {
    await this.thread.terminate();
  }

  #ask(question: Question): Promise<unknown> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    const number = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.thread.postMessage({ ...question, number });
    });
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
