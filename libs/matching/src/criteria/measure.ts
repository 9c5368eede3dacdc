import { ALL_CRITERIA } from './all.js';
import { BEST_LINES } from './line-comparison.js';
import type { PairCursor } from './pair-cursor.js';

const WIDTH = ALL_CRITERIA.length;
/** Those that read texts stand before. */
const FIRST_CIRCUMSTANCE = ALL_CRITERIA.findIndex(({ readsTexts }) => !readsTexts);
const [words, focus, product, productTopic, trade, codes, place, size, park] = ALL_CRITERIA.map(
  ({ measure }) => measure,
);

/** Some rows of a segment beside a project: their numbers, and where their evidence is found. */
export interface MeasuredRows {
  readonly rows: Uint32Array;
  /** Rows × criteria, in the order of `CRITERIA`; NaN where a field is missing. */
  readonly measures: Float32Array;
  /** Value of the size, neutral where it is not known. */
  readonly sizes: Float32Array;
  /** Rows × {@link BEST_LINES}: places of the best lines among the lines of the row; -1 where none is any good. */
  readonly bestLines: Int32Array;
}

/**
 * Measures a project with some rows of a segment. Measures are rounded to 32 bits in these arrays and nowhere else, so that a
 * measure is the same number wherever it was taken.
 */
export function measureRows(at: PairCursor, rows: Uint32Array): MeasuredRows {
  const measures = new Float32Array(rows.length * WIDTH);
  const sizes = new Float32Array(rows.length);
  const bestLines = new Int32Array(rows.length * BEST_LINES);
  at.visit(rows, (row) => {
    write(at, measures, row);
    sizes[row] = at.sizeOrStandIn;
    bestLines[BEST_LINES * row] = at.coveredLine;
    bestLines[BEST_LINES * row + 1] = at.topicLine;
    bestLines[BEST_LINES * row + 2] = at.tradeLine;
  });
  return { rows, measures, sizes, bestLines };
}

/** The criteria that read no texts, rows × criteria; NaN where a field is missing, and for those that do. */
export function measureCircumstances(at: PairCursor, rows: Uint32Array): Float32Array {
  const measures = new Float32Array(rows.length * WIDTH).fill(Number.NaN);
  at.visitCircumstances(rows, (row) => {
    writeCircumstances(at, measures, row * WIDTH + FIRST_CIRCUMSTANCE);
  });
  return measures;
}

/** Writes the pair the cursor stands on. */
function write(at: PairCursor, measures: Float32Array, row: number): void {
  // Spelt out: one call of many functions is not compiled in place, and this is done for every candidate.
  let next = row * WIDTH;
  measures[next++] = words(at);
  measures[next++] = focus(at);
  measures[next++] = product(at);
  measures[next++] = productTopic(at);
  measures[next++] = trade(at);
  writeCircumstances(at, measures, next);
}

/** Writes what is known of the pair without its texts. */
function writeCircumstances(at: PairCursor, measures: Float32Array, from: number): void {
  let next = from;
  measures[next++] = codes(at);
  measures[next++] = place(at);
  measures[next++] = size(at);
  measures[next] = park(at);
}
