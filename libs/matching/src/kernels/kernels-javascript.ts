import {
  type CoveringTerms,
  CURSOR_LENGTH,
  type DocumentRows,
  GROUP,
  type Kernels,
  LIST_END,
  RUN_LENGTH,
  type Surroundings,
  type TermRows,
  type TermSlots,
  type WeighedTerms,
} from './kernel-contract.js';

/** The kernels in plain JavaScript: the same numbers, for places without WebAssembly SIMD and for the tests. */
export const KERNELS_JAVASCRIPT: Kernels = Object.freeze({
  isWasm: false,

  topicScan(query: Int16Array, rows: Int8Array, from: number, to: number, out: Int32Array): void {
    for (let row = from; row < to; row++) out[row - from] = dot(query, rows, row);
  },

  topicPick(query: Int16Array, rows: Int8Array, picked: Uint32Array, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i++) out[i] = dot(query, rows, picked[i]);
  },

  nearRows(
    query: Int16Array,
    topics: Int8Array,
    { priors, codeLists, provinces, ofCodes, ofProvinces }: Surroundings,
    from: number,
    to: number,
    floor: number,
    found: Uint32Array,
    scores: Int32Array,
  ): number {
    let count = 0;
    for (let row = from; row < to; row++) {
      const beside = priors[row] + ofCodes[codeLists[row]] + ofProvinces[provinces[row]];
      const score = (dot(query, topics, row) + beside) | 0;
      if (score < floor) continue;
      found[count] = row;
      scores[count++] = score;
    }
    return count;
  },

  addImpacts(
    rows: Uint32Array,
    impacts: Uint8Array,
    runs: Uint32Array,
    count: number,
    from: number,
    to: number,
    sums: Uint16Array,
  ): void {
    for (let run = 0; run < count * RUN_LENGTH; run += RUN_LENGTH) {
      const end = runs[run + 1];
      const weight = runs[run + 2];
      let at = runs[run];
      for (; at < end && rows[at] < to; at++) {
        const row = rows[at] - from;
        sums[row] = sums[row] + ((weight * impacts[at] + 255) >>> 8);
      }
      runs[run] = at;
    }
  },

  weighRows(
    { offsets, terms, counts, damping, norms }: TermRows,
    query: WeighedTerms,
    picked: Uint32Array,
    count: number,
    out: Float64Array,
  ): void {
    const { worth, tables } = query;
    for (let i = 0; i < count; i++) {
      const row = picked[i];
      let words = 0;
      let focus = 0;
      for (let at = offsets[row]; at < offsets[row + 1]; at++) {
        const place = placeOf(query, terms[at]);
        if (place < 0) continue;
        const units = counts[at];
        words += worth[3 * place] * (tables[units] / (units + damping[row]));
        focus += worth[3 * place + 1] * (tables[256 + units] * worth[3 * place + 2]);
      }
      out[2 * i] = words;
      out[2 * i + 1] = focus * norms[row];
    }
  },

  coverPhrases(
    offsets: Uint32Array,
    terms: Uint32Array,
    query: CoveringTerms,
    picked: Uint32Array,
    count: number,
    out: Float64Array,
  ): void {
    const { covering, isOwn } = query;
    for (let i = 0; i < count; i++) {
      const phrase = picked[i];
      let covered = 0;
      let isComplete = true;
      for (let at = offsets[phrase]; at < offsets[phrase + 1]; at++) {
        const place = placeOf(query, terms[at]);
        if (place >= 0) covered += covering[place];
        if (place < 0 || isOwn[place] === 0) isComplete = false;
      }
      out[i] = isComplete ? -covered : covered;
    }
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

/** Place of a term of the query, or -1. */
export function placeOf({ slots, shift }: TermSlots, term: number): number {
  const mask = slots.length / 2 - 1;
  for (let slot = Math.imul(term, 0x9e3779b1) >>> shift; ; slot = (slot + 1) & mask) {
    const key = slots[2 * slot];
    if (key === -1) return -1;
    if (key === term) return slots[2 * slot + 1];
  }
}

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
