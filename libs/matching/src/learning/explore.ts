import { hashId } from '../ranking/hash.js';
import { seededRandom } from './random.js';

export interface ExplorationOptions {
  /** Share of the first ten places given to suggestions from further down; default 0, that is none. §5.7 proposes .05. */
  readonly share?: number;
  /** Makes the choice repeatable, such as the ids of run and project. */
  readonly seed: string;
}

/** A place of a list after exploration. */
export interface ExploredPlace<T> {
  readonly item: T;
  /** Its rank by score. */
  readonly rank: number;
  /** It stands here to be looked at, not for its score; screens must say so. */
  readonly isExploration: boolean;
}

const FIRST = 11;
const LAST = 50;
const PLACES = 10;

/**
 * Gives some of the first ten places to suggestions of rank 11–50, so that feedback is not only about what is liked already. Whatever
 * it moves aside follows in order; nothing is lost, nothing doubled. Off unless a share is given.
 * @param ranked best first
 */
export function withExploration<T>(ranked: readonly T[], { share = 0, seed }: ExplorationOptions): ExploredPlace<T>[] {
  const byScore = ranked.map((item, i) => ({ item, rank: i + 1, isExploration: false }));
  const random = seededRandom(hashId(seed));
  const pool = byScore.slice(FIRST - 1, LAST);
  const chosen = new Map<number, ExploredPlace<T>>();
  for (let place = 0; place < PLACES; place++) {
    // Both numbers are drawn for every place, so that another share moves no other place.
    const [isGiven, which] = [random() < share, random()];
    if (!isGiven || pool.length === 0) continue;
    const [picked] = pool.splice(Math.floor(which * pool.length), 1);
    chosen.set(place, { ...picked, isExploration: true });
  }
  const taken = new Set([...chosen.values()].map(({ rank }) => rank));
  const others = byScore.filter(({ rank }) => !taken.has(rank)).values();
  return byScore.map((entry, place) => chosen.get(place) ?? others.next().value ?? entry);
}
