import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Arena, ArenaFullError } from './arena.js';
import { planNear } from '../candidates/near-plan.js';
import {
  DENSE_LENGTH,
  GROUP,
  HIGHEST_HEAD,
  type Kernels,
  LIST_END,
  loadKernels,
  LONGEST_ROW,
  type QueryLists,
  RUN_LENGTH,
  TERM_BYTES,
  type TermPlaces,
  TEXT_LENGTH,
  WEIGHTED,
  WIDE,
} from './kernels.js';

const MEBIBYTE = 1 << 20;

const arena = Arena.create({ maximumBytes: 64 * MEBIBYTE });
const implementations: readonly (readonly [string, Kernels])[] = [
  ['WebAssembly', loadKernels(arena.memory)],
  ['JavaScript', loadKernels(arena.memory, { wasm: false })],
];
const query = arena.int16(512);
const rows = arena.int8(64 * 512);
const wideRows = arena.int16(64 * 512);
const picked = arena.uint32(64);
const out = arena.int32(64);

it('runs as WebAssembly here, and as JavaScript on request', () => {
  expect(implementations.map(([, kernels]) => kernels.isWasm)).toEqual([true, false]);
});

it('is compiled from the committed source', () => {
  const build = join(import.meta.dirname, '..', '..', 'assembly', 'build.mjs');
  expect(() => execFileSync(process.execPath, [build, '--check'], { stdio: 'pipe', env: {} })).not.toThrow();
});

describe.each(implementations)('%s kernels', (_, kernels) => {
  const entries = (k: number) =>
    fc.record({
      query: fc.int16Array({ minLength: k, maxLength: k }),
      rows: fc.array(fc.int8Array({ minLength: k, maxLength: k }), { maxLength: 64 }),
    });
  const cases = fc.oneof(fc.constantFrom(128, 144, 512).chain(entries), fc.integer({ min: 0, max: 40 }).chain(entries));

  it('scan and pick rows like exact arithmetic', () => {
    fc.assert(
      fc.property(cases, fc.nat(), fc.nat(), (given, a, b) => {
        const k = given.query.length;
        query.set(given.query);
        given.rows.forEach((row, r) => rows.set(row, r * k));
        const exact = given.rows.map((row) => row.reduce((sum, value, d) => sum + value * given.query[d], 0));
        const [from, to] = [a % (exact.length + 1), b % (exact.length + 1)].sort((x, y) => x - y);
        const own = query.subarray(0, k);

        kernels.topicScan(own, rows, from, to, out);
        expect([...out.subarray(0, to - from)]).toEqual(exact.slice(from, to));

        given.rows.forEach((row, r) => wideRows.set(row, r * k));
        kernels.topicScanWide(own, wideRows, from, to, out);
        expect([...out.subarray(0, to - from)]).toEqual(exact.slice(from, to));

        picked.set(exact.map((__, r) => exact.length - 1 - r));
        kernels.topicPickWide(own, wideRows, picked, exact.length, out);
        expect([...out.subarray(0, exact.length)]).toEqual(exact.toReversed());
      }),
    );
  });
});

describe.each(implementations)('%s kernels of the candidates', (_, kernels) => {
  const ROWS = 64;
  const share = <
    A extends Float32Array | Float64Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array,
  >(
    into: A,
    values: ArrayLike<number>,
  ): A => {
    into.set(values);
    return into.subarray(0, values.length) as A;
  };
  const offsets = arena.uint32(ROWS + 1);
  const terms = arena.uint32(1024);
  const counts = arena.uint8(1024);
  const damping = arena.float32(ROWS);
  const norms = arena.float32(ROWS);
  const places = arena.uint16(2 ** 16 + 64);
  const bits = arena.uint8(TERM_BYTES);
  const layTerms = (list: readonly number[]): TermPlaces => {
    places.fill(0);
    bits.fill(0);
    list.forEach((term, place) => {
      places[term] = place + 1;
      bits[(term >> 3) % TERM_BYTES] |= 1 << (term & 7);
    });
    return { places, bits };
  };
  const numbers = arena.float64(600);
  const tables = arena.float64(512);
  const isOwn = arena.uint8(64);
  const pairs = arena.float64(2 * ROWS);
  /** Some share their bit. */
  const term = fc.tuple(fc.nat(40), fc.constantFrom(0, 0, 2 ** 16)).map(([low, high]) => low + high);
  const entry = fc.record({ term, count: fc.nat(255) });
  const texts = fc.array(fc.array(entry, { maxLength: 12 }), { maxLength: ROWS });
  const wanted = fc.uniqueArray(term, { maxLength: 16 }).map((list) => list.sort((a, b) => a - b));
  const lay = (rowsOfTerms: readonly (readonly { readonly term: number; readonly count: number }[])[]): number => {
    let at = 0;
    rowsOfTerms.forEach((row, r) => {
      offsets[r] = at;
      for (const one of row) {
        terms[at] = one.term;
        counts[at++] = one.count;
      }
      offsets[r + 1] = at;
      picked[r] = r;
    });
    return rowsOfTerms.length;
  };

  describe('near rows', () => {
    const DIMENSIONS = 24;
    const topicPlanes = arena.int8(ROWS * DIMENSIONS);
    const priors = arena.int32(ROWS);
    const codeLists = arena.uint32(ROWS);
    const provinces = arena.uint16(ROWS);
    const ofCodes = share(arena.int32(4), [0, 500, 700_000, 3]);
    const place = { province: 1, ofProvince: 9000 };
    const strongest = arena.uint32(DIMENSIONS);
    const weights = arena.int16(DIMENSIONS);
    const headOfCodes = arena.int16(4);
    const heads = arena.int16(ROWS);
    const found = arena.uint32(ROWS);
    /** A row that is not too long. */
    const topic = fc.int8Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS }).map((values) => {
      const length = Math.hypot(...values);
      return values.map((value) => Math.trunc((value * Math.min(length, LONGEST_ROW)) / (length || 1)));
    });
    const row = fc.record({
      topic,
      prior: fc.oneof(fc.constant(-(2 ** 30)), fc.integer({ min: 0, max: 1_400_000 })),
      codes: fc.nat(3),
      province: fc.nat(2),
    });
    const vector = fc
      .int16Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS })
      .map((values) => values.map((value) => value >> 3));
    const layRows = (given: readonly { topic: Int8Array; prior: number; codes: number; province: number }[]) => {
      const count = given.length;
      given.forEach((one, r) => {
        rows.set(one.topic, DIMENSIONS * r);
        one.topic.forEach((value, d) => (topicPlanes[d * count + r] = value));
        [priors[r], codeLists[r], provinces[r]] = [one.prior, one.codes, one.province];
      });
      return {
        topics: rows,
        topicPlanes: topicPlanes.subarray(0, count * DIMENSIONS),
        priors: priors.subarray(0, count),
        codeLists,
        provinces,
      };
    };

    it('are scored like exact arithmetic, and never above what their heads say', () => {
      fc.assert(
        fc.property(vector, fc.array(row, { minLength: 1, maxLength: ROWS }), (values, given) => {
          const columns = layRows(given);
          query.set(values);
          given.forEach((_row, r) => (picked[r] = r));
          const near = { vector: query.subarray(0, DIMENSIONS), ofCodes, ...place };
          kernels.nearPick(near, columns, picked, given.length, out);
          const exact = given.map(
            (one) =>
              one.topic.reduce((sum, value, d) => sum + value * values[d], one.prior) +
              ofCodes[one.codes] +
              (one.province === place.province ? place.ofProvince : 0),
          );
          expect([...out.subarray(0, given.length)]).toEqual(exact);

          const plan = planNear(values);
          const head = {
            strongest: share(strongest, plan.strongest),
            weights: share(weights, plan.weights),
            unit: plan.unit,
            ofCodes: share(
              headOfCodes,
              ofCodes.map((worth) => Math.ceil(worth / plan.unit)),
            ),
            province: place.province,
            ofProvince: Math.ceil(place.ofProvince / plan.unit),
          };
          kernels.nearHeads(head, columns, 0, given.length, heads);
          const complete = given.length - (given.length % 8);
          const factor = Math.round((64 / plan.unit) * 32_768);
          given.forEach((one, r) => {
            const prior = Math.max(-16_384, (Math.max(-32_768, one.prior >> 6) * factor + 16_384) >> 15);
            const sum = plan.strongest.reduce((so, d, i) => so + one.topic[d] * plan.weights[i], prior);
            expect(heads[r]).toBe(
              r < complete
                ? sum + headOfCodes[one.codes] + (one.province === place.province ? head.ofProvince : 0)
                : HIGHEST_HEAD,
            );
            if (one.prior >= 0) expect(heads[r] * plan.unit + plan.slack).toBeGreaterThanOrEqual(exact[r]);
          });
        }),
      );
    });

    it('are sifted by their heads', () => {
      const bound = fc.integer({ min: -32_768, max: 32_767 });
      fc.assert(
        fc.property(fc.int16Array({ maxLength: ROWS }), bound, bound, (given, a, b) => {
          heads.fill(0);
          heads.set(given);
          const [lowest, highest] = [Math.min(a, b), Math.max(a, b)];
          const count = kernels.siftHeads(heads, given.length, lowest, highest, 100, found);
          const wanted = [...given.keys()].filter((r) => given[r] >= lowest && given[r] <= highest);
          expect([...found.subarray(0, count)]).toEqual(wanted.map((r) => 100 + r));
        }),
      );
    });
  });

  it('add up impacts window by window, rounded up', () => {
    const postedRows = arena.uint32(1024);
    const impacts = arena.uint8(1024);
    const runs = arena.uint32(8 * RUN_LENGTH);
    const sums = arena.uint16(ROWS);
    const posting = fc.record({ row: fc.nat(ROWS - 1), impact: fc.integer({ min: 1, max: 255 }) });
    const run = fc.record({
      weight: fc.integer({ min: 1, max: 8000 }),
      postings: fc.uniqueArray(posting, { selector: ({ row }) => row, maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), fc.integer({ min: 1, max: ROWS }), (given, window) => {
        const exact = Array.from({ length: ROWS }, () => 0);
        let at = 0;
        given.forEach(({ weight, postings }, i) => {
          runs.set([at, at + postings.length, weight], i * RUN_LENGTH);
          for (const { row, impact } of postings.toSorted((a, b) => a.row - b.row)) {
            postedRows[at] = row;
            impacts[at++] = impact;
            exact[row] += Math.ceil((weight * impact) / 256);
          }
        });
        const added: number[] = [];
        for (let from = 0; from < ROWS; from += window) {
          const to = Math.min(ROWS, from + window);
          sums.fill(0);
          kernels.addImpacts(postedRows, impacts, runs, given.length, from, to, sums);
          added.push(...sums.subarray(0, to - from));
        }
        expect(added).toEqual(exact);
      }),
    );
  });

  it('add dense terms to whole groups, find the sums that reach a bound, and set them back', () => {
    const [groups, dense] = [3, 4];
    const impacts = arena.uint8(dense * groups * GROUP);
    const terms = arena.uint32(dense * DENSE_LENGTH);
    const sums = arena.uint16(groups * GROUP);
    const found = arena.uint32(groups * GROUP);
    const foundSums = arena.uint16(groups * GROUP);
    const term = fc.record({ place: fc.nat(dense - 1), weight: fc.nat(250) });
    const given = fc.uint8Array({ minLength: impacts.length, maxLength: impacts.length, max: 63 });
    const twos = fc.array(fc.tuple(term, term), { maxLength: dense / 2 }).map((pairs) => pairs.flat());
    fc.assert(
      fc.property(given, twos, fc.integer({ min: 1, max: 65_535 }), (bytes, added, lowest) => {
        impacts.set(bytes);
        added.forEach(({ place, weight }, i) => terms.set([place, weight], i * DENSE_LENGTH));
        kernels.addDense(impacts, terms, added.length, groups, sums);
        const exact = Array.from(sums, (__, row) =>
          added.reduce((sum, { place, weight }) => sum + weight * bytes[place * sums.length + row], 0),
        );
        expect([...sums]).toEqual(exact);
        for (const bound of [lowest, Math.max(1, exact[7])]) {
          const count = kernels.siftSums(sums, groups, bound, found, foundSums);
          const wanted = [...exact.keys()].filter((row) => exact[row] >= bound);
          expect([...found.subarray(0, count)]).toEqual(wanted);
          expect([...foundSums.subarray(0, count)]).toEqual(wanted.map((row) => exact[row]));
        }
        kernels.clearSums(sums, groups);
        expect(sums.every((sum) => sum === 0)).toBe(true);
      }),
    );
  });

  it('weigh rows by the formula, in the order of their terms', () => {
    share(
      tables,
      Float64Array.from({ length: 512 }, (__, i) => (i < 256 ? 2.2 * i : Math.log1p(i - 256))),
    );
    fc.assert(
      fc.property(texts, wanted, fc.float({ min: 1, max: 90, noNaN: true }), (given, list, damp) => {
        const count = lay(given);
        damping.fill(damp);
        norms.fill(0.3);
        const worth = share(
          numbers,
          Float64Array.from({ length: 3 * list.length }, (__, i) => 0.1 + i / 7),
        );
        const query = { ...layTerms(list), worth, tables };
        kernels.weighRows({ offsets, terms, counts, damping, norms }, query, picked, count, pairs);
        given.forEach((row, r) => {
          let [words, focus] = [0, 0];
          for (const { term: own, count: units } of row) {
            const place = list.indexOf(own);
            if (place < 0) continue;
            words += worth[3 * place] * ((units * 2.2) / (units + damping[0]));
            focus += worth[3 * place + 1] * (Math.log1p(units) * worth[3 * place + 2]);
          }
          expect(pairs[2 * r]).toBe(words);
          expect(pairs[2 * r + 1]).toBe(focus * norms[0]);
        });
      }),
    );
  });

  it('compare texts by words and topics, and say which consist of the own words of the query', () => {
    const DIMENSIONS = 20;
    const masses = arena.float32(ROWS);
    const topics = arena.int8(ROWS * DIMENSIONS);
    const [topic, trade] = [arena.int16(DIMENSIONS), arena.int16(DIMENSIONS)];
    const compared = arena.float64(TEXT_LENGTH * ROWS);
    const whole = arena.uint32(ROWS);
    const vector = fc.int16Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS });
    const text = fc.record({
      words: fc.array(entry, { maxLength: 12 }),
      mass: fc.float({ min: 1, max: 30, noNaN: true }),
      topic: fc.int8Array({ minLength: DIMENSIONS, maxLength: DIMENSIONS }),
    });
    fc.assert(
      fc.property(fc.array(text, { maxLength: ROWS }), wanted, vector, vector, (given, list, ofTopic, ofTrade) => {
        const count = lay(given.map(({ words }) => words));
        given.forEach(({ mass, topic: own }, t) => {
          masses[t] = mass;
          topics.set(own, t * DIMENSIONS);
        });
        topic.set(ofTopic);
        trade.set(ofTrade);
        const covering = share(
          numbers,
          Float64Array.from(list, (one) => 0.1 + one / 3),
        );
        const own = share(
          isOwn,
          Uint8Array.from(list, (one) => one % 2),
        );
        const ofProject = { ...layTerms(list), covering, isOwn: own, topic, trade };
        const columns = { offsets, terms, masses, topics };
        const wholeCount = kernels.compareTexts(columns, ofProject, picked, count, compared, whole);
        const cosine = (other: Int16Array, row: Int8Array): number =>
          Math.max(
            0,
            row.reduce((sum, value, d) => sum + value * other[d], 0),
          ) /
          (32_767 * 127);
        given.forEach(({ words, topic: row }, t) => {
          const sum = words.reduce((so, { term: one }) => so + (covering[list.indexOf(one)] ?? 0), 0);
          expect([...compared.subarray(TEXT_LENGTH * t, TEXT_LENGTH * (t + 1))]).toEqual([
            Math.min(1, masses[t] / 12),
            sum / masses[t],
            cosine(topic, row),
            cosine(trade, row),
          ]);
        });
        const isWhole = ({ words }: (typeof given)[number]): boolean =>
          words.length > 0 && words.every(({ term: one }) => list.includes(one) && one % 2 === 1);
        expect([...whole.subarray(0, wholeCount)]).toEqual(given.flatMap((one, t) => (isWhole(one) ? [t] : [])));
      }),
    );
  });

  it('look at each text of some lines once, and find the best lines of each row', () => {
    const TEXTS = 12;
    const lineOffsets = arena.uint32(ROWS + 1);
    const lines = arena.uint32(8 * ROWS);
    const importance = arena.uint8(8 * ROWS);
    const places = arena.uint32(TEXTS);
    const seenTexts = arena.uint32(8 * ROWS);
    const ofLines = arena.uint32(8 * ROWS);
    const shares = share(
      arena.float64(512),
      Float64Array.from({ length: 512 }, (__, i) => (i < 256 ? 0.75 + i / 400 : 0.85 + (i - 256) / 700)),
    );
    const compared = arena.float64(TEXT_LENGTH * TEXTS);
    const strengths = arena.float64(3 * ROWS);
    const best = arena.int32(3 * ROWS);
    let first = 1;
    const line = fc.record({ text: fc.nat(TEXTS - 1), importance: fc.nat(100) });
    const worth = fc.array(fc.constantFrom(0, 0.25, 0.5, 1), { minLength: 4 * TEXTS, maxLength: 4 * TEXTS });
    fc.assert(
      fc.property(
        fc.array(fc.array(line, { maxLength: 8 }), { minLength: 1, maxLength: 20 }),
        worth,
        (given, worths) => {
          given.forEach((row, r) => {
            lineOffsets[r + 1] = lineOffsets[r] + row.length;
            row.forEach(({ text, importance: own }, i) => {
              lines[lineOffsets[r] + i] = text;
              importance[lineOffsets[r] + i] = own;
            });
            // Rows are looked at in an order of their own.
            picked[given.length - 1 - r] = r;
          });
          const order = [...picked.subarray(0, given.length)].map((r) => given[r]);
          const all = order.flat();
          const rowsOfLines = { offsets: lineOffsets, lines, importance };
          const seen = { places, first, picked: seenTexts, ofLines };
          const count = kernels.gatherPhrases(rowsOfLines, picked, given.length, all.length, seen);
          first += all.length;
          const different = [...new Set(all.map(({ text }) => text))];
          expect([...seenTexts.subarray(0, count)]).toEqual(different);
          expect([...ofLines.subarray(0, all.length)]).toEqual(all.map(({ text }) => different.indexOf(text)));

          compared.set(worths);
          kernels.bestLines(rowsOfLines, picked, given.length, ofLines, shares, compared, strengths, best);
          order.forEach((row, r) => {
            const byTexts = row.map(({ text, importance: own }) => {
              const place = different.indexOf(text);
              const byTopic = shares[256 + own];
              const [weight, covered, topic, trade] = compared.subarray(TEXT_LENGTH * place);
              return [shares[own] * weight * covered, topic * byTopic, trade * byTopic];
            });
            for (let c = 0; c < 3; c++) {
              const highest = Math.max(-1, ...byTexts.map((values) => values[c]));
              expect(strengths[3 * r + c]).toBe(highest);
              expect(best[3 * r + c]).toBe(byTexts.findIndex((values) => values[c] === highest));
            }
          });
        },
      ),
    );
  });
});

/** A list as `QueryLists` tells it: the bytes of each posting. */
function listBytes(documents: readonly number[], steps: readonly number[], kind: number): number[][] {
  return documents.map((document, i) => {
    const gap = document - (documents[i - 1] ?? 0);
    const weight = (kind & WEIGHTED) === 0 ? [] : [steps[i]];
    if ((kind & WIDE) === 0 && gap < 255) return [gap, ...weight];
    const escape = (kind & WIDE) === 0 ? [255] : [];
    const short = Math.min(gap, 65_535);
    const long = short < 65_535 ? [] : [gap & 255, (gap >>> 8) & 255, (gap >>> 16) & 255, gap >>> 24];
    return [...escape, short & 255, short >>> 8, ...long, ...weight];
  });
}

describe.each(implementations)('%s kernels of the text index', (_, kernels) => {
  const WINDOW = 256;
  const MOST_LISTS = 8;
  const MOST_WINDOWS = 400;
  const postings = arena.uint8(8192);
  const listNumbers = arena.uint32(2 * MOST_LISTS);
  const weights = arena.float64(MOST_LISTS);
  const worths = arena.float64(MOST_LISTS);
  const cursors = arena.uint32(2 * MOST_LISTS * (MOST_WINDOWS + 1));
  const ratios = arena.float64(256);
  for (let steps = 0; steps < 256; steps++) ratios[steps] = steps / 7;
  const setting = arena.float64(5);
  setting.set([2.2, 0.5, 1, 0.3, 0.04]);
  const slopes = arena.float64(64);
  const scores = arena.float64(64);
  const sums = arena.uint16(WINDOW);
  const floors = arena.uint16(WINDOW / GROUP);
  const highest = arena.uint16(WINDOW / GROUP);
  const found = arena.uint32(WINDOW);
  const foundSums = arena.uint16(WINDOW);
  /** Frequent terms, whose gaps are read eight at a time, and rare ones. */
  const gaps = fc.oneof(
    fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 80 }),
    fc.array(
      fc.oneof(
        { weight: 60, arbitrary: fc.integer({ min: 1, max: 300 }) },
        { weight: 1, arbitrary: fc.integer({ min: 65_000, max: 66_000 }) },
      ),
      { minLength: 1, maxLength: 40 },
    ),
  );
  const list = fc.record({
    gaps,
    steps: fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 80, maxLength: 80 }),
    worth: fc.double({ min: 0, max: 200, noNaN: true }),
    weight: fc.double({ min: 0.01, max: 20, noNaN: true }),
    kind: fc.constantFrom(0, 0, WIDE, WEIGHTED, WIDE | WEIGHTED),
  });

  type List = typeof list extends fc.Arbitrary<infer T> ? T : never;
  const documentsOf = ({ gaps: given }: List): number[] => {
    let document = -1;
    return given.map((step) => (document += step));
  };

  /** Lays lists where the kernels read them. */
  function lay(lists: readonly List[]): QueryLists {
    let at = 0;
    lists.forEach((each, i) => {
      const documents = documentsOf(each);
      const [first, ...rest] = listBytes(documents, each.steps, each.kind);
      postings.set([...first, ...rest.flat()], at);
      // The first gap has been read, its weight has not.
      cursors.set([at + first.length - (each.kind & WEIGHTED ? 1 : 0), documents[0]], 2 * i);
      at += first.length + rest.flat().length;
      listNumbers.set([at, each.kind], 2 * i);
      [weights[i], worths[i]] = [each.weight, each.worth];
    });
    return { postings, count: lists.length, lists: listNumbers, weights, worths, cursors };
  }

  it('add up lists window by window and find what is above the floor', () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: MOST_LISTS }), fc.nat(2000), (lists, floor) => {
        const exact = new Map<number, number>();
        for (const each of lists)
          documentsOf(each).forEach((document, i) => {
            const ratio = each.kind & WEIGHTED ? ratios[each.steps[i]] : 1;
            exact.set(document, ((exact.get(document) ?? 0) + Math.ceil(each.worth * ratio)) & 0xffff);
          });
        const last = Math.max(0, ...exact.keys());
        const laid = lay(lists);
        floors.fill(floor);
        const above: [number, number][] = [];
        let window = 0;
        for (let from = 0; from <= last && window < MOST_WINDOWS; from += WINDOW, window++) {
          kernels.accumulate(laid, window, ratios, from, from + WINDOW, sums);
          kernels.highestOfGroups(sums, WINDOW / GROUP, highest);
          const groups = Array.from(highest, (___, g) => sums.subarray(g * GROUP, (g + 1) * GROUP));
          expect([...highest]).toEqual(groups.map((group) => Math.max(...group)));
          const count = kernels.sweep(sums, floors, WINDOW / GROUP, from, found, foundSums);
          for (let i = 0; i < count; i++) above.push([found[i], foundSums[i]]);
        }
        expect(sums.every((sum) => sum === 0)).toBe(true);
        const reached = [...exact].filter(([document, sum]) => sum > floor && document < window * WINDOW);
        expect(above).toEqual(reached.sort(([a], [b]) => a - b));
        if (last < window * WINDOW)
          lists.forEach((__, i) => expect(cursors[2 * (window * lists.length + i) + 1]).toBe(LIST_END));
      }),
    );
  });

  it('score chosen documents by the formula, from the beginning or from a later window', () => {
    fc.assert(
      fc.property(
        fc.array(list, { maxLength: MOST_LISTS }),
        fc.array(fc.nat(600), { maxLength: 20 }),
        fc.array(fc.nat(), { maxLength: 40 }),
        fc.double({ min: 0.1, max: 9, noNaN: true }),
        fc.boolean(),
        (lists, any, some, slope, isLater) => {
          const laid = lay(lists);
          const inLists = lists.flatMap(documentsOf);
          const wanted = [...any, ...some.map((n) => inLists[n % inLists.length] ?? 0)]
            .filter((document) => !isLater || document >= WINDOW)
            .sort((a, b) => a - b);
          wanted.forEach((document, i) => {
            picked[i] = document;
            slopes[i] = slope + i;
          });
          if (isLater) {
            kernels.accumulate(laid, 0, ratios, 0, WINDOW, sums);
            sums.fill(0);
          }
          kernels.scoreDocuments(laid, isLater ? 1 : 0, setting, picked, slopes, wanted.length, scores);
          const exact = wanted.map((document, i) => {
            let score = 0;
            for (const each of lists) {
              const at = documentsOf(each).indexOf(document);
              const f = each.kind & WEIGHTED ? 0.5 * each.steps[at] : 1;
              if (at >= 0) score += each.weight * ((f * 2.2) / (f + (slope + i)));
            }
            return score;
          });
          expect([...scores.subarray(0, wanted.length)]).toEqual(exact);
        },
      ),
    );
  });
});

it('refuses a range that reaches past its arrays', () => {
  const [, kernels] = implementations[0];
  expect(() => kernels.topicScan(query, rows, 0, 65, out)).toThrow(RangeError);
  expect(() => kernels.topicScanWide(query, wideRows, 0, 65, out)).toThrow(RangeError);
  expect(() => kernels.topicPickWide(query, wideRows, picked, 65, out)).toThrow(RangeError);
});

describe('Arena', () => {
  it('hands out aligned, zeroed arrays that do not overlap, and says when it is full', () => {
    const small = Arena.create({ maximumBytes: MEBIBYTE });
    const arrays = [small.uint8(3), small.float64(7), small.int16(0), small.uint16(40_000), small.float32(5)];
    arrays.forEach((array, i) => {
      expect(array.byteOffset % 128).toBe(0);
      expect(array.every((value) => value === 0)).toBe(true);
      array.fill(i + 1);
    });
    arrays.forEach((array, i) => expect(array.every((value) => value === i + 1)).toBe(true));
    const used = small.usedBytes;
    expect(() => small.int32(MEBIBYTE)).toThrow(ArenaFullError);
    expect(() => small.int32(-1)).toThrow(ArenaFullError);
    expect(small.usedBytes).toBe(used);
  });

  it('is one memory for all threads: a kernel there reads what was written here', async () => {
    const shared = Arena.create({ maximumBytes: MEBIBYTE });
    const numbers = shared.int32(100_000).fill(7);
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      const sum = workerData.numbers.reduce((total, n) => total + n, 0);
      workerData.numbers[0] = 8;
      parentPort.postMessage({ sum, bytes: workerData.memory.buffer.byteLength });`;
    const worker = new Worker(source, { eval: true, workerData: { memory: shared.memory, numbers } });
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(answer).toEqual({ sum: 700_000, bytes: shared.memory.buffer.byteLength });
    expect(numbers[0]).toBe(8);
  });
});
