/** What counts of one text: the division of its first code, and each of its terms once. */
export interface CodedTerms {
  /** First two digits of the enterprise's first industry code; undefined where it has none. */
  readonly division: string | undefined;
  readonly terms: Iterable<number>;
}

/** How many pairs of texts it takes before they count as much as what is usual. */
const USUAL_PAIRS = 30;
/** Softens the ratio: below 1, a word twice as scattered counts more than half. */
const EXPONENT = 0.7;
/** Even the most scattered word keeps this share: it may be all a project says. */
const LOWEST = 0.2;

/**
 * How far each term belongs to a trade, 0.2–1: the chance that two enterprises using it are registered in the same
 * division (Simpson's index), drawn towards the mean of all terms, against that mean. Words such as 中心 (数据中心,
 * 加工中心, 购物中心) are rare enough to weigh much by their rarity alone, and say little about the trade.
 * Where no enterprise carries a code, every term counts fully.
 * Cost: one look at each term of each text.
 */
export function specificity(texts: Iterable<CodedTerms>, termCount: number): Float64Array {
  const divisions = new Map<string, number>();
  const counts = new Map<number, number>();
  // Whole numbers only, so that the order of the texts does not matter.
  const uses = new Float64Array(termCount);
  const squares = new Float64Array(termCount);
  for (const { division, terms } of texts) {
    if (division === undefined) continue;
    const number = divisions.get(division) ?? divisions.size;
    divisions.set(division, number);
    for (const term of terms) {
      const key = number * termCount + term;
      const before = counts.get(key) ?? 0;
      counts.set(key, before + 1);
      uses[term]++;
      squares[term] += 2 * before + 1;
    }
  }
  let sum = 0;
  let known = 0;
  const pairs = uses.map((n) => (n * (n - 1)) / 2);
  const same = squares.map((square, term) => (square - uses[term]) / 2);
  pairs.forEach((all, term) => {
    if (all === 0) return;
    sum += same[term] / all;
    known++;
  });
  const mean = sum / Math.max(1, known);
  if (mean === 0) return new Float64Array(termCount).fill(1);
  return pairs.map((all, term) => {
    const shared = (same[term] + USUAL_PAIRS * mean) / (all + USUAL_PAIRS);
    return Math.max(LOWEST, Math.min(1, (shared / mean) ** EXPONENT));
  });
}
