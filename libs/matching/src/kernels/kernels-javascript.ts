import { CURSOR_LENGTH, type DocumentRows, GROUP, type Kernels, LIST_END } from './kernel-contract.js';

/** The kernels in plain JavaScript: the same numbers, for places without WebAssembly SIMD and for the tests. */
export const KERNELS_JAVASCRIPT: Kernels = Object.freeze({
  isWasm: false,

  topicScan(query: Int16Array, rows: Int8Array, from: number, to: number, out: Int32Array): void {
    for (let row = from; row < to; row++) out[row - from] = dot(query, rows, row);
  },

  topicPick(query: Int16Array, rows: Int8Array, picked: Uint32Array, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i++) out[i] = dot(query, rows, picked[i]);
  },

  accumulate(
    postings: Uint8Array,
    cursors: Uint32Array,
    lists: number,
    from: number,
    to: number,
    sums: Uint16Array,
  ): void {
    for (let cursor = 0; cursor < lists * CURSOR_LENGTH; cursor += CURSOR_LENGTH) {
      let doc = cursors[cursor + 2];
      if (doc >= to) continue;
      let at = cursors[cursor];
      const end = cursors[cursor + 1];
      const weight = cursors[cursor + 3];
      const isWide = cursors[cursor + 4] === 1;
      while (doc < to) {
        sums[doc - from] = sums[doc - from] + weight;
        if (at === end) {
          doc = LIST_END;
          break;
        }
        let gap = isWide ? 255 : postings[at++];
        if (gap === 255) {
          gap = postings[at] | (postings[at + 1] << 8);
          at += 2;
          if (gap === 65_535) {
            gap = postings[at] | (postings[at + 1] << 8) | (postings[at + 2] << 16) | (postings[at + 3] << 24);
            at += 4;
          }
        }
        doc += gap;
      }
      cursors[cursor] = at;
      cursors[cursor + 2] = doc;
    }
  },

  sweep(
    sums: Uint16Array,
    floors: Uint16Array,
    groups: number,
    first: number,
    found: Uint32Array,
    foundSums: Uint16Array,
  ): number {
    let count = 0;
    for (let d = 0; d < groups * GROUP; d++) {
      if (sums[d] <= floors[(d / GROUP) | 0]) continue;
      found[count] = first + d;
      foundSums[count++] = sums[d];
    }
    sums.fill(0, 0, groups * GROUP);
    return count;
  },

  scoreRows(
    { rows, offsets, lengths, setting }: DocumentRows,
    slots: Uint16Array,
    weights: Float64Array,
    picked: Uint32Array,
    count: number,
    out: Float64Array,
  ): void {
    const [gain, base, perUnit, step, usual] = setting;
    for (let i = 0; i < count; i++) {
      const doc = picked[i];
      const slope = base + perUnit * lengths[doc];
      let at = offsets[doc];
      const end = offsets[doc + 1];
      let term = 0;
      let score = 0;
      while (at < end) {
        let byte = rows[at++];
        let number = byte & 127;
        for (let shift = 7; byte >= 128; shift += 7) {
          byte = rows[at++];
          number |= (byte & 127) << shift;
        }
        term += number >> 1;
        const weight = (number & 1) === 1 ? step * rows[at++] : usual;
        const slot = slots[term];
        if (slot > 0) score += weights[slot] * ((weight * gain) / (weight + slope));
      }
      out[i] = score;
    }
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
