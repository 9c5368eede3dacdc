import { CRITERIA, type PairFit } from '../model.js';
import type { PairCursor } from './pair-cursor.js';

const [FOCUS, PRODUCT, CODES] = (['focus', 'product', 'codes'] as const).map((name) => CRITERIA.indexOf(name));

/**
 * What the texts of two unrelated trades must have in common for a clear fit: .83·ln(1 + number of the project's words the enterprise
 * uses) + 1.7·focus + .5·product, all three as measured and not in proportion to the list's best. Learnt from graded judgements by
 * logistic regression and rounded; the threshold loses one in twenty-five of the good pairs it learnt from (`docs/quality.md`, Who fits at all).
 */
const LIKENESS = { words: 0.83, focus: 1.7, product: 0.5, needed: 1.6 } as const;

/** The three numbers of {@link LIKENESS}. */
export interface FitMeasures {
  /** Words of the project, aliases included, that the enterprise uses. */
  readonly words: number;
  readonly focus: number;
  readonly product: number;
}

/**
 * @param at stands on the enterprise
 * @param measures by criterion, `from` a place on; NaN where a field is missing
 */
export function fitMeasures(
  at: Pick<PairCursor, 'project' | 'segment' | 'row'>,
  measures: ArrayLike<number>,
  from = 0,
): FitMeasures {
  return { words: sharedWords(at), focus: measures[from + FOCUS] || 0, product: measures[from + PRODUCT] || 0 };
}

/**
 * Whether an enterprise plainly fits a project, whoever else is on its list: trades that are related are enough; of others the texts must
 * have more in common than words by chance.
 * @param at stands on the enterprise
 * @param measures by criterion, `from` a place on; NaN where a field is missing
 */
export function fitOf(
  at: Pick<PairCursor, 'project' | 'segment' | 'row'>,
  measures: ArrayLike<number>,
  from = 0,
): PairFit {
  const codes = measures[from + CODES];
  if (codes > 0) return { verdict: 'clear', reason: 'TRADES_RELATED' };
  const { words, focus, product } = fitMeasures(at, measures, from);
  const likeness = LIKENESS.words * Math.log1p(words) + LIKENESS.focus * focus + LIKENESS.product * product;
  if (likeness >= LIKENESS.needed) return { verdict: 'clear', reason: 'TEXTS_AGREE' };
  return { verdict: 'doubtful', reason: Number.isNaN(codes) ? 'LITTLE_IN_COMMON_TRADE_UNKNOWN' : 'LITTLE_IN_COMMON' };
}

/** Both lists of words ascend. */
function sharedWords({ project, segment, row }: Pick<PairCursor, 'project' | 'segment' | 'row'>): number {
  const { terms } = project.query;
  const { termOffsets, terms: written } = segment.columns;
  let shared = 0;
  for (let i = 0, j = termOffsets[row]; i < terms.length && j < termOffsets[row + 1];) {
    const [own, theirs] = [terms[i], written[j]];
    if (own === theirs) shared++;
    if (own <= theirs) i++;
    if (theirs <= own) j++;
  }
  return shared;
}
