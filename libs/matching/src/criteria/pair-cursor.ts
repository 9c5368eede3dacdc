import { benchOf } from '../candidates/bench.js';
import { weighPicked } from '../candidates/scan.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import type { Segment } from '../segment/segment.js';
import type { MeasuredPair } from './criterion.js';
import { LINE_COMPARISON, shareOfCoverage, shareOfTopic } from './line-comparison.js';

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
      LINE_COMPARISON.compare(this.project, this.segment, rows, start, end, lines);
      const weighed = this.#weigh(rows, start, end);
      for (let place = start, first = 0; place < end; place++) {
        const row = rows[place];
        this.row = row;
        this.words = weighed[2 * (place - start)];
        this.focus = weighed[2 * (place - start) + 1];
        this.#takeLines(row, first);
        first += lineOffsets[row + 1] - lineOffsets[row];
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

  #weigh(rows: ArrayLike<number>, from: number, to: number): Float64Array {
    const picked = benchOf(this.segment).picked.of(to - from);
    for (let place = from; place < to; place++) picked[place - from] = rows[place];
    return weighPicked(this.project.query, this.segment, to - from);
  }

  /**
   * The best lines of a row: share of a line's idf mass the project speaks of, more when it is written out, less for short
   * or common lines; and nearness of its topic. Important lines count more; the first of equals counts.
   * @param first place of its first line among those compared
   */
  #takeLines(row: number, first: number): void {
    const { lineOffsets, importance } = this.segment.columns;
    const { ofLines, weight, covered, topic, trade } = LINE_COMPARISON;
    const start = lineOffsets[row];
    const count = lineOffsets[row + 1] - start;
    let [coverage, coveredLine, productTopic, topicLine, ofTrade, tradeLine] = [-1, -1, -1, -1, -1, -1];
    for (let i = 0; i < count; i++) {
      const place = ofLines[first + i];
      const share = importance[start + i];
      const coverageOfLine = shareOfCoverage(share) * weight[place] * covered[place];
      if (coverageOfLine > coverage) {
        coverage = coverageOfLine;
        coveredLine = i;
      }
      const byTopic = shareOfTopic(share);
      if (topic[place] * byTopic > productTopic) {
        productTopic = topic[place] * byTopic;
        topicLine = i;
      }
      if (trade[place] * byTopic > ofTrade) {
        ofTrade = trade[place] * byTopic;
        tradeLine = i;
      }
    }
    const hasLines = count > 0;
    const hasTrade = hasLines && this.project.trade !== undefined;
    this.coverage = hasLines ? coverage : Number.NaN;
    this.coveredLine = coveredLine;
    this.productTopic = hasLines ? productTopic : Number.NaN;
    this.topicLine = topicLine;
    this.trade = hasTrade ? ofTrade : Number.NaN;
    this.tradeLine = hasTrade ? tradeLine : -1;
  }
}
