import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { Arena } from '../kernels/arena.js';
import { compareTied } from '../ranking/hash.js';
import { buildTextIndex } from './build-index.js';
import { loadTextIndex, saveTextIndex, SnapshotError } from './snapshot.js';
import { type IndexedText, type TextIndex, weighTokens } from './text-index.js';
import { TextSearcher } from './text-searcher.js';

const K1 = 1.2;
const B = 0.75;
const MEBIBYTE = 1 << 20;
const small = (): Arena => Arena.create({ maximumBytes: 32 * MEBIBYTE });

/** A text whose tokens stand in an array. */
interface ListedText extends IndexedText {
  readonly tokens: readonly string[];
}

/** BM25 of every text, written down from the formula; the most frequent term is added first. */
function bestByFormula(texts: readonly ListedText[], query: readonly string[], top: number, weightStep = 1) {
  const counts = texts.map(({ tokens, weights }) => {
    const sums = new Map<string, number>();
    tokens.forEach((token, i) => sums.set(token, (sums.get(token) ?? 0) + (weights?.[i] ?? 1)));
    for (const [token, sum] of sums)
      sums.set(token, Math.min(255, Math.max(1, Math.round(sum / weightStep))) * weightStep);
    return sums;
  });
  const lengths = counts.map((sums) => [...sums.values()].reduce((sum, n) => sum + n, 0));
  const mean = lengths.reduce((sum, n) => sum + n, 0) / texts.length || 1;
  const terms = [...new Set(query)]
    .map((token) => ({ token, df: counts.filter((sums) => sums.has(token)).length }))
    .filter(({ df }) => df > 0)
    .sort((a, b) => b.df - a.df || (a.token < b.token ? -1 : 1));
  return texts
    .map(({ id }, text) => {
      let score = 0;
      for (const { token, df } of terms) {
        const f = counts[text].get(token);
        if (f === undefined) continue;
        const idf = Math.log(1 + (texts.length - df + 0.5) / (df + 0.5));
        score += idf * ((f * (K1 + 1)) / (f + (K1 * (1 - B) + ((K1 * B) / mean) * lengths[text])));
      }
      return { id, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compareTied(a.id, b.id))
    .slice(0, top);
}

/** A few frequent and many rare terms, so that lists of all kinds and many ties come up. */
const token = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 60 }).map(String));
const texts = fc
  .array(fc.array(token, { maxLength: 12 }), { maxLength: 300 })
  .map((all) => all.map((tokens, i): ListedText => ({ id: `t${i}`, tokens })));
const query = fc.array(token, { maxLength: 20 });

function found(index: TextIndex, given: readonly IndexedText[], tokens: readonly string[], top: number, wasm = true) {
  const searcher = new TextSearcher(index.arena, index.arrays, { wasm });
  return searcher
    .search(weighTokens(index, tokens), top)
    .map(({ position, score }) => ({ id: given[position].id, score }));
}

/** Many texts from a seed: more than one window, lists with gaps of one and two bytes. */
function manyTexts(count: number): ListedText[] {
  let state = 7;
  const random = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  return Array.from({ length: count }, (_, i) => ({
    id: `m${i}`,
    tokens: Array.from({ length: 2 + Math.floor(random() * 8) }, () => `${Math.floor(3000 * random() ** 4)}`),
  }));
}

describe('search', () => {
  it('finds what scoring every text finds, in the same order with the same scores', () => {
    fc.assert(
      fc.property(texts, query, fc.integer({ min: 1, max: 30 }), fc.boolean(), (given, tokens, top, wasm) => {
        const index = buildTextIndex(given, { arena: small() });
        expect(found(index, given, tokens, top, wasm)).toEqual(bestByFormula(given, tokens, top));
      }),
      { numRuns: 150 },
    );
  });

  it('does so for weighted tokens', () => {
    const weighted = fc
      .array(fc.array(fc.tuple(token, fc.constantFrom(0.5, 1, 1.0625, 1.5, 7)), { maxLength: 10 }), { maxLength: 200 })
      .map((all) =>
        all.map((pairs, i): ListedText => ({
          id: `w${i}`,
          tokens: pairs.map(([t]) => t),
          weights: pairs.map(([, w]) => w),
        })),
      );
    fc.assert(
      fc.property(weighted, query, (given, tokens) => {
        const index = buildTextIndex(given, { arena: small(), weightStep: 1 / 16 });
        const exact = bestByFormula(given, tokens, 10, 1 / 16);
        expect(found(index, given, tokens, 10)).toEqual(exact);
      }),
      { numRuns: 60 },
    );
  });

  it('does so over several windows, with and without WebAssembly', () => {
    const given = manyTexts(18_000);
    const index = buildTextIndex(given, { arena: Arena.create({ maximumBytes: 128 * MEBIBYTE }) });
    for (const tokens of [['0', '1', '2'], ['2500', '2600', '0', '7'], [...Array(25).keys()].map((n) => `${n * n}`)]) {
      const exact = bestByFormula(given, tokens, 3000);
      for (const wasm of [true, false]) {
        expect(found(index, given, tokens, 20, wasm)).toEqual(exact.slice(0, 20));
        expect(JSON.stringify(found(index, given, tokens, 3000, wasm))).toBe(JSON.stringify(exact));
      }
    }
  });

  it('scores only what can matter', () => {
    const given = manyTexts(18_000);
    const index = buildTextIndex(given, { arena: Arena.create({ maximumBytes: 128 * MEBIBYTE }) });
    const searcher = new TextSearcher(index.arena, index.arrays);
    const query = weighTokens(index, ['2500', '2600', '0', '1', '2']);
    const postings = query.terms.reduce((sum, term) => sum + index.arrays.documentFrequencies[term], 0);
    searcher.search(query, 5);
    expect(searcher.scored).toBeLessThan(postings / 10);
  });

  it('ranks the same in whatever order the texts come', () => {
    fc.assert(
      fc.property(
        texts.chain((given) => fc.tuple(fc.constant(given), fc.shuffledSubarray(given, { minLength: given.length }))),
        query,
        ([given, shuffled], tokens) => {
          const [one, other] = [given, shuffled].map((each) => buildTextIndex(each, { arena: small() }));
          expect(found(other, shuffled, tokens, 15)).toEqual(found(one, given, tokens, 15));
          expect({ ...other.arrays, positions: undefined }).toEqual({ ...one.arrays, positions: undefined });
          expect([...other.terms.keys()]).toEqual([...one.terms.keys()]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('takes tokens with blanks between them as it takes a list of them', () => {
    const stretch = fc.oneof(token, fc.constantFrom('磷酸', '酸铁', 'é', '𠀀', 'abc'));
    const blanks = fc.integer({ min: 1, max: 3 }).map((count) => ' '.repeat(count));
    const weight = fc.constantFrom(-1, 0, 0.5, 1, 3);
    const one = fc.array(fc.tuple(stretch, blanks, weight), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), fc.boolean(), (given, isWeighted) => {
        const [listed, joined] = [false, true].map((isJoined) =>
          given.map((all, i): IndexedText => {
            const tokens = isJoined ? ` ${all.map(([word, gap]) => word + gap).join('')}` : all.map(([word]) => word);
            return { id: `t${i}`, tokens, ...(isWeighted ? { weights: all.map(([, , weight]) => weight) } : {}) };
          }),
        );
        const [expected, index] = [listed, joined].map((each) => buildTextIndex(each, { arena: small() }));
        expect(index.arrays).toEqual(expected.arrays);
        expect([...index.terms.keys()]).toEqual([...expected.terms.keys()]);
      }),
      { numRuns: 60 },
    );
  });

  it('scores chosen documents as the search does', () => {
    const given = manyTexts(2000);
    const index = buildTextIndex(given, { arena: small() });
    const searcher = new TextSearcher(index.arena, index.arrays);
    const query = weighTokens(index, ['1', '5', '90']);
    const hits = searcher.search(query, 40);
    expect([
      ...searcher.score(
        query,
        hits.map(({ document }) => document),
      ),
    ]).toEqual(hits.map(({ score }) => score));
  });
});

describe('snapshot', () => {
  it('opens as the index that was saved', () => {
    fc.assert(
      fc.property(texts, query, (given, tokens) => {
        const index = buildTextIndex(given, { arena: small() });
        const bytes: number[] = [];
        saveTextIndex(index, (piece) => bytes.push(...piece));
        let at = 0;
        const opened = loadTextIndex((into) => {
          into.set(bytes.slice(at, at + into.length));
          at += into.length;
        }, small());
        expect(at).toBe(bytes.length);
        expect(opened.arrays).toEqual(index.arrays);
        expect(found(opened, given, tokens, 10)).toEqual(found(index, given, tokens, 10));
      }),
      { numRuns: 30 },
    );
  });

  it('refuses other bytes', () => {
    expect(() => loadTextIndex((into) => into.fill(1), small())).toThrow(SnapshotError);
  });
});
