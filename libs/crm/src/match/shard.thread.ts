import { parentPort } from 'node:worker_threads';
import { perform, type ShardResult, type ShardTask } from './shard-work.js';

export type ShardAnswer = { readonly result: ShardResult } | { readonly error: unknown };

const port = parentPort;
if (port === null) throw new Error('shard.thread runs as a worker thread only');
port.on('message', (task: ShardTask) => {
  let answer: ShardAnswer;
  try {
    answer = { result: perform(task) };
  } catch (error) {
    answer = { error };
  }
  port.postMessage(answer);
});
