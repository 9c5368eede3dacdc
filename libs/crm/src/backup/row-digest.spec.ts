import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowDigest } from './row-digest.js';

/** Rows as COPY writes them: what would break a line is spelled. */
const row = fc.string({ unit: 'binary' }).map((text) => text.replaceAll(/[\n\r\\]/g, '\\n'));

async function digestOf(chunks: readonly Buffer[]) {
  const digest = new RowDigest();
  const passed = await buffer(Readable.from(chunks).pipe(digest));
  return { rows: digest.rows, digest: digest.digest, passed };
}

const textOf = (rows: readonly string[]) => Buffer.from(rows.map((each) => `${each}\n`).join(''));

/** The same bytes, cut anywhere, within a character too. */
const cut = (bytes: Buffer, places: readonly number[]) => {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end));
};

describe('the digest of rows', () => {
  it('is the same in whatever order and chunks they come, and passes them on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.array(fc.nat()), fc.infiniteStream(fc.nat()), async (rows, places, order) => {
        const whole = await digestOf([textOf(rows)]);
        const others = rows.map((each) => ({ each, by: order.next().value as number })).sort((a, b) => a.by - b.by);
        const shuffled = await digestOf(cut(textOf(others.map(({ each }) => each)), places));
        expect(whole.rows).toBe(rows.length);
        expect(whole.passed.equals(textOf(rows))).toBe(true);
        expect([shuffled.rows, shuffled.digest]).toEqual([whole.rows, whole.digest]);
      }),
    );
  });

  it('tells a row that was changed, doubled or left out', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1 }), fc.nat(), row, async (rows, at, other) => {
        const place = at % rows.length;
        fc.pre(rows[place] !== other);
        const { digest } = await digestOf([textOf(rows)]);
        for (const changed of [rows.with(place, other), [...rows, rows[place]], rows.toSpliced(place, 1)]) {
          expect((await digestOf([textOf(changed)])).digest).not.toBe(digest);
        }
      }),
    );
  });
});
