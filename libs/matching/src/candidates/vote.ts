import type { Epoch } from '../epoch/epoch.js';
import { Arena } from '../kernels/arena.js';
import { LONGEST_ROW, type NearQuery, type NearRows, QUERY_SCALE, ROW_SCALE } from '../kernels/kernels.js';
import { codePath } from '../normalize/industry-code.js';
import { highestAtRank } from '../ranking/highest-at-rank.js';
import type { Segment } from '../segment/segment.js';
import { type Bench, benchOf } from './bench.js';
import type { ListEntry } from './lists.js';
import { planNear } from './near-plan.js';
import type { ProjectQuery } from './query.js';
import { weighPicked } from './scan.js';
import { TopList } from './top-list.js';
import { clearSums, offerWords, sumWords } from './words-list.js';

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
/** Rows that are asked first, those that could cast the strongest votes: mostly no other has to be. */
const ASKED_FIRST = 64;
/** Dimensions of a topic that bounds are made of, its strongest; the others count with all they could add. */
const BOUND_DIMENSIONS = 32;
/** Bounds are taken this much too high, so that no rounding of float64 loses a vote. */
const GENEROSITY = 1 + 1e-9;
/** What 1 of a dot product is in cosine. */
const COSINE_UNIT = QUERY_SCALE * ROW_SCALE;

/** Asks the enterprises of the reference sample that are nearest by words and topic, and carry a code, for theirs. */
export function voteOnClass(query: ProjectQuery, topic: Int16Array, { reference }: Epoch): ClassVote {
  const votes = strongestVotes(query, topic, reference);
  const byPrefix = new Map<string, number>();
  for (const { row, score } of votes) {
    for (const prefix of codePath(reference.codesAt(row)[0] ?? ''))
      byPrefix.set(prefix, (byPrefix.get(prefix) ?? 0) + score * (0.2 + 0.2 * prefix.length));
  }
  return {
    codes: agreed(byPrefix),
    divisions: divisionsOf(byPrefix),
    voters: votes.map(({ row }) => reference.idAt(row)),
  };
}

/** The rows with a code that are nearest, strongest first: half of their share of the highest BM25, and the cosine of their topic. */
function strongestVotes(query: ProjectQuery, topic: Int16Array, reference: Segment): ListEntry[] {
  if (reference.rows === 0) return [];
  const strongest = new TopList(1);
  offerWords(query, reference, strongest);
  const highest = strongest.length > 0 ? strongest.scoreAt(0) : 0;
  const { sums, scale } = sumWords(query, reference);
  const poll = new Poll(query, topic, reference, highest, sums, scale);
  const { threshold } = poll.ask(poll.mostHopeful());
  const votes = poll.ask(poll.reaching(threshold), threshold).entries();
  clearSums(reference);
  return votes.sort((a, b) => b.score - a.score || a.row - b.row);
}

/** One vote among the reference sample. Bounds say whose vote could count, so that few are worth the exact numbers. */
class Poll {
  readonly #bench: Bench;
  readonly #electorate: Electorate;
  readonly #heads: Int16Array;
  /** The bound of a vote: so much for a unit of the head and of the sum, and what the other dimensions may add. */
  readonly #perHead: number;
  readonly #perSum: number;
  readonly #beside: number;

  /**
   * @param highest highest BM25 of the sample
   * @param sums by row; divided by `scale` they are never below BM25
   */
  constructor(
    private readonly query: ProjectQuery,
    private readonly topic: Int16Array,
    private readonly reference: Segment,
    private readonly highest: number,
    private readonly sums: Uint16Array,
    scale: number,
  ) {
    const { rows, kernels } = reference;
    this.#bench = benchOf(reference);
    this.#electorate = electorateOf(reference);
    const { strongest, rest } = splitTopic(topic);
    const plan = planNear(strongest);
    this.#heads = this.#bench.heads.of(rows + 8);
    const head = this.#bench.layHead(plan, this.#electorate.circumstances);
    kernels.nearHeads(head, this.#electorate.rows, 0, rows, this.#heads);
    this.#perHead = (GENEROSITY * plan.unit) / COSINE_UNIT;
    // The others are bound by Cauchy and Schwarz.
    this.#beside = (GENEROSITY * (plan.slack + rest * LONGEST_ROW)) / COSINE_UNIT;
    this.#perSum = highest > 0 ? (0.5 * GENEROSITY) / (scale * highest) : 0;
  }

  /** Rows with the highest bounds. */
  mostHopeful(): Uint32Array {
    const [heads, sums, perHead, perSum] = [this.#heads, this.sums, this.#perHead, this.#perSum];
    const hopeful = new TopList(ASKED_FIRST);
    for (let row = 0, threshold = -Infinity; row < this.reference.rows; row++) {
      const bound = heads[row] * perHead + sums[row] * perSum;
      if (bound < threshold) continue;
      hopeful.offer(row, bound);
      threshold = hopeful.threshold;
    }
    return Uint32Array.from({ length: hopeful.length }, (_, place) => hopeful.rowAt(place));
  }

  /** Rows whose vote may be as strong as this. What is returned lies on the bench. */
  reaching(least: number): Uint32Array {
    const [heads, sums, perHead, perSum] = [this.#heads, this.sums, this.#perHead, this.#perSum];
    const found = this.#bench.found.of(this.reference.rows);
    let count = 0;
    for (let row = 0; row < this.reference.rows; row++) {
      const ofWords = sums[row] * perSum;
      if (heads[row] * perHead + this.#beside + ofWords >= least || ofWords >= least) found[count++] = row;
    }
    return found.subarray(0, count);
  }

  /** The strongest votes of some rows that have a code. @param least weaker ones need not be looked at */
  ask(rows: Uint32Array, least = -Infinity): TopList {
    const { reference, sums } = this;
    const bench = this.#bench;
    const found = bench.found.of(rows.length);
    found.set(rows);
    const dots = bench.dots.of(rows.length);
    const near = bench.layNear(this.topic, this.#electorate.circumstances);
    reference.kernels.nearPick(near, this.#electorate.rows, found, rows.length, dots);
    const picked = bench.picked.of(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) {
      const most = (GENEROSITY * Math.max(0, dots[i])) / COSINE_UNIT + sums[found[i]] * this.#perSum;
      if (most < least || reference.codesAt(found[i]).length === 0) continue;
      dots[count] = dots[i];
      picked[count++] = found[i];
    }
    const weighed = weighPicked(this.query, reference, count);
    const best = new TopList(VOTERS);
    for (let i = 0; i < count; i++) {
      // Hidden rows have no sum: their words do not count.
      const words = sums[picked[i]] > 0 ? weighed[2 * i] / this.highest : 0;
      const vote = 0.5 * words + Math.max(0, dots[i] / COSINE_UNIT);
      if (vote > 0) best.offer(picked[i], vote);
    }
    return best;
  }
}

/** A topic in its strongest dimensions, and the length of what is left. */
function splitTopic(topic: Int16Array): { strongest: Int16Array; rest: number } {
  const weakest = highestAtRank(Float64Array.from(topic, Math.abs), Math.min(BOUND_DIMENSIONS, topic.length));
  const strongest = new Int16Array(topic.length);
  let squares = 0;
  for (let d = 0; d < topic.length; d++) {
    if (Math.abs(topic[d]) >= weakest) strongest[d] = topic[d];
    else squares += topic[d] * topic[d];
  }
  return { strongest, rest: Math.sqrt(squares) };
}

/** A sample as the lists of near rows see one, but for its topics alike: size, codes and province count nothing in a vote. */
interface Electorate {
  readonly rows: NearRows;
  readonly circumstances: Omit<NearQuery, 'vector'>;
}

const electorates = new WeakMap<Segment, Electorate>();

function electorateOf(reference: Segment): Electorate {
  const known = electorates.get(reference);
  if (known) return known;
  const { memory, columns, meta } = reference;
  const priors = memory ? Arena.over(memory).int32(reference.rows) : new Int32Array(reference.rows);
  const electorate = {
    rows: { ...columns, priors },
    circumstances: { ofCodes: new Int32Array(meta.codeLists.length), province: 0, ofProvince: 0 },
  };
  electorates.set(reference, electorate);
  return electorate;
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
