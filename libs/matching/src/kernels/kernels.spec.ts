import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Arena, ArenaFullError } from './arena.js';
import { type Kernels, loadKernels } from './kernels.js';

const MEBIBYTE = 1 << 20;

const arena = Arena.create({ maximumBytes: 64 * MEBIBYTE });
const implementations: readonly (readonly [string, Kernels])[] = [
  ['WebAssembly', loadKernels(arena.memory)],
  ['JavaScript', loadKernels(arena.memory, { wasm: false })],
];
const query = arena.int16(512);
const rows = arena.int8(64 * 512);
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

        picked.set(exact.map((__, r) => exact.length - 1 - r));
        kernels.topicPick(own, rows, picked, exact.length, out);
        expect([...out.subarray(0, exact.length)]).toEqual(exact.toReversed());
      }),
    );
  });
});

it('refuses a range that reaches past its arrays', () => {
  const [, kernels] = implementations[0];
  expect(() => kernels.topicScan(query, rows, 0, 65, out)).toThrow(RangeError);
  expect(() => kernels.topicPick(query, rows, picked, 65, out)).toThrow(RangeError);
});

describe('Arena', () => {
  it('hands out aligned, zeroed arrays that do not overlap, and says when it is full', () => {
    const small = Arena.create({ maximumBytes: MEBIBYTE });
    const arrays = [small.uint8(3), small.float64(7), small.int16(0), small.uint16(40_000), small.float32(5)];
    arrays.forEach((array, i) => {
      expect(array.byteOffset % 16).toBe(0);
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
