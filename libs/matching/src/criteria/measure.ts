import { ALL_CRITERIA } from './all.js';
import type { PairCursor } from './pair-cursor.js';

/**
 * Measures of a project with some rows of a segment: rows × criteria, in the order of `CRITERIA`, NaN where a field is
 * missing. Rounded to 32 bits here and nowhere else, so that a measure is the same number wherever it was taken.
 */
export function measureRows(at: PairCursor, rows: ArrayLike<number>): Float32Array<ArrayBuffer> {
  const width = ALL_CRITERIA.length;
  const measures = new Float32Array(rows.length * width);
  at.visit(rows, (place) => {
    for (let c = 0; c < width; c++) measures[place * width + c] = ALL_CRITERIA[c].measure(at);
  });
  return measures;
}
