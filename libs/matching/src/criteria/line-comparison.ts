import { benchOf } from '../candidates/bench.js';
import type { PreparedProject } from '../candidates/project.js';
import type { Segment } from '../segment/segment.js';
import { coveredShare, cosineOf, weightOfMass } from './line-worth.js';

/** The best lines of some rows; three numbers a row: of coverage, of topic, of the topic of the project's industry. */
export interface BestLines {
  /** How strong the best is; -1 without lines. */
  readonly strengths: Float64Array;
  /** Its place among the lines of the row, or -1. */
  readonly best: Int32Array;
}

/**
 * The lines of the first `count` of the bench's picked rows that are best for a project: share of a line's idf mass the
 * project speaks of, more when it is written out, less for short or common lines; and nearness of its topic. Important
 * lines count more. Each text is looked at once however many enterprises write it. What is returned lies on the bench.
 * @param lines lines of the rows together
 */
export function compareLines(project: PreparedProject, segment: Segment, count: number, lines: number): BestLines {
  const { columns, kernels } = segment;
  const { phraseOffsets, phraseTerms, phraseMass, phraseTopics, phraseHashes, phraseLengths } = columns;
  const bench = benchOf(segment);
  const rows = { offsets: columns.lineOffsets, lines: columns.lines, importance: columns.importance };
  const picked = bench.picked.of(count);
  const seen = bench.laySeen(phraseMass.length, lines);
  const texts = seen.picked;
  const different = kernels.gatherPhrases(rows, picked, count, lines, seen);

  const covered = bench.covered.of(different);
  kernels.coverPhrases(phraseOffsets, phraseTerms, bench.layTerms(project.query), texts, different, covered);
  const weight = bench.weight.of(different);
  const { text } = project.query;
  for (let i = 0; i < different; i++) {
    const mass = phraseMass[texts[i]];
    const own = covered[i];
    weight[i] = weightOfMass(mass);
    // Negative where the project says all of its words itself; only then can it be written out.
    const isWritten = own < 0 && text.writes(phraseHashes[texts[i]], phraseLengths[texts[i]]);
    covered[i] = coveredShare(Math.abs(own), mass, isWritten);
  }
  const dots = bench.dots.of(different);
  const cosines = (of: Int16Array, into: Float64Array): void => {
    kernels.topicPick(bench.layTopic(of), phraseTopics, texts, different, dots);
    for (let i = 0; i < different; i++) into[i] = cosineOf(dots[i]);
  };
  const topic = bench.topic.of(different);
  cosines(project.topic, topic);
  const trade = bench.trade.of(different);
  if (project.trade) cosines(project.trade, trade);

  const strengths = bench.strengths.of(3 * count);
  const best = bench.best.of(3 * count);
  const compared = { shares: bench.shares, weight, covered, topic, trade };
  kernels.bestLines(rows, picked, count, seen.ofLines, compared, strengths, best);
  return { strengths, best };
}
