import type { Epoch } from '../epoch/epoch.js';
import { QUERY_SCALE, ROW_SCALE } from '../kernels/kernels.js';
import { codePath } from '../normalize/industry-code.js';
import type { ProjectQuery } from './query.js';
import { benchOf } from './bench.js';
import { offerWords, scanTopics, sumWords, weighPicked } from './scan.js';
import { TopList } from './top-list.js';

/** The class a project's text points to, and who said so. */
export interface ClassVote {
  /** One code, as fine as at least half of the division's votes agree; empty when nobody could vote. */
  readonly codes: readonly string[];
  /** Divisions voted for, the one with the most votes first. */
  readonly divisions: readonly string[];
  /** Ids of the enterprises that voted, strongest first. */
  readonly voters: readonly string[];
}

const VOTERS = 15;
/** Bounds are taken this much too high, so that no rounding of float64 loses a vote. */
const GENEROSITY = 1 + 1e-9;

/** Asks the enterprises of the reference sample that are nearest by words and topic, and carry a code, for theirs. */
export function voteOnClass(query: ProjectQuery, topic: Int16Array, epoch: Epoch): ClassVote {
  const { reference } = epoch;
  const bench = benchOf(reference);
  const strongest = new TopList(1);
  offerWords(query, reference, strongest);
  const [{ score: highest } = { score: 0 }] = strongest.entries();
  const { sums, scale } = sumWords(query, reference);
  const hasCodes = reference.meta.codeLists.map((list) => list.length > 0);
  const { codeLists } = reference.columns;
  const best = new TopList(VOTERS);
  /** A vote is at most this much for a unit of the topic and of the sums; few are worth the exact number. */
  const perScore = 1 / (QUERY_SCALE * ROW_SCALE);
  const perSum = highest > 0 ? (0.5 * GENEROSITY) / (scale * highest) : 0;
  scanTopics(topic, reference, (from, to, scores) => {
    let threshold = best.threshold;
    for (let row = from; row < to; row++) {
      const score = scores[row - from];
      const cosine = score > 0 ? score * perScore * GENEROSITY : 0;
      if (cosine + sums[row] * perSum < threshold || !hasCodes[codeLists[row]]) continue;
      let words = 0;
      if (sums[row] > 0) {
        bench.picked.of(1)[0] = row;
        words = weighPicked(query, reference, 1)[0] / highest;
      }
      const vote = 0.5 * words + Math.max(0, score / (QUERY_SCALE * ROW_SCALE));
      if (vote > 0) best.offer(row, vote);
      threshold = best.threshold;
    }
  });
  sums.fill(0);
  const rows = best.entries().sort((a, b) => b.score - a.score || a.row - b.row);
  const byPrefix = new Map<string, number>();
  for (const { row, score } of rows) {
    for (const prefix of codePath(reference.codesAt(row)[0] ?? ''))
      byPrefix.set(prefix, (byPrefix.get(prefix) ?? 0) + score * (0.2 + 0.2 * prefix.length));
  }
  return {
    codes: agreed(byPrefix),
    divisions: divisionsOf(byPrefix),
    voters: rows.map(({ row }) => reference.idAt(row)),
  };
}

function divisionsOf(votes: ReadonlyMap<string, number>): string[] {
  return [...votes]
    .filter(([code]) => code.length === 2)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([code]) => code);
}

/** The division with the most votes, then the strongest group and class within it while they keep half of its votes. */
function agreed(votes: ReadonlyMap<string, number>): string[] {
  const strongest = (prefix: string, length: number): [string, number] | undefined =>
    [...votes]
      .filter(([code]) => code.length === length && code.startsWith(prefix))
      .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0];
  let best = strongest('', 2);
  if (!best) return [];
  const needed = best[1] / 2;
  for (let length = 3; length <= 4; length++) {
    const finer = strongest(best[0], length);
    if (!finer || finer[1] < needed) break;
    best = finer;
  }
  return [best[0]];
}
