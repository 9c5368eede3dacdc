import type { SharedMemory } from './arena.js';
import {
  DENSE_LENGTH,
  GROUP,
  type Kernels,
  type QueryLists,
  RUN_LENGTH,
  TERM_BYTES,
  TEXT_LENGTH,
} from './kernel-contract.js';
import { KERNELS_JAVASCRIPT, priorFactor } from './kernels-javascript.js';
import { KERNELS_WASM } from './kernels.wasm.js';

export {
  DENSE_LENGTH,
  GROUP,
  FULL_MASS,
  HIGHEST_HEAD,
  LIST_END,
  LONGEST_ROW,
  QUERY_SCALE,
  ROW_SCALE,
  RUN_LENGTH,
  TERM_BYTES,
  TEXT_LENGTH,
  WEIGHTED,
  WIDE,
} from './kernel-contract.js';
export type {
  CoveringTerms,
  HeadQuery,
  Kernels,
  LineRows,
  NearQuery,
  NearRows,
  QueryLists,
  SeenTexts,
  TermRows,
  TermPlaces,
  TextColumns,
  TextQuery,
  WeighedTerms,
} from './kernel-contract.js';

export interface KernelOptions {
  /** false takes plain JavaScript, default true; it is also taken where WebAssembly cannot do SIMD or threads. */
  readonly wasm?: boolean;
}

/** Functions of `assembly/kernels.ts`: addresses and counts in, nothing out. */
interface Exports {
  topicScan(query: number, rows: number, dimensions: number, count: number, out: number): void;
  topicScanWide(query: number, rows: number, dimensions: number, count: number, out: number): void;
  topicPickWide(query: number, rows: number, dimensions: number, picked: number, count: number, out: number): void;
  nearHeads(
    planes: number,
    stride: number,
    strongest: number,
    weights: number,
    strongestCount: number,
    factor: number,
    ofCodes: number,
    province: number,
    ofProvince: number,
    priors: number,
    codeLists: number,
    provinces: number,
    from: number,
    to: number,
    heads: number,
  ): void;
  nearPick(
    query: number,
    topics: number,
    dimensions: number,
    priors: number,
    codeLists: number,
    provinces: number,
    ofCodes: number,
    province: number,
    ofProvince: number,
    picked: number,
    count: number,
    out: number,
  ): void;
  siftHeads(heads: number, count: number, lowest: number, highest: number, first: number, found: number): number;
  addImpacts(rows: number, impacts: number, runs: number, count: number, from: number, to: number, sums: number): void;
  addDense(impacts: number, terms: number, count: number, groups: number, sums: number): void;
  siftSums(sums: number, groups: number, lowest: number, found: number, foundSums: number): number;
  clearSums(sums: number, groups: number): void;
  weighRows(
    offsets: number,
    terms: number,
    counts: number,
    damping: number,
    norms: number,
    bits: number,
    places: number,
    worth: number,
    tables: number,
    picked: number,
    count: number,
    out: number,
  ): void;
  gatherPhrases(
    lineOffsets: number,
    lines: number,
    rows: number,
    count: number,
    places: number,
    first: number,
    picked: number,
    ofLines: number,
  ): number;
  compareTexts(
    offsets: number,
    terms: number,
    masses: number,
    topics: number,
    dimensions: number,
    bits: number,
    places: number,
    covering: number,
    isOwn: number,
    topic: number,
    trade: number,
    texts: number,
    count: number,
    out: number,
    whole: number,
  ): number;
  bestLines(
    lineOffsets: number,
    importance: number,
    rows: number,
    count: number,
    ofLines: number,
    shares: number,
    texts: number,
    strengths: number,
    best: number,
  ): void;
  accumulate(
    postings: number,
    lists: number,
    worths: number,
    count: number,
    ratios: number,
    cursors: number,
    next: number,
    from: number,
    to: number,
    sums: number,
  ): void;
  highestOfGroups(sums: number, groups: number, out: number): void;
  sweep(sums: number, groups: number, floors: number, first: number, found: number, foundSums: number): number;
  scoreDocuments(
    postings: number,
    lists: number,
    weights: number,
    count: number,
    cursors: number,
    setting: number,
    picked: number,
    slopes: number,
    pickedCount: number,
    scores: number,
  ): void;
}

/**
 * The kernels over the memory of an arena. Each thread loads its own; the module is less than 2 kB.
 * Every array given to them must lie in that arena.
 */
export function loadKernels(memory: SharedMemory, { wasm = true }: KernelOptions = {}): Kernels {
  const bytes = Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0));
  if (!wasm || !WebAssembly.validate(bytes)) return KERNELS_JAVASCRIPT;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
    env: { memory: memory as WebAssembly.Memory },
  });
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
    topicScanWide: (query, rows, from, to, out) => {
      const k = query.length;
      expectRoom(from >= 0 && to * k <= rows.length && to - from <= out.length, 'topicScanWide');
      exports.topicScanWide(query.byteOffset, rows.byteOffset + 2 * from * k, k, to - from, out.byteOffset);
    },
    topicPickWide: (query, rows, picked, count, out) => {
      expectRoom(count <= picked.length && count <= out.length, 'topicPickWide');
      exports.topicPickWide(query.byteOffset, rows.byteOffset, query.length, picked.byteOffset, count, out.byteOffset);
    },
    nearHeads: (query, { topicPlanes, priors, codeLists, provinces }, from, to, heads) => {
      const { strongest, weights, unit, ofCodes, province, ofProvince } = query;
      const rows = priors.length;
      expectRoom(from >= 0 && to <= rows && to - from <= heads.length, 'nearHeads');
      expectRoom(rows <= Math.min(codeLists.length, provinces.length) && topicPlanes.length % rows === 0, 'nearHeads');
      expectRoom(strongest.length % 4 === 0 && strongest.length <= weights.length && unit > 64, 'nearHeads');
      exports.nearHeads(
        topicPlanes.byteOffset,
        rows,
        strongest.byteOffset,
        weights.byteOffset,
        strongest.length,
        priorFactor(unit),
        ofCodes.byteOffset,
        province,
        ofProvince,
        priors.byteOffset,
        codeLists.byteOffset,
        provinces.byteOffset,
        from,
        to,
        heads.byteOffset,
      );
    },
    nearPick: (query, { topics, priors, codeLists, provinces }, picked, count, out) => {
      expectRoom(count <= picked.length && count <= out.length, 'nearPick');
      exports.nearPick(
        query.vector.byteOffset,
        topics.byteOffset,
        query.vector.length,
        priors.byteOffset,
        codeLists.byteOffset,
        provinces.byteOffset,
        query.ofCodes.byteOffset,
        query.province,
        query.ofProvince,
        picked.byteOffset,
        count,
        out.byteOffset,
      );
    },
    siftHeads: (heads, count, lowest, highest, first, found) => {
      expectRoom(Math.ceil(count / 8) * 8 <= heads.length && count <= found.length, 'siftHeads');
      return exports.siftHeads(heads.byteOffset, count, lowest, highest, first, found.byteOffset);
    },
    addImpacts: (rows, impacts, runs, count, from, to, sums) => {
      expectRoom(count * RUN_LENGTH <= runs.length && to - from <= sums.length, 'addImpacts');
      exports.addImpacts(rows.byteOffset, impacts.byteOffset, runs.byteOffset, count, from, to, sums.byteOffset);
    },
    addDense: (impacts, terms, count, groups, sums) => {
      expectRoom(count % 2 === 0 && count * DENSE_LENGTH <= terms.length && groups * GROUP <= sums.length, 'addDense');
      exports.addDense(impacts.byteOffset, terms.byteOffset, count, groups, sums.byteOffset);
    },
    siftSums: (sums, groups, lowest, found, foundSums) => {
      expectRoom(groups * GROUP <= Math.min(sums.length, found.length, foundSums.length), 'siftSums');
      return exports.siftSums(sums.byteOffset, groups, lowest, found.byteOffset, foundSums.byteOffset);
    },
    clearSums: (sums, groups) => {
      expectRoom(groups * GROUP <= sums.length, 'clearSums');
      exports.clearSums(sums.byteOffset, groups);
    },
    weighRows: (rows, { bits, places, worth, tables }, picked, count, out) => {
      expectRoom(count <= picked.length && 2 * count <= out.length && bits.length >= TERM_BYTES, 'weighRows');
      exports.weighRows(
        rows.offsets.byteOffset,
        rows.terms.byteOffset,
        rows.counts.byteOffset,
        rows.damping.byteOffset,
        rows.norms.byteOffset,
        bits.byteOffset,
        places.byteOffset,
        worth.byteOffset,
        tables.byteOffset,
        picked.byteOffset,
        count,
        out.byteOffset,
      );
    },
    gatherPhrases: (rows, picked, count, lines, seen) => {
      const { places, first, picked: texts, ofLines } = seen;
      expectRoom(count <= picked.length && lines <= Math.min(texts.length, ofLines.length), 'gatherPhrases');
      // Places are compared as numbers of 32 bits.
      expectRoom(first + lines <= 2 ** 32, 'gatherPhrases');
      return exports.gatherPhrases(
        rows.offsets.byteOffset,
        rows.lines.byteOffset,
        picked.byteOffset,
        count,
        places.byteOffset,
        first,
        texts.byteOffset,
        ofLines.byteOffset,
      );
    },
    compareTexts: (columns, query, texts, count, out, whole) => {
      const dimensions = query.topic.length;
      expectRoom(count <= Math.min(texts.length, whole.length) && TEXT_LENGTH * count <= out.length, 'compareTexts');
      expectRoom(query.trade.length === dimensions && query.bits.length >= TERM_BYTES, 'compareTexts');
      return exports.compareTexts(
        columns.offsets.byteOffset,
        columns.terms.byteOffset,
        columns.masses.byteOffset,
        columns.topics.byteOffset,
        dimensions,
        query.bits.byteOffset,
        query.places.byteOffset,
        query.covering.byteOffset,
        query.isOwn.byteOffset,
        query.topic.byteOffset,
        query.trade.byteOffset,
        texts.byteOffset,
        count,
        out.byteOffset,
        whole.byteOffset,
      );
    },
    bestLines: (rows, picked, count, ofLines, shares, texts, strengths, best) => {
      expectRoom(count <= picked.length && 3 * count <= Math.min(strengths.length, best.length), 'bestLines');
      expectRoom(shares.length >= 512, 'bestLines');
      exports.bestLines(
        rows.offsets.byteOffset,
        rows.importance.byteOffset,
        picked.byteOffset,
        count,
        ofLines.byteOffset,
        shares.byteOffset,
        texts.byteOffset,
        strengths.byteOffset,
        best.byteOffset,
      );
    },
    accumulate: (query, window, ratios, from, to, sums) => {
      const { postings, lists, worths, count } = query;
      expectRoom(to - from <= sums.length && ratios.length >= 256, 'accumulate');
      const [cursors, next] = [cursorsOf(query, window), cursorsOf(query, window + 1)];
      exports.accumulate(
        postings.byteOffset,
        lists.byteOffset,
        worths.byteOffset,
        count,
        ratios.byteOffset,
        cursors,
        next,
        from,
        to,
        sums.byteOffset,
      );
    },
    highestOfGroups: (sums, groups, out) => {
      expectRoom(groups * GROUP <= sums.length && groups <= out.length, 'highestOfGroups');
      exports.highestOfGroups(sums.byteOffset, groups, out.byteOffset);
    },
    sweep: (sums, floors, groups, first, found, foundSums) => {
      expectRoom(
        groups * GROUP <= Math.min(sums.length, found.length, foundSums.length) && groups <= floors.length,
        'sweep',
      );
      return exports.sweep(sums.byteOffset, groups, floors.byteOffset, first, found.byteOffset, foundSums.byteOffset);
    },
    scoreDocuments: (query, window, setting, picked, slopes, count, scores) => {
      expectRoom(count <= Math.min(picked.length, slopes.length, scores.length), 'scoreDocuments');
      exports.scoreDocuments(
        query.postings.byteOffset,
        query.lists.byteOffset,
        query.weights.byteOffset,
        query.count,
        cursorsOf(query, window),
        setting.byteOffset,
        picked.byteOffset,
        slopes.byteOffset,
        count,
        scores.byteOffset,
      );
    },
  };
}

/** Address of the cursors of a window. */
function cursorsOf({ count, lists, weights, worths, cursors }: QueryLists, window: number): number {
  const numbers = 2 * count;
  expectRoom(
    numbers <= lists.length &&
      count <= Math.min(weights.length, worths.length) &&
      (window + 1) * numbers <= cursors.length,
    'lists of a query',
  );
  return cursors.byteOffset + window * numbers * cursors.BYTES_PER_ELEMENT;
}

function expectRoom(isEnough: boolean, kernel: string): void {
  if (!isEnough) throw new RangeError(`${kernel}: the rows or the result reach past the end of their array`);
}
