import { ALL_CRITERIA } from './all.js';
import type { PairCursor } from './pair-cursor.js';

const WIDTH = ALL_CRITERIA.length;
const [words, focus, product, productTopic, trade, codes, place, size, park] = ALL_CRITERIA.map(
  ({ measure }) => measure,
);

/**
 * Measures of a project with some rows of a segment: rows × criteria, in the order of `CRITERIA`, NaN where a field is
 * missing. Rounded to 32 bits in these arrays and nowhere else, so that a measure is the same number wherever it was taken.
 */
export function measureRows(at: PairCursor, rows: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const measures = new Float32Array(rows.length * WIDTH);
  at.visit(rows, (place) => {
    measurePair(at, measures, place);
  });
  return measures;
}

/** The same of the pair the cursor stands on, as row `row`. */
export function measurePair(at: PairCursor, measures: Float32Array, row: number): void {
  // Spelt out: one call of many functions is not compiled in place, and this is done for every candidate.
  let next = row * WIDTH;
  measures[next++] = words(at);
  measures[next++] = focus(at);
  measures[next++] = product(at);
  measures[next++] = productTopic(at);
  measures[next++] = trade(at);
  measures[next++] = codes(at);
  measures[next++] = place(at);
  measures[next++] = size(at);
  measures[next] = park(at);
}
