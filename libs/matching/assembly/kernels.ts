/**
 * The kernels, in AssemblyScript. They allocate nothing and keep nothing: every argument is an address in the imported
 * memory, which the arena (`src/kernels/arena.ts`) hands out. After a change: `npm run build:kernels -w @lianghuan/matching`.
 */
export { addImpacts, coverPhrases, weighRows } from './candidates';
export { bestLines, gatherPhrases } from './lines';
export { accumulate, scoreDocuments, sweep } from './retrieval';
export { nearHeads, nearPick, siftHeads, topicPick, topicPickWide, topicScan, topicScanWide } from './topic';
