import { CURSOR_LENGTH, GROUP, type Kernels } from './kernel-contract.js';
import { KERNELS_JAVASCRIPT } from './kernels-javascript.js';
import { KERNELS_WASM } from './kernels.wasm.js';

export { CURSOR_LENGTH, GROUP, LIST_END, QUERY_SCALE, ROW_SCALE } from './kernel-contract.js';
export type { DocumentRows, Kernels } from './kernel-contract.js';

export interface KernelOptions {
  /** false takes plain JavaScript, default true; it is also taken where WebAssembly cannot do SIMD or threads. */
  readonly wasm?: boolean;
}

/** Functions of `assembly/kernels.ts`: addresses and counts in, nothing out. */
interface Exports {
  topicScan(query: number, rows: number, dimensions: number, count: number, out: number): void;
  topicPick(query: number, rows: number, dimensions: number, picked: number, count: number, out: number): void;
  accumulate(postings: number, cursors: number, lists: number, from: number, to: number, sums: number): void;
  sweep(sums: number, groups: number, floors: number, first: number, found: number, foundSums: number): number;
  scoreRows(
    rows: number,
    offsets: number,
    lengths: number,
    slots: number,
    weights: number,
    setting: number,
    picked: number,
    count: number,
    out: number,
  ): void;
}

/**
 * The kernels over the memory of an arena. Each thread loads its own; the module is less than 2 kB.
 * Every array given to them must lie in that arena.
 */
export function loadKernels(memory: WebAssembly.Memory, { wasm = true }: KernelOptions = {}): Kernels {
  const bytes = Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0));
  if (!wasm || !WebAssembly.validate(bytes)) return KERNELS_JAVASCRIPT;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return overAddresses(exports as unknown as Exports);
}

/** Arrays in front, addresses behind. Lengths are checked here: a kernel would read and write past the end. */
function overAddresses(exports: Exports): Kernels {
  return {
    isWasm: true,
    topicScan: (query, rows, from, to, out) => {
      const k = query.length;
      expectRoom(from >= 0 && to * k <= rows.length && to - from <= out.length, 'topicScan');
      exports.topicScan(query.byteOffset, rows.byteOffset + from * k, k, to - from, out.byteOffset);
    },
    topicPick: (query, rows, picked, count, out) => {
      expectRoom(count <= picked.length && count <= out.length, 'topicPick');
      exports.topicPick(query.byteOffset, rows.byteOffset, query.length, picked.byteOffset, count, out.byteOffset);
    },
    accumulate: (postings, cursors, lists, from, to, sums) => {
      expectRoom(lists * CURSOR_LENGTH <= cursors.length && to - from <= sums.length, 'accumulate');
      exports.accumulate(postings.byteOffset, cursors.byteOffset, lists, from, to, sums.byteOffset);
    },
    sweep: (sums, floors, groups, first, found, foundSums) => {
      expectRoom(
        groups * GROUP <= Math.min(sums.length, found.length, foundSums.length) && groups <= floors.length,
        'sweep',
      );
      return exports.sweep(sums.byteOffset, groups, floors.byteOffset, first, found.byteOffset, foundSums.byteOffset);
    },
    scoreRows: ({ rows, offsets, lengths, setting }, slots, weights, picked, count, out) => {
      expectRoom(count <= Math.min(picked.length, out.length), 'scoreRows');
      exports.scoreRows(
        rows.byteOffset,
        offsets.byteOffset,
        lengths.byteOffset,
        slots.byteOffset,
        weights.byteOffset,
        setting.byteOffset,
        picked.byteOffset,
        count,
        out.byteOffset,
      );
    },
  };
}

function expectRoom(isEnough: boolean, kernel: string): void {
  if (!isEnough) throw new RangeError(`${kernel}: the rows or the result reach past the end of their array`);
}
