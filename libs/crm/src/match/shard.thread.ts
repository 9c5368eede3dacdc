import { parentPort } from 'node:worker_threads';
import { drawParts, type PartTap } from './part-stream.js';
import { perform, type ShardResult, type ShardTask } from './shard-work.js';

/** A task with the way to its parts, where it has some. */
export interface ShardCall {
  readonly task: ShardTask;
  readonly tap?: PartTap | undefined;
}
export type ShardAnswer = { readonly result: ShardResult } | { readonly error: unknown };

const port = parentPort;
if (port === null) throw new Error('shard.thread runs as a worker thread only');
port.on('message', ({ task, tap }: ShardCall) => {
  let answer: ShardAnswer;
  try {
    answer = { result: perform(task, tap && drawParts(tap)) };
  } catch (error) {
    answer = { error };
  }
  port.postMessage(answer);
});
