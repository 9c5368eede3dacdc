/** `@lianghuan/matching/threads`: the whole of a large register on all processors of one machine. Needs Node. */
export { ThreadedIndex } from './threaded-index.js';
export type { EnterpriseSource, IndexBuildOptions, ThreadedMatchOptions } from './threaded-index.js';
