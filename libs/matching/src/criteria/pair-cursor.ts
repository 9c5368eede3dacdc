import { benchOf, type TopicBench } from '../candidates/scan.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Epoch } from '../epoch/epoch.js';
import { saturation, tfidfWeight } from '../epoch/basis.js';
import { QUERY_SCALE, ROW_SCALE } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';

/** A line made of common words only cannot reach full coverage: its idf mass must be at least this. */
const FULL_MASS = 12;
/** What a line gains by standing in the project's text as a whole. */
const WRITTEN_BONUS = 0.15;

/**
 * A project beside one enterprise of a segment after another. `moveTo` makes the passes over terms and product lines
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
  readonly #bench: TopicBench;
  readonly #codeValues: Float64Array;
  readonly #parkValues: Float64Array;

  constructor(
    epoch: Epoch,
    readonly project: PreparedProject,
    readonly segment: Segment,
  ) {
    this.#idf = epoch.idf;
    this.#bench = benchOf(segment);
    this.#codeValues = segment.codeValues(project.codes, epoch.related);
    this.#parkValues = segment.codeValues(project.parkCodes, epoch.related);
  }

  moveTo(row: number): this {
    this.row = row;
    this.#weighWords(row);
    this.#coverLines(row);
    this.#compareTopics(row);
    const list = this.segment.columns.codeLists[row];
    this.codes = this.#codeValues[list];
    this.parkCodes = this.#parkValues[list];
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

  #compareTopics(row: number): void {
    const { topic, trade } = this.project;
    this.topicLine = this.#nearestLine(topic, row);
    this.productTopic = this.#nearness;
    this.tradeLine = trade ? this.#nearestLine(trade, row) : -1;
    this.trade = trade ? this.#nearness : Number.NaN;
  }

  /** Strength of the line {@link #nearestLine} found. */
  #nearness = Number.NaN;

  #nearestLine(topic: Int16Array, row: number): number {
    const { lineOffsets, lines, importance, phraseTopics } = this.segment.columns;
    const { query, scores } = this.#bench;
    const start = lineOffsets[row];
    const end = lineOffsets[row + 1];
    let best = -1;
    this.#nearness = Number.NaN;
    query.set(topic);
    for (let from = start; from < end; from += scores.length) {
      const count = Math.min(scores.length, end - from);
      this.segment.kernels.topicPick(query, phraseTopics, lines.subarray(from, from + count), count, scores);
      for (let i = 0; i < count; i++) {
        const cosine = Math.max(0, scores[i]) / (QUERY_SCALE * ROW_SCALE);
        const strength = cosine * (0.85 + 0.0015 * importance[from + i]);
        if (best < 0 || strength > this.#nearness) {
          best = from + i - start;
          this.#nearness = strength;
        }
      }
    }
    return best;
  }
}
