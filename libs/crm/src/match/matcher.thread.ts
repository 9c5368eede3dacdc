import { parentPort, workerData } from 'node:worker_threads';
import type { MatchInput, MatchOptions } from '@lianghuan/matching';
import { InlineMatcherHost } from './inline-matcher-host.js';

/** Asks the thread of {@link ThreadMatcherHost} for something; answered by a {@link ThreadAnswer} of the same number. */
export type ThreadCall =
  | { readonly number: number; readonly method: 'suggestionsFor'; readonly projectId: string; readonly top: number }
  | { readonly number: number; readonly method: 'explain'; readonly projectId: string; readonly enterpriseId: string };

export type ThreadAnswer =
  { readonly number: number; readonly result: unknown } | { readonly number: number; readonly error: unknown };

const port = parentPort;
if (port === null) throw new Error('matcher.thread runs as a worker thread only');
const { input, options } = workerData as { input: MatchInput; options: MatchOptions };
const matcher = await new InlineMatcherHost().open(input, options);

async function answer(call: ThreadCall): Promise<ThreadAnswer> {
  try {
    const result =
      call.method === 'suggestionsFor'
        ? await matcher.suggestionsFor(call.projectId, call.top)
        : await matcher.explain(call.projectId, call.enterpriseId);
    return { number: call.number, result };
  } catch (error) {
    return { number: call.number, error };
  }
}
port.on('message', (call: ThreadCall) => void answer(call).then((message) => port.postMessage(message)));
port.postMessage('ready');
