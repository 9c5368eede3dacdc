import { CURSOR_LENGTH, GROUP, type Kernels, RUN_LENGTH } from './kernel-contract.js';
import { KERNELS_JAVASCRIPT } from './kernels-javascript.js';
import { KERNELS_WASM } from './kernels.wasm.js';

export { CURSOR_LENGTH, GROUP, LIST_END, QUERY_SCALE, ROW_SCALE, RUN_LENGTH } from './kernel-contract.js';
export type {
  CoveringTerms,
  DocumentRows,
  Kernels,
  Surroundings,
  TermRows,
  TermSlots,
  WeighedTerms,
} from './kernel-contract.js';

export interface KernelOptions {
  /** false takes plain JavaScript, default true; it is also taken where WebAssembly cannot do SIMD or threads. */
  readonly wasm?: boolean;
}

/** Functions of `assembly/kernels.ts`: addresses and counts in, nothing out. */
interface Exports {
  topicScan(query: number, rows: number, dimensions: number, count: number, out: number): void;
  topicPick(query: number, rows: number, dimensions: number, picked: number, count: number, out: number): void;
  nearRows(
    query: number,
    topics: number,
    dimensions: number,
    priors: number,
    codeLists: number,
    provinces: number,
    ofCodes: number,
    ofProvinces: number,
    from: number,
    to: number,
    floor: number,
    found: number,
    scores: number,
  ): number;
  addImpacts(rows: number, impacts: number, runs: number, count: number, from: number, to: number, sums: number): void;
  weighRows(
    offsets: number,
    terms: number,
    counts: number,
    damping: number,
    norms: number,
    slots: number,
    shift: number,
    mask: number,
    worth: number,
    tables: number,
    picked: number,
    count: number,
    out: number,
  ): void;
  coverPhrases(
    offsets: number,
    terms: number,
    slots: number,
    shift: number,
    mask: number,
    covering: number,
    isOwn: number,
    picked: number,
    count: number,
    out: number,
  ): void;
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
    nearRows: (
      query,
      topics,
      { priors, codeLists, provinces, ofCodes, ofProvinces },
      from,
      to,
      floor,
      found,
      scores,
    ) => {
      const k = query.length;
      const rows = Math.min(topics.length / k, priors.length, codeLists.length, provinces.length);
      expectRoom(from >= 0 && to <= rows && to - from <= Math.min(found.length, scores.length), 'nearRows');
      return exports.nearRows(
        query.byteOffset,
        topics.byteOffset,
        k,
        priors.byteOffset,
        codeLists.byteOffset,
        provinces.byteOffset,
        ofCodes.byteOffset,
        ofProvinces.byteOffset,
        from,
        to,
        floor,
        found.byteOffset,
        scores.byteOffset,
      );
    },
    addImpacts: (rows, impacts, runs, count, from, to, sums) => {
      expectRoom(count * RUN_LENGTH <= runs.length && to - from <= sums.length, 'addImpacts');
      exports.addImpacts(rows.byteOffset, impacts.byteOffset, runs.byteOffset, count, from, to, sums.byteOffset);
    },
    weighRows: (rows, { slots, shift, worth, tables }, picked, count, out) => {
      expectRoom(count <= picked.length && 2 * count <= out.length, 'weighRows');
      exports.weighRows(
        rows.offsets.byteOffset,
        rows.terms.byteOffset,
        rows.counts.byteOffset,
        rows.damping.byteOffset,
        rows.norms.byteOffset,
        slots.byteOffset,
        shift,
        slots.length / 2 - 1,
        worth.byteOffset,
        tables.byteOffset,
        picked.byteOffset,
        count,
        out.byteOffset,
      );
    },
    coverPhrases: (offsets, terms, { slots, shift, covering, isOwn }, picked, count, out) => {
      expectRoom(count <= Math.min(picked.length, out.length), 'coverPhrases');
      exports.coverPhrases(
        offsets.byteOffset,
        terms.byteOffset,
        slots.byteOffset,
        shift,
        slots.length / 2 - 1,
        covering.byteOffset,
        isOwn.byteOffset,
        picked.byteOffset,
        count,
        out.byteOffset,
      );
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
