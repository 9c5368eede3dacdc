import { benchOf } from '../candidates/bench.js';
import type { PreparedProject } from '../candidates/project.js';
import { QUERY_SCALE, ROW_SCALE } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';

/** A line made of common words only cannot reach full coverage: its idf mass must be at least this. */
const FULL_MASS = 12;
/** What a line gains by standing in the project's text as a whole. */
const WRITTEN_BONUS = 0.15;

/** How much of its coverage, and of its nearness in topic, a line counts that is so much of the business (0–100). */
export const shareOfCoverage = (importance: number): number => 0.75 + 0.0025 * importance;
export const shareOfTopic = (importance: number): number => 0.85 + 0.0015 * importance;

/** How much a text of this idf mass can be covered at all: common words alone do not make full coverage. */
export const weightOfMass = (mass: number): number => Math.min(1, mass / FULL_MASS);

/** Share of a text that is covered, with what it gains by standing in the project as a whole. */
export const coveredShare = (covered: number, mass: number, isWritten: boolean): number =>
  covered === 0 ? 0 : covered / mass + (isWritten ? WRITTEN_BONUS : 0);

/** Cosine of a project's topic and a line's from their product in whole numbers; opposite ones count as unrelated. */
export const cosineOf = (dot: number): number => Math.max(0, dot) / (QUERY_SCALE * ROW_SCALE);

/** Places are numbered on from one comparison to the next as far as 32 bits reach. */
const MOST = 0xffff_ffff;

/**
 * What a project makes of the texts of some product lines, each text looked at once however many enterprises write it. One
 * for a thread: each comparison overwrites the one before.
 */
class LineComparison {
  /** Place of the text of each line among the different ones, in the order the lines were given. */
  ofLines = new Uint32Array(0);
  /** By place: how much a text can be covered at all, and how far it is. */
  weight = new Float64Array(0);
  covered = new Float64Array(0);
  /** By place: cosine with the topic of the project, and of its industry. */
  topic = new Float64Array(0);
  trade = new Float64Array(0);
  /** By number of the text: its place beyond {@link #first}; below it, the text was not seen in this round. */
  #places = new Uint32Array(0);
  #first = 1;

  /** @param count lines of the rows from `from` to `to` together */
  compare(
    project: PreparedProject,
    segment: Segment,
    rows: ArrayLike<number>,
    from: number,
    to: number,
    count: number,
  ): void {
    // prettier-ignore
    const { lineOffsets, lines, phraseOffsets, phraseTerms, phraseMass, phraseTopics, phraseHashes, phraseLengths } =
      segment.columns;
    const { kernels } = segment;
    this.#makeRoom(phraseMass.length, count);
    const bench = benchOf(segment);
    const picked = bench.picked.of(count);
    const ofLines = this.ofLines;
    const places = this.#places;
    const first = this.#first;
    let different = 0;
    let next = 0;
    for (let at = from; at < to; at++) {
      const end = lineOffsets[rows[at] + 1];
      for (let line = lineOffsets[rows[at]]; line < end; line++) {
        const phrase = lines[line];
        let place = places[phrase] - first;
        if (place < 0) {
          place = different;
          places[phrase] = first + different;
          picked[different++] = phrase;
        }
        ofLines[next++] = place;
      }
    }
    this.#first = first + different;
    const covered = bench.covered.of(different);
    kernels.coverPhrases(phraseOffsets, phraseTerms, bench.layTerms(project.query), picked, different, covered);
    const { weight, covered: shares } = this;
    const { text } = project.query;
    for (let i = 0; i < different; i++) {
      const phrase = picked[i];
      const mass = phraseMass[phrase];
      const own = covered[i];
      weight[i] = weightOfMass(mass);
      // Negative where the project says all of its words itself; only then can it be written out.
      const isWritten = own < 0 && text.writes(phraseHashes[phrase], phraseLengths[phrase]);
      shares[i] = coveredShare(Math.abs(own), mass, isWritten);
    }
    const dots = bench.dots.of(different);
    const cosines = (topic: Int16Array, into: Float64Array): void => {
      kernels.topicPick(bench.layTopic(topic), phraseTopics, picked, different, dots);
      for (let i = 0; i < different; i++) into[i] = cosineOf(dots[i]);
    };
    cosines(project.topic, this.topic);
    if (project.trade) cosines(project.trade, this.trade);
  }

  #makeRoom(phrases: number, lines: number): void {
    if (this.#places.length < phrases || this.#first + lines > MOST) {
      this.#places = new Uint32Array(Math.max(phrases, this.#places.length));
      this.#first = 1;
    }
    if (this.ofLines.length >= lines) return;
    this.ofLines = new Uint32Array(lines);
    this.weight = new Float64Array(lines);
    this.covered = new Float64Array(lines);
    this.topic = new Float64Array(lines);
    this.trade = new Float64Array(lines);
  }
}

export const LINE_COMPARISON = new LineComparison();
