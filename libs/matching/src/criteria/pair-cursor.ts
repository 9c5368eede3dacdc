import { benchOf } from '../candidates/bench.js';
import { weighPicked } from '../candidates/scan.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import type { Segment } from '../segment/segment.js';
import type { MeasuredPair } from './criterion.js';
import { type BestLines, compareLines } from './line-comparison.js';

/** Lines that are compared in one go; an enterprise with more is compared by itself. */
const LINES = 8192;
/** Rows that are weighed in one go. */
const ROWS = 1024;

/**
 * A project beside one enterprise of a segment after another. `visit` makes the passes over terms and product lines
 * that several criteria share and leaves their results here; nothing is allocated per pair. Numbers that cannot be
 * known are NaN.
 */
export class PairCursor implements MeasuredPair {
  row = -1;
  words = 0;
  focus = 0;
  /** With the position of the best line among the lines; NaN and -1 without lines. */
  coverage = Number.NaN;
  coveredLine = -1;
  productTopic = Number.NaN;
  topicLine = -1;
  trade = Number.NaN;
  tradeLine = -1;
  codes = Number.NaN;
  parkCodes = Number.NaN;
  sameProvince = Number.NaN;

  readonly #codeValues: Float64Array;
  readonly #parkValues: Float64Array;

  constructor(
    epoch: Epoch,
    readonly project: PreparedProject,
    readonly segment: Segment,
  ) {
    this.#codeValues = segment.codeValues(project.codes, epoch.related);
    this.#parkValues = segment.codeValues(project.parkCodes, epoch.related);
  }

  /**
   * Stands on one row after another. All their words and lines are compared in one go first.
   * @param visit called with the place of the row in `rows`; must not have anything else compared
   */
  visit(rows: ArrayLike<number>, visit: (place: number) => void): void {
    const { lineOffsets, codeLists, provinces } = this.segment.columns;
    for (let start = 0; start < rows.length;) {
      let end = start;
      let lines = 0;
      do {
        lines += lineOffsets[rows[end] + 1] - lineOffsets[rows[end]];
        end++;
      } while (
        end < rows.length &&
        end - start < ROWS &&
        lines + lineOffsets[rows[end] + 1] - lineOffsets[rows[end]] <= LINES
      );
      const picked = benchOf(this.segment).picked.of(end - start);
      for (let place = start; place < end; place++) picked[place - start] = rows[place];
      const bestLines = compareLines(this.project, this.segment, end - start, lines);
      const weighed = weighPicked(this.project.query, this.segment, end - start);
      for (let place = start; place < end; place++) {
        const row = rows[place];
        this.row = row;
        this.words = weighed[2 * (place - start)];
        this.focus = weighed[2 * (place - start) + 1];
        this.#takeLines(3 * (place - start), bestLines);
        this.codes = this.#codeValues[codeLists[row]];
        this.parkCodes = this.#parkValues[codeLists[row]];
        const province = this.segment.meta.provinces[provinces[row]];
        if (province !== '' && this.project.province !== '')
          this.sameProvince = province === this.project.province ? 1 : 0;
        else this.sameProvince = Number.NaN;
        visit(place);
      }
      start = end;
    }
  }

  /** Stands on one row. */
  moveTo(row: number): this {
    this.visit([row], () => undefined);
    return this;
  }

  #takeLines(at: number, { strengths, best }: BestLines): void {
    const hasLines = strengths[at] >= 0;
    const hasTrade = hasLines && this.project.trade !== undefined;
    this.coverage = hasLines ? strengths[at] : Number.NaN;
    this.coveredLine = best[at];
    this.productTopic = hasLines ? strengths[at + 1] : Number.NaN;
    this.topicLine = best[at + 1];
    this.trade = hasTrade ? strengths[at + 2] : Number.NaN;
    this.tradeLine = hasTrade ? best[at + 2] : -1;
  }
}
