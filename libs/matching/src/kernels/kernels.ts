import { KERNELS_JAVASCRIPT } from './kernels-javascript.js';
import { KERNELS_WASM } from './kernels.wasm.js';

/** Largest entry of a quantised query: int16, value = entry / 32767. */
export const QUERY_SCALE = 32_767;
/** Largest entry of a quantised row: int8, value = entry / 127. */
export const ROW_SCALE = 127;

/**
 * The inner loops, over arrays of one arena. Two implementations, WebAssembly with SIMD and plain JavaScript, give
 * EQUAL numbers: sums are int32, so no order of addition matters.
 */
export interface Kernels {
  /** Whether the loops run as WebAssembly; the numbers are the same without. */
  readonly isWasm: boolean;

  /**
   * Dot products of a query with neighbouring rows: `out[i] = Σ query[d] · rows[(from + i) · k + d]` for
   * `from ≤ from + i < to`, k = `query.length`. Divided by `QUERY_SCALE · ROW_SCALE` it is the cosine of unit vectors.
   * Exact as long as a sum fits int32; k up to 512 always does, unit vectors do at any k.
   */
  topicScan(query: Int16Array, rows: Int8Array, from: number, to: number, out: Int32Array): void;

  /** The same for scattered rows: `out[i] = query · row picked[i]`, i < `count`. */
  topicPick(query: Int16Array, rows: Int8Array, picked: Uint32Array, count: number, out: Int32Array): void;
}

export interface KernelOptions {
  /** false takes plain JavaScript, default true; it is also taken where WebAssembly cannot do SIMD or threads. */
  readonly wasm?: boolean;
}

/** Functions of `assembly/kernels.ts`: addresses and counts in, nothing out. */
interface Exports {
  topicScan(query: number, rows: number, dimensions: number, count: number, out: number): void;
  topicPick(query: number, rows: number, dimensions: number, picked: number, count: number, out: number): void;
}

/**
 * The kernels over the memory of an arena. Each thread loads its own; the module is a few hundred bytes.
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
  };
}

function expectRoom(isEnough: boolean, kernel: string): void {
  if (!isEnough) throw new RangeError(`${kernel}: the rows or the result reach past the end of their array`);
}
