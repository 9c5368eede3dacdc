import {
  DENSE_LENGTH,
  FULL_MASS,
  GROUP,
  type HeadQuery,
  HIGHEST_HEAD,
  type Kernels,
  type LineRows,
  LIST_END,
  type NearQuery,
  type NearRows,
  QUERY_SCALE,
  type QueryLists,
  ROW_SCALE,
  RUN_LENGTH,
  type SeenTexts,
  type TermRows,
  TEXT_LENGTH,
  type TextColumns,
  type TextQuery,
  WEIGHTED,
  type WeighedTerms,
  WIDE,
} from './kernel-contract.js';

/** The kernels in plain JavaScript: the same numbers, for places without WebAssembly SIMD and for the tests. */
export const KERNELS_JAVASCRIPT: Kernels = Object.freeze({
  isWasm: false,

  topicScan(query: Int16Array, rows: Int8Array, from: number, to: number, out: Int32Array): void {
    for (let row = from; row < to; row++) out[row - from] = dot(query, rows, row);
  },

  topicScanWide(query: Int16Array, rows: Int16Array, from: number, to: number, out: Int32Array): void {
    for (let row = from; row < to; row++) out[row - from] = dot(query, rows, row);
  },

  topicPickWide(query: Int16Array, rows: Int16Array, picked: Uint32Array, count: number, out: Int32Array): void {
    for (let i = 0; i < count; i++) out[i] = dot(query, rows, picked[i]);
  },

  nearHeads(
    { strongest, weights, unit, ofCodes, province, ofProvince }: HeadQuery,
    { topicPlanes, priors, codeLists, provinces }: NearRows,
    from: number,
    to: number,
    heads: Int16Array,
  ): void {
    const rows = priors.length;
    const factor = priorFactor(unit);
    const complete = from + EIGHT * Math.floor((to - from) / EIGHT);
    for (let row = from; row < to; row++) {
      // Rounded as the vector instructions do.
      const prior = Math.max(-32_768, Math.min(32_767, priors[row] >> 6));
      heads[row - from] =
        ofCodes[codeLists[row]] +
        (provinces[row] === province ? ofProvince : 0) +
        Math.max(LOWEST_HEAD, (prior * factor + 16_384) >> 15);
    }
    for (let i = 0; i < strongest.length; i++) {
      const plane = strongest[i] * rows;
      const weight = weights[i];
      if (weight === 0) continue;
      for (let row = from; row < to; row++)
        heads[row - from] = heads[row - from] + Math.imul(weight, topicPlanes[plane + row]);
    }
    heads.fill(HIGHEST_HEAD, complete - from, to - from);
  },

  nearPick(
    { vector, ofCodes, province, ofProvince }: NearQuery,
    { topics, priors, codeLists, provinces }: NearRows,
    picked: Uint32Array,
    count: number,
    out: Int32Array,
  ): void {
    for (let i = 0; i < count; i++) {
      const row = picked[i];
      const place = provinces[row] === province ? ofProvince : 0;
      out[i] = dot(vector, topics, row) + priors[row] + ofCodes[codeLists[row]] + place;
    }
  },

  siftHeads(
    heads: Int16Array,
    count: number,
    lowest: number,
    highest: number,
    first: number,
    found: Uint32Array,
  ): number {
    let kept = 0;
    for (let i = 0; i < count; i++) if (heads[i] >= lowest && heads[i] <= highest) found[kept++] = first + i;
    return kept;
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

  addDense(impacts: Uint8Array, terms: Uint32Array, count: number, groups: number, sums: Uint16Array): void {
    const length = groups * GROUP;
    for (let term = 0; term < count * DENSE_LENGTH; term += DENSE_LENGTH) {
      const first = terms[term] * length;
      const weight = terms[term + 1];
      for (let row = 0; row < length; row++) sums[row] = sums[row] + weight * impacts[first + row];
    }
  },

  siftSums(sums: Uint16Array, groups: number, lowest: number, found: Uint32Array, foundSums: Uint16Array): number {
    let kept = 0;
    for (let row = 0; row < groups * GROUP; row++) {
      if (sums[row] < lowest) continue;
      found[kept] = row;
      foundSums[kept++] = sums[row];
    }
    return kept;
  },

  clearSums(sums: Uint16Array, groups: number): void {
    sums.fill(0, 0, groups * GROUP);
  },

  weighRows(
    { offsets, terms, counts, damping, norms }: TermRows,
    query: WeighedTerms,
    picked: Uint32Array,
    count: number,
    out: Float64Array,
  ): void {
    const { places, worth, tables } = query;
    for (let i = 0; i < count; i++) {
      const row = picked[i];
      let words = 0;
      let focus = 0;
      for (let at = offsets[row]; at < offsets[row + 1]; at++) {
        const place = places[terms[at]] - 1;
        if (place < 0) continue;
        const units = counts[at];
        words += worth[3 * place] * (tables[units] / (units + damping[row]));
        focus += worth[3 * place + 1] * (tables[256 + units] * worth[3 * place + 2]);
      }
      out[2 * i] = words;
      out[2 * i + 1] = focus * norms[row];
    }
  },

  gatherPhrases(
    { offsets, lines: texts }: LineRows,
    rows: Uint32Array,
    count: number,
    _lines: number,
    { places, first, picked, ofLines }: SeenTexts,
  ): number {
    let [different, next] = [0, 0];
    for (let i = 0; i < count; i++) {
      for (let line = offsets[rows[i]]; line < offsets[rows[i] + 1]; line++) {
        const phrase = texts[line];
        if (places[phrase] < first) {
          places[phrase] = first + different;
          picked[different++] = phrase;
        }
        ofLines[next++] = places[phrase] - first;
      }
    }
    return different;
  },

  compareTexts(
    { offsets, terms, masses, topics }: TextColumns,
    { places, covering, isOwn, topic, trade }: TextQuery,
    texts: Uint32Array,
    count: number,
    out: Float64Array,
    whole: Uint32Array,
  ): number {
    let wholeCount = 0;
    for (let i = 0; i < count; i++) {
      const text = texts[i];
      let covered = 0;
      let isWhole = true;
      for (let at = offsets[text]; at < offsets[text + 1]; at++) {
        const place = places[terms[at]] - 1;
        if (place >= 0) covered += covering[place];
        if (place < 0 || isOwn[place] === 0) isWhole = false;
      }
      out[TEXT_LENGTH * i] = Math.min(1, masses[text] / FULL_MASS);
      out[TEXT_LENGTH * i + 1] = covered === 0 ? 0 : covered / masses[text];
      out[TEXT_LENGTH * i + 2] = Math.max(0, dot(topic, topics, text)) / (QUERY_SCALE * ROW_SCALE);
      out[TEXT_LENGTH * i + 3] = Math.max(0, dot(trade, topics, text)) / (QUERY_SCALE * ROW_SCALE);
      if (isWhole && covered > 0) whole[wholeCount++] = i;
    }
    return wholeCount;
  },

  bestLines(
    { offsets, importance }: LineRows,
    rows: Uint32Array,
    count: number,
    ofLines: Uint32Array,
    shares: Float64Array,
    texts: Float64Array,
    strengths: Float64Array,
    best: Int32Array,
  ): void {
    let next = 0;
    strengths.fill(-1, 0, 3 * count);
    best.fill(-1, 0, 3 * count);
    for (let i = 0; i < count; i++) {
      const start = offsets[rows[i]];
      for (let line = start; line < offsets[rows[i] + 1]; line++) {
        const text = TEXT_LENGTH * ofLines[next++];
        const byTopic = shares[256 + importance[line]];
        const ofLine = [
          shares[importance[line]] * texts[text] * texts[text + 1],
          texts[text + 2] * byTopic,
          texts[text + 3] * byTopic,
        ];
        for (let c = 0; c < 3; c++) {
          if (!(ofLine[c] > strengths[3 * i + c])) continue;
          strengths[3 * i + c] = ofLine[c];
          best[3 * i + c] = line - start;
        }
      }
    }
  },

  accumulate(
    { postings, count, lists, worths, cursors }: QueryLists,
    window: number,
    ratios: Float64Array,
    from: number,
    to: number,
    sums: Uint16Array,
  ): void {
    for (let list = 0; list < count; list++) {
      const cursor = 2 * (window * count + list);
      const next = cursor + 2 * count;
      let at = cursors[cursor];
      let doc = cursors[cursor + 1];
      const end = lists[2 * list];
      const isWide = (lists[2 * list + 1] & WIDE) !== 0;
      const isWeighted = (lists[2 * list + 1] & WEIGHTED) !== 0;
      let impact = Math.ceil(worths[list]);
      while (doc < to) {
        if (isWeighted) impact = Math.ceil(worths[list] * ratios[postings[at++]]);
        sums[doc - from] = sums[doc - from] + impact;
        if (at === end) {
          doc = LIST_END;
        } else {
          const width = gapWidth(postings, at, isWide);
          doc += gapAt(postings, at, width);
          at += width;
        }
      }
      cursors[next] = at;
      cursors[next + 1] = doc;
    }
  },

  highestOfGroups(sums: Uint16Array, groups: number, out: Uint16Array): void {
    for (let group = 0; group < groups; group++) {
      let highest = 0;
      for (let at = group * GROUP; at < (group + 1) * GROUP; at++) highest = Math.max(highest, sums[at]);
      out[group] = highest;
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

  scoreDocuments(
    { postings, count: listCount, lists, weights, cursors }: QueryLists,
    window: number,
    setting: Float64Array,
    picked: Uint32Array,
    slopes: Float64Array,
    count: number,
    scores: Float64Array,
  ): void {
    const [gain, step, usual] = setting;
    scores.fill(0, 0, count);
    for (let list = 0; list < listCount; list++) {
      let at = cursors[2 * (window * listCount + list)];
      let doc = cursors[2 * (window * listCount + list) + 1];
      const end = lists[2 * list];
      const isWide = (lists[2 * list + 1] & WIDE) !== 0;
      const isWeighted = (lists[2 * list + 1] & WEIGHTED) !== 0;
      for (let i = 0; i < count && doc !== LIST_END; i++) {
        while (doc < picked[i]) {
          if (isWeighted) at++;
          if (at === end) {
            doc = LIST_END;
          } else {
            const width = gapWidth(postings, at, isWide);
            doc += gapAt(postings, at, width);
            at += width;
          }
        }
        if (doc !== picked[i]) continue;
        const frequency = isWeighted ? step * postings[at] : usual;
        scores[i] = scores[i] + weights[list] * ((frequency * gain) / (frequency + slopes[i]));
      }
    }
  },
});

/** Rows the vector instructions take together. */
const EIGHT = 8;
/** What a head is at least before dimensions are added. */
const LOWEST_HEAD = -16_384;

/** What turns a 64th of a prior into units, in 32,768ths. */
export function priorFactor(unit: number): number {
  return Math.round((64 / unit) * 32_768);
}

/** Sums wrap around at 32 bits as they do in WebAssembly. Four sums, so that none waits for the one before. */
function dot(query: Int16Array, rows: Int8Array | Int16Array, row: number): number {
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

/** Bytes of the gap at a place of a list: 1, 3, 7, or 2, 6 in wide lists. */
export function gapWidth(postings: Uint8Array, at: number, isWide: boolean): number {
  const short = isWide ? at : at + 1;
  if (!isWide && postings[at] < 255) return 1;
  return short - at + (postings[short] === 255 && postings[short + 1] === 255 ? 6 : 2);
}

/** The gap of so many bytes at a place of a list. */
export function gapAt(postings: Uint8Array, at: number, width: number): number {
  if (width === 1) return postings[at];
  const end = at + width;
  if (width < 6) return postings[end - 2] | (postings[end - 1] << 8);
  return postings[end - 4] | (postings[end - 3] << 8) | (postings[end - 2] << 16) | (postings[end - 1] << 24);
}
