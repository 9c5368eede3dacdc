/** A thread of a `SearchPool`: searches the index it was handed, in place. */
import { parentPort, workerData } from 'node:worker_threads';

import { Arena } from '../kernels/arena.js';
import type { SearchAnswer, SearchTask, SharedIndex } from './search-pool.js';
import { TextSearcher } from './text-searcher.js';

const { memory, arrays, options } = workerData as SharedIndex;
const searcher = new TextSearcher(Arena.over(memory), arrays, options);

parentPort?.on('message', ({ queries, top }: SearchTask) => {
  const answer: SearchAnswer = queries.map((query) => searcher.search(query, top));
  parentPort?.postMessage(answer);
});
