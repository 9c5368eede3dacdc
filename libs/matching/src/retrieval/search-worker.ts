/** A thread of a `SearchPool`: searches the index it was handed, in place. */
import { parentPort, workerData } from 'node:worker_threads';

import { Arena } from '../kernels/arena.js';
import { answerTask, type SearchTask, type SharedIndex } from './search-pool.js';
import { TextSearcher } from './text-searcher.js';

const { memory, arrays, options } = workerData as SharedIndex;
const searcher = new TextSearcher(Arena.over(memory), arrays, options);

parentPort?.on('message', (task: SearchTask) => {
  const answer = answerTask(searcher, task);
  parentPort?.postMessage(answer, [answer.ends.buffer, answer.documents.buffer, answer.scores.buffer]);
});
