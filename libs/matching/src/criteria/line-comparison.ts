import { benchOf } from '../candidates/bench.js';
import type { PreparedProject } from '../candidates/project.js';
import { TEXT_LENGTH } from '../kernels/kernels.js';
import type { Segment } from '../segment/segment.js';
import { WRITTEN_BONUS } from './line-worth.js';

/** How many best lines a row has: by coverage, by topic, by topic of the project's industry. */
export const BEST_LINES = 3;

/** The best lines of some rows, {@link BEST_LINES} numbers a row. */
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
  const { phraseHashes, phraseLengths } = columns;
  const bench = benchOf(segment);
  const rows = { offsets: columns.lineOffsets, lines: columns.lines, importance: columns.importance };
  const picked = bench.picked.of(count);
  const seen = bench.laySeen(phraseHashes.length, lines);
  const different = kernels.gatherPhrases(rows, picked, count, lines, seen);

  const compared = bench.compared.of(TEXT_LENGTH * different);
  const whole = bench.whole.of(different);
  const texts = {
    offsets: columns.phraseOffsets,
    terms: columns.phraseTerms,
    masses: columns.phraseMass,
    topics: columns.phraseTopics,
  };
  const wholeCount = kernels.compareTexts(texts, bench.layTexts(project), seen.picked, different, compared, whole);
  // Only a text whose words the project says all itself can be written out there.
  for (let i = 0; i < wholeCount; i++) {
    const text = seen.picked[whole[i]];
    if (project.query.text.writes(phraseHashes[text], phraseLengths[text]))
      compared[TEXT_LENGTH * whole[i] + 1] += WRITTEN_BONUS;
  }

  const strengths = bench.strengths.of(BEST_LINES * count);
  const best = bench.best.of(BEST_LINES * count);
  kernels.bestLines(rows, picked, count, seen.ofLines, bench.shares, compared, strengths, best);
  return { strengths, best };
}
