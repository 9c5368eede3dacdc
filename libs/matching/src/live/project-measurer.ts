import { ALL_CRITERIA } from '../criteria/all.js';
import type { MeasuredPair } from '../criteria/criterion.js';
import { coveredShare, cosineOf, shareOfCoverage, shareOfTopic, weightOfMass } from '../criteria/line-worth.js';
import { tfidfWeight } from '../epoch/basis.js';
import type { Epoch } from '../epoch/epoch.js';
import { FLAG, knownSize, type Segment } from '../segment/segment.js';
import type { ProjectColumns } from './project-columns.js';

const WIDTH = ALL_CRITERIA.length;

/** What is added up of each project asked, by the position it is asked at. */
interface Sums {
  readonly focus: Float64Array;
  /** Of the line that is looked at: what is covered of it, and how many of its words the project says itself. */
  readonly covered: Float64Array;
  readonly own: Uint32Array;
  /** The best of the lines looked at so far. */
  readonly coverage: Float64Array;
  readonly productTopic: Float64Array;
  readonly trade: Float64Array;
}

const sumsOf = (length: number): Sums => ({
  focus: new Float64Array(length),
  covered: new Float64Array(length),
  own: new Uint32Array(length),
  coverage: new Float64Array(length),
  productTopic: new Float64Array(length),
  trade: new Float64Array(length),
});

/**
 * One enterprise beside many projects: the other way round of `measureRows`, with the same numbers. Words and lines of the
 * enterprise are read once for all of them.
 * Cost: the postings of its terms, of its lines' terms once more, and 2 · k multiplications a line and project by SIMD.
 */
export class ProjectMeasurer {
  readonly #bench: ReturnType<ProjectColumns['bench']>;
  /** By place: the position it is asked at, or -1. */
  #positions = new Int32Array(0);
  #sums = sumsOf(0);

  constructor(
    private readonly epoch: Epoch,
    private readonly projects: ProjectColumns,
  ) {
    this.#bench = projects.bench();
  }

  /**
   * Measures of the enterprise in a row of a segment: projects × criteria, NaN where a field is missing.
   * @param places of the projects, ascending
   * @param words BM25F of the enterprise by place
   */
  measure(segment: Segment, row: number, places: readonly number[], words: Float64Array): Float32Array {
    this.#ask(places);
    this.#addFocus(segment, row);
    const { lineOffsets, lines, importance } = segment.columns;
    const [first, end] = [lineOffsets[row], lineOffsets[row + 1]];
    for (let line = first; line < end; line++) {
      this.#cover(segment, lines[line], importance[line], places);
      this.#compareTopic(segment, lines[line], importance[line], places);
    }
    const measures = this.#read(segment, row, places, words, end > first);
    for (const place of places) this.#positions[place] = -1;
    return measures;
  }

  #ask(places: readonly number[]): void {
    if (this.#positions.length < this.projects.size) this.#positions = new Int32Array(this.projects.size).fill(-1);
    if (this.#sums.focus.length < places.length) this.#sums = sumsOf(2 * places.length);
    places.forEach((place, position) => (this.#positions[place] = position));
    const { focus, coverage, productTopic, trade } = this.#sums;
    focus.fill(0, 0, places.length);
    // Below what any line has.
    for (const best of [coverage, productTopic, trade]) best.fill(-1, 0, places.length);
  }

  /** Terms ascending, as every other such sum is made. */
  #addFocus({ columns }: Segment, row: number): void {
    const { focus } = this.#sums;
    for (let i = columns.termOffsets[row]; i < columns.termOffsets[row + 1]; i++) {
      const term = columns.terms[i];
      const postings = this.projects.postingsOf(term);
      if (!postings) continue;
      const weight = tfidfWeight(columns.counts[i], this.epoch.idf[term]);
      for (let p = 0; p < postings.places.length; p++) {
        const position = this.#positions[postings.places[p]];
        if (position >= 0) focus[position] += postings.weights[p] * weight;
      }
    }
  }

  #cover({ columns }: Segment, phrase: number, importance: number, places: readonly number[]): void {
    const { phraseOffsets, phraseTerms, phraseMass, phraseHashes, phraseLengths } = columns;
    const { covered, own, coverage } = this.#sums;
    covered.fill(0, 0, places.length);
    own.fill(0, 0, places.length);
    const [from, to] = [phraseOffsets[phrase], phraseOffsets[phrase + 1]];
    for (let i = from; i < to; i++) {
      const postings = this.projects.postingsOf(phraseTerms[i]);
      if (!postings) continue;
      for (let p = 0; p < postings.places.length; p++) {
        const position = this.#positions[postings.places[p]];
        if (position < 0) continue;
        covered[position] += postings.covering[p];
        own[position] += postings.isOwn[p];
      }
    }
    const mass = phraseMass[phrase];
    const share = shareOfCoverage(importance) * weightOfMass(mass);
    for (let position = 0; position < places.length; position++) {
      // Only a line whose words the project says all itself can stand there as a whole.
      const isWritten =
        own[position] === to - from &&
        covered[position] > 0 &&
        this.projects.at(places[position])?.query.text.writes(phraseHashes[phrase], phraseLengths[phrase]) === true;
      const value = share * coveredShare(covered[position], mass, isWritten);
      if (value > coverage[position]) coverage[position] = value;
    }
  }

  #compareTopic({ columns }: Segment, phrase: number, importance: number, places: readonly number[]): void {
    const { projects } = this;
    const { query, picked, dots } = this.#bench;
    const share = shareOfTopic(importance);
    query.set(columns.phraseTopics.subarray(phrase * query.length, (phrase + 1) * query.length));
    for (let from = 0, to = 0; from < places.length; from = to) {
      const end = projects.blockEnd(places[from]);
      for (; to < places.length && places[to] < end; to++) picked[to - from] = projects.placeInBlock(places[to]);
      for (const [column, best] of [
        [projects.topics, this.#sums.productTopic],
        [projects.trades, this.#sums.trade],
      ] as const) {
        projects.kernels.topicPickWide(query, column.blockAt(places[from]), picked, to - from, dots);
        for (let position = from; position < to; position++) {
          const value = cosineOf(dots[position - from]) * share;
          if (value > best[position]) best[position] = value;
        }
      }
    }
  }

  #read(
    segment: Segment,
    row: number,
    places: readonly number[],
    words: Float64Array,
    hasLines: boolean,
  ): Float32Array {
    const { columns, meta } = segment;
    const { focus, coverage, productTopic, trade } = this.#sums;
    const { codes, parkCodes, provinces } = this.projects;
    const ofCodes = codes.values(segment.codesAt(row), this.epoch.related);
    const ofParks = parkCodes.values(segment.codesAt(row), this.epoch.related);
    const province = this.projects.provinceNumber(meta.provinces[columns.provinces[row]]);
    const norm = columns.norms[row];
    const hasTopic = (columns.flags[row] & FLAG.lineTopicKnown) !== 0;
    const measures = new Float32Array(places.length * WIDTH);
    const pair = {
      words: 0,
      focus: 0,
      coverage: Number.NaN,
      productTopic: Number.NaN,
      trade: Number.NaN,
      codes: 0,
      parkCodes: 0,
      sameProvince: 0,
      size: knownSize(columns.flags[row], columns.sizes[row]),
    } satisfies MeasuredPair;
    for (let position = 0; position < places.length; position++) {
      const place = places[position];
      pair.words = words[place];
      pair.focus = focus[position] * norm;
      if (hasLines) pair.coverage = coverage[position];
      if (hasTopic) {
        pair.productTopic = this.projects.hasTopic[place] ? productTopic[position] : Number.NaN;
        pair.trade = this.projects.hasTrade[place] ? trade[position] : Number.NaN;
      }
      pair.codes = ofCodes[codes.numbers[place]];
      pair.parkCodes = ofParks[parkCodes.numbers[place]];
      const ofProject = provinces[place];
      if (ofProject === 0 || province === 0) pair.sameProvince = Number.NaN;
      else pair.sameProvince = ofProject === province ? 1 : 0;
      for (let c = 0; c < WIDTH; c++) measures[position * WIDTH + c] = ALL_CRITERIA[c].measure(pair);
    }
    return measures;
  }
}
