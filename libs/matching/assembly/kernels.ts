/**
 * The kernels, in AssemblyScript. They allocate nothing and keep nothing: every argument is an address in the imported
 * memory, which the arena (`src/kernels/arena.ts`) hands out. After a change: `npm run build:kernels -w @lianghuan/matching`.
 */
export { addDense, addImpacts, clearSums, siftSums, weighRows } from './candidates';
export { bestLines, compareTexts, gatherPhrases } from './lines';
export { accumulate, highestOfGroups, scoreDocuments, sweep } from './retrieval';
export { nearHeads, nearPick, siftHeads, topicPickWide, topicScan, topicScanWide } from './topic';
