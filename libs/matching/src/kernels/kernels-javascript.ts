import type { Kernels } from './kernels.js';

/** The kernels in plain JavaScript: the same numbers, for places without WebAssembly SIMD and for the tests. */
export const KERNELS_JAVASCRIPT: Kernels = Object.freeze({
  isWasm: false,

  topicScan(query: Int16Array, rows: Int8Array, from: number, to: number, out: Int32Array): void {
    for (let row = from; row < to; row++) out[row - from] = dot(query, rows, row);
  },

  topicPick(query: Int16Array, rows: Int8Array, picked: Uint32Array, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i++) out[i] = dot(query, rows, picked[i]);
  },
});

/** Sums wrap around at 32 bits as they do in WebAssembly. Four sums, so that none waits for the one before. */
function dot(query: Int16Array, rows: Int8Array, row: number): number {
  const k = query.length;
  const at = row * k;
  let a = 0;
  let b = 0;
  let c = 0;
  let e = 0;
  let d = 0;
  for (; d + 4 <= k; d += 4) {
    a = (a + Math.imul(query[d], rows[at + d])) | 0;
    b = (b + Math.imul(query[d + 1], rows[at + d + 1])) | 0;
    c = (c + Math.imul(query[d + 2], rows[at + d + 2])) | 0;
    e = (e + Math.imul(query[d + 3], rows[at + d + 3])) | 0;
  }
  for (; d < k; d++) a = (a + Math.imul(query[d], rows[at + d])) | 0;
  return (a + b + c + e) | 0;
}
