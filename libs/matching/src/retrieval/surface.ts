/** What the package shows of text retrieval: an exact BM25 index. Threads are at `@lianghuan/matching/search-pool`. */
export { buildTextIndex } from './build-index.js';
export { loadTextIndex, saveTextIndex, SnapshotError } from './snapshot.js';
export { inverseDocumentFrequency, weighTokens } from './text-index.js';
export type { IndexedText, TextIndex, TextIndexArrays, TextIndexOptions, WeightedTerms } from './text-index.js';
export type { IndexedTerms } from './term-numbers.js';
export { TextSearcher } from './text-searcher.js';
export type { TextHit } from './text-searcher.js';
export { Arena, ArenaFullError } from '../kernels/arena.js';
export type { ArenaOptions, SharedMemory } from '../kernels/arena.js';
export type { KernelOptions } from '../kernels/kernels.js';
