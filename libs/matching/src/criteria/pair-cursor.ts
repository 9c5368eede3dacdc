import { benchOf } from '../candidates/bench.js';
import { weighPicked } from '../candidates/scan.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { FLAG, knownSize, type Segment } from '../segment/segment.js';
import type { MeasuredPair } from './criterion.js';
import { BEST_LINES, type BestLines, compareLines } from './line-comparison.js';

/** Lines that are compared in one go; an enterprise with more is compared by itself. */
const LINES = 8192;
/** Rows that are weighed in one go. */
const ROWS = 1024;
/**
 * What the columns have of these rows. They lie far apart, and come from memory side by side when nothing else is done between
 * two of them.
 */
const CODE_LISTS = new Uint32Array(ROWS);
const PROVINCES = new Uint16Array(ROWS);
const SIZES = new Float32Array(ROWS);
const FLAGS = new Uint8Array(ROWS);

/**
 * A project beside one enterprise of a segment after another. `visit` makes the passes over terms and product lines
 * that several criteria share and leaves their results here; nothing is allocated per pair. Numbers that cannot be
 * known are NaN.
 */
export class PairCursor implements MeasuredPair {
  row = -1;
  words = Number.NaN;
  focus = Number.NaN;
  /** NaN without lines; with the place of the best line among the lines, -1 where none is any good. */
  coverage = Number.NaN;
  coveredLine = -1;
  productTopic = Number.NaN;
  topicLine = -1;
  trade = Number.NaN;
  tradeLine = -1;
  codes = Number.NaN;
  parkCodes = Number.NaN;
  sameProvince = Number.NaN;
  size = Number.NaN;
  /** The size; where it is unknown, what is usual for such a name. */
  sizeOrStandIn = Number.NaN;

  readonly #codeValues: Float64Array;
  readonly #parkValues: Float64Array;
  /** Numbers of the project's province, and of none, in the segment; -1 where it has no such enterprise. */
  readonly #ownProvince: number;
  readonly #noProvince: number;
  readonly #isPlaceless: boolean;

  constructor(
    epoch: Epoch,
    readonly project: PreparedProject,
    readonly segment: Segment,
  ) {
    this.#codeValues = segment.codeValues(project.codes, epoch.related);
    this.#parkValues = segment.codeValues(project.parkCodes, epoch.related);
    this.#ownProvince = segment.meta.provinces.indexOf(project.province);
    this.#noProvince = segment.meta.provinces.indexOf('');
    this.#isPlaceless = project.province === '';
  }

  /**
   * Stands on one row after another. All their words and lines are compared in one go first.
   * @param visit called with the place of the row in `rows`; must not have anything else compared
   */
  visit(rows: ArrayLike<number>, visit: (place: number) => void): void {
    const { lineOffsets } = this.segment.columns;
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
      const count = end - start;
      const picked = benchOf(this.segment).picked.of(count);
      for (let i = 0; i < count; i++) picked[i] = rows[start + i];
      this.#readColumns(picked, count);
      const bestLines = compareLines(this.project, this.segment, count, lines);
      const weighed = weighPicked(this.project.query, this.segment, count);
      for (let i = 0; i < count; i++) {
        this.row = rows[start + i];
        this.words = weighed[2 * i];
        this.focus = weighed[2 * i + 1];
        this.#takeLines(BEST_LINES * i, bestLines, (FLAGS[i] & FLAG.lineTopicKnown) !== 0);
        this.#takeCircumstances(i);
        visit(start + i);
      }
      start = end;
    }
  }

  /** The same without reading any text: words and lines stay as they were. */
  visitCircumstances(rows: Uint32Array, visit: (place: number) => void): void {
    for (let start = 0; start < rows.length; start += ROWS) {
      const count = Math.min(ROWS, rows.length - start);
      this.#readColumns(rows.subarray(start), count);
      for (let i = 0; i < count; i++) {
        this.row = rows[start + i];
        this.#takeCircumstances(i);
        visit(start + i);
      }
    }
  }

  /** Stands on one row. */
  moveTo(row: number): this {
    this.visit([row], () => undefined);
    return this;
  }

  /** Stands on a row that was measured before, for its evidence: the best lines are known, the strengths not. */
  returnTo(row: number, bestLines: Int32Array, place: number): this {
    this.row = row;
    this.coveredLine = bestLines[BEST_LINES * place];
    this.topicLine = bestLines[BEST_LINES * place + 1];
    this.tradeLine = bestLines[BEST_LINES * place + 2];
    return this;
  }

  #readColumns(rows: Uint32Array, count: number): void {
    const { codeLists, provinces, sizes, flags } = this.segment.columns;
    for (let i = 0; i < count; i++) CODE_LISTS[i] = codeLists[rows[i]];
    for (let i = 0; i < count; i++) PROVINCES[i] = provinces[rows[i]];
    for (let i = 0; i < count; i++) SIZES[i] = sizes[rows[i]];
    for (let i = 0; i < count; i++) FLAGS[i] = flags[rows[i]];
  }

  #takeCircumstances(i: number): void {
    this.codes = this.#codeValues[CODE_LISTS[i]];
    this.parkCodes = this.#parkValues[CODE_LISTS[i]];
    if (this.#isPlaceless || PROVINCES[i] === this.#noProvince) this.sameProvince = Number.NaN;
    else this.sameProvince = PROVINCES[i] === this.#ownProvince ? 1 : 0;
    this.size = knownSize(FLAGS[i], SIZES[i]);
    this.sizeOrStandIn = SIZES[i];
  }

  #takeLines(at: number, { strengths, best }: BestLines, hasTopic: boolean): void {
    const hasLines = strengths[at] >= 0;
    const hasTrade = hasTopic && this.project.trade !== undefined;
    this.coverage = hasLines ? strengths[at] : Number.NaN;
    this.coveredLine = strengths[at] > 0 ? best[at] : -1;
    this.productTopic = hasTopic && this.project.hasTopic ? strengths[at + 1] : Number.NaN;
    this.topicLine = strengths[at + 1] > 0 ? best[at + 1] : -1;
    this.trade = hasTrade ? strengths[at + 2] : Number.NaN;
    this.tradeLine = hasTrade && strengths[at + 2] > 0 ? best[at + 2] : -1;
  }
}
