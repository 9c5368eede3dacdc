import { ALL_CRITERIA } from './all.js';
import type { PairCursor } from './pair-cursor.js';

const WIDTH = ALL_CRITERIA.length;

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

/** The same of the pair the cursor stands on, as row `place`. */
export function measurePair(at: PairCursor, measures: Float32Array, place: number): void {
  for (let c = 0; c < WIDTH; c++) measures[place * WIDTH + c] = ALL_CRITERIA[c].measure(at);
}
