import { benchOf } from '../candidates/scan.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { saturation, tfidfWeight } from '../epoch/basis.js';
import { QUERY_SCALE, ROW_SCALE } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';

/** A line made of common words only cannot reach full coverage: its idf mass must be at least this. */
const FULL_MASS = 12;
/** What a line gains by standing in the project's text as a whole. */
const WRITTEN_BONUS = 0.15;

/** Lines whose topics are compared in one go; an enterprise with more is compared by itself. */
const LINES = 4096;

/** Dot products with lines, in the order they were picked. */
interface LineTopics {
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

  readonly #idf: Float64Array;
  readonly #codeValues: Float64Array;
  readonly #parkValues: Float64Array;

  constructor(
    epoch: Epoch,
    readonly project: PreparedProject,
    readonly segment: Segment,
  ) {
    this.#idf = epoch.idf;
    this.#codeValues = segment.codeValues(project.codes, epoch.related);
    this.#parkValues = segment.codeValues(project.parkCodes, epoch.related);
  }

  /**
   * Stands on one row after another. The topics of all their lines are compared in one go first.
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
      } while (end < rows.length && lines + lineOffsets[rows[end] + 1] - lineOffsets[rows[end]] <= LINES);
      const ofTopics = this.#compareLines(rows, start, end, lines);
      for (let place = start, first = 0; place < end; place++) {
        const row = rows[place];
        this.row = row;
        this.#weighWords(row);
        this.#coverLines(row);
        this.#takeNearest(row, ofTopics, first);
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

  #weighWords(row: number): void {
    const { termOffsets, terms, counts, damping, norms } = this.segment.columns;
    const { terms: table, weights } = this.project.query;
    let words = 0;
    let focus = 0;
    for (let i = termOffsets[row]; i < termOffsets[row + 1]; i++) {
      const term = terms[i];
      const place = table.find(term);
      if (place < 0) continue;
      words += weights[place] * this.#idf[term] * saturation(counts[i], damping[row]);
      focus += weights[place] * tfidfWeight(counts[i], this.#idf[term]);
    }
    this.words = words;
    this.focus = focus * norms[row];
  }

  /** Share of a line's idf mass the project speaks of, more when it is written out, less for short or common lines. */
  #coverLines(row: number): void {
    const { lineOffsets, lines, importance, phraseOffsets, phraseTerms, phraseMass, phraseHashes, phraseLengths } =
      this.segment.columns;
    const { terms: table, membership, text } = this.project.query;
    this.coverage = Number.NaN;
    this.coveredLine = -1;
    for (let line = lineOffsets[row]; line < lineOffsets[row + 1]; line++) {
      const phrase = lines[line];
      let covered = 0;
      let isComplete = phraseOffsets[phrase + 1] > phraseOffsets[phrase];
      for (let i = phraseOffsets[phrase]; i < phraseOffsets[phrase + 1]; i++) {
        const term = phraseTerms[i];
        const place = table.find(term);
        if (place < 0) {
          isComplete = false;
          continue;
        }
        covered += membership[place] * this.#idf[term];
        if (membership[place] < 1) isComplete = false;
      }
      let strength = 0;
      if (covered > 0) {
        const isWritten = isComplete && text.writes(phraseHashes[phrase], phraseLengths[phrase]);
        strength =
          (0.75 + 0.0025 * importance[line]) *
          Math.min(1, phraseMass[phrase] / FULL_MASS) *
          (covered / phraseMass[phrase] + (isWritten ? WRITTEN_BONUS : 0));
      }
      if (this.coveredLine < 0 || strength > this.coverage) {
        this.coverage = strength;
        this.coveredLine = line - lineOffsets[row];
      }
    }
  }

  /** Dot products of the topics of project and industry with the lines of some rows, one row's after another. */
  #compareLines(rows: ArrayLike<number>, from: number, to: number, count: number): LineTopics {
    const { lineOffsets, lines, phraseTopics } = this.segment.columns;
    const { topic, trade } = this.project;
    const bench = benchOf(this.segment, count);
    let next = 0;
    for (let place = from; place < to; place++) {
      const end = lineOffsets[rows[place] + 1];
      for (let line = lineOffsets[rows[place]]; line < end; line++) bench.picked[next++] = lines[line];
    }
    const compare = (query: Int16Array): Int32Array => {
      bench.query.set(query);
      this.segment.kernels.topicPick(bench.query, phraseTopics, bench.picked, count, bench.scores);
      return bench.scores.slice(0, count);
    };
    return { topic: compare(topic), trade: trade && compare(trade) };
  }

  #takeNearest(row: number, { topic, trade }: LineTopics, first: number): void {
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
