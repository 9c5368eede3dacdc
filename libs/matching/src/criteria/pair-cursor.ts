import { benchOf } from '../candidates/bench.js';
import { weighPicked } from '../candidates/scan.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { QUERY_SCALE, ROW_SCALE } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';

/** A line made of common words only cannot reach full coverage: its idf mass must be at least this. */
const FULL_MASS = 12;
/** What a line gains by standing in the project's text as a whole. */
const WRITTEN_BONUS = 0.15;

/** Lines that are compared in one go; an enterprise with more is compared by itself. */
const LINES = 4096;
/** Rows that are weighed in one go. */
const ROWS = 1024;

/** What the kernels found of some rows, one row's lines after another. */
interface Batch {
  /** BM25 and TF-IDF dot product of each row. */
  readonly weighed: Float64Array;
  /** What the project covers of each line; negative when it says all its words itself. */
  readonly covered: Float64Array;
  readonly topic: Int32Array;
  readonly trade: Int32Array | undefined;
}

/**
 * A project beside one enterprise of a segment after another. `visit` makes the passes over terms and product lines
 * that several criteria share and leaves their results here; nothing is allocated per pair. Numbers that cannot be
 * known are NaN.
 */
export class PairCursor {
  row = -1;
  /** BM25F of the project's words. */
  words = 0;
  /** TF-IDF dot product with the unit-length row. */
  focus = 0;
  /** Strength of the best covered line and its position among the lines; NaN and -1 without lines. */
  coverage = Number.NaN;
  coveredLine = -1;
  /** The same for the line nearest in topic to the project, and to the project's industry. */
  productTopic = Number.NaN;
  topicLine = -1;
  trade = Number.NaN;
  tradeLine = -1;
  /** Agreement of codes, 0–1; NaN when either side has none. */
  codes = Number.NaN;
  parkCodes = Number.NaN;

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
   * @param visit called with the place of the row in `rows`
   */
  visit(rows: ArrayLike<number>, visit: (place: number) => void): void {
    const { lineOffsets, codeLists } = this.segment.columns;
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
      const batch = this.#compare(rows, start, end, lines);
      for (let place = start, first = 0; place < end; place++) {
        const row = rows[place];
        this.row = row;
        this.words = batch.weighed[2 * (place - start)];
        this.focus = batch.weighed[2 * (place - start) + 1];
        this.#coverLines(row, batch.covered, first);
        this.#takeNearest(row, batch, first);
        first += lineOffsets[row + 1] - lineOffsets[row];
        this.codes = this.#codeValues[codeLists[row]];
        this.parkCodes = this.#parkValues[codeLists[row]];
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

  /** Weighs the words of some rows, and compares all their lines. Copied, because `visit` may use the bench itself. */
  #compare(rows: ArrayLike<number>, from: number, to: number, lineCount: number): Batch {
    const { kernels, columns } = this.segment;
    const { lineOffsets, lines, phraseOffsets, phraseTerms, phraseTopics } = columns;
    const { query, topic, trade } = this.project;
    const bench = benchOf(this.segment);
    const picked = bench.picked.of(Math.max(to - from, lineCount));
    for (let place = from; place < to; place++) picked[place - from] = rows[place];
    const weighed = weighPicked(query, this.segment, to - from).slice(0, 2 * (to - from));
    let next = 0;
    for (let place = from; place < to; place++) {
      const end = lineOffsets[rows[place] + 1];
      for (let line = lineOffsets[rows[place]]; line < end; line++) picked[next++] = lines[line];
    }
    const covered = bench.covered.of(lineCount);
    kernels.coverPhrases(phraseOffsets, phraseTerms, bench.layTerms(query), picked, lineCount, covered);
    const dots = bench.dots.of(lineCount);
    const nearness = (one: Int16Array): Int32Array => {
      kernels.topicPick(bench.layTopic(one), phraseTopics, picked, lineCount, dots);
      return dots.slice(0, lineCount);
    };
    return { weighed, covered: covered.slice(0, lineCount), topic: nearness(topic), trade: trade && nearness(trade) };
  }

  /** Share of a line's idf mass the project speaks of, more when it is written out, less for short or common lines. */
  #coverLines(row: number, all: Float64Array, first: number): void {
    const { lineOffsets, lines, importance, phraseMass, phraseHashes, phraseLengths } = this.segment.columns;
    const { text } = this.project.query;
    const start = lineOffsets[row];
    this.coverage = Number.NaN;
    this.coveredLine = -1;
    for (let line = start; line < lineOffsets[row + 1]; line++) {
      let covered = all[first + line - start];
      let strength = 0;
      if (covered !== 0) {
        const phrase = lines[line];
        const isWritten = covered < 0 && text.writes(phraseHashes[phrase], phraseLengths[phrase]);
        covered = Math.abs(covered);
        strength =
          (0.75 + 0.0025 * importance[line]) *
          Math.min(1, phraseMass[phrase] / FULL_MASS) *
          (covered / phraseMass[phrase] + (isWritten ? WRITTEN_BONUS : 0));
      }
      if (this.coveredLine < 0 || strength > this.coverage) {
        this.coverage = strength;
        this.coveredLine = line - start;
      }
    }
  }

  #takeNearest(row: number, { topic, trade }: Batch, first: number): void {
    this.topicLine = this.#nearestLine(topic, row, first);
    this.productTopic = this.#nearness;
    this.tradeLine = trade ? this.#nearestLine(trade, row, first) : -1;
    this.trade = trade ? this.#nearness : Number.NaN;
  }

  /** Strength of the line {@link #nearestLine} found. */
  #nearness = Number.NaN;

  #nearestLine(scores: Int32Array, row: number, first: number): number {
    const { lineOffsets, importance } = this.segment.columns;
    const start = lineOffsets[row];
    const count = lineOffsets[row + 1] - start;
    let best = -1;
    this.#nearness = Number.NaN;
    for (let i = 0; i < count; i++) {
      const cosine = Math.max(0, scores[first + i]) / (QUERY_SCALE * ROW_SCALE);
      const strength = cosine * (0.85 + 0.0015 * importance[start + i]);
      if (best < 0 || strength > this.#nearness) {
        best = i;
        this.#nearness = strength;
      }
    }
    return best;
  }
}
