import type { Problem } from './problem.js';

/** Net values are sums of a few numbers of the size of 1; smaller differences are rounding. */
const ROUNDING = 1e-9;

/**
 * Auction for the transportation problem with unit arcs and inequalities on both sides (Bertsekas & Castañon, LIDS-P-1850;
 * Bertsekas, Castañon & Tsaknakis, SIAM J. Optimization 1993), forward and reverse.
 *
 * Forward: a project with free places bids for the seats of highest net value (value − price), high enough to be
 * indifferent to the next best it does not get, plus ε. A full seat keeps its highest bids; its price is the lowest of
 * them. Reverse: a seat that has room but still a price lowers it until it is full or free, taking projects from worse
 * seats. At the end every project is within ε of its best choice at the final prices and every seat with room costs
 * nothing, so the total is within ε per pair of the optimum.
 *
 * A project's `floor` is what a place of it must earn at least: the price of its county and its officer.
 */
export class Auction {
  readonly prices: Float64Array;
  readonly floors: Float64Array;
  /** 1 for arcs held by their seat. */
  readonly isHeld: Uint8Array;
  readonly #filled: Int32Array;
  /** 1 for seats more projects could want than they carry; the others are no limit and never have a price. */
  readonly #isScarce: Uint8Array;
  /** Held arcs of seat s: `#held[#heldStart[s] …]`, `#heldCount[s]` of them, with their bids. */
  readonly #heldStart: Int32Array;
  readonly #heldCount: Int32Array;
  readonly #held: Int32Array;
  readonly #bids: Float64Array;
  readonly #places: Int32Array;

  constructor(private readonly problem: Problem) {
    const { seats, projects, arcValue, seatStart, seatLeft } = problem;
    this.prices = new Float64Array(seats);
    this.floors = new Float64Array(projects);
    this.isHeld = new Uint8Array(arcValue.length);
    this.#filled = new Int32Array(projects);
    this.#places = new Int32Array(seats);
    this.#isScarce = new Uint8Array(seats);
    this.#heldStart = new Int32Array(seats + 1);
    for (let seat = 0; seat < seats; seat++) {
      this.#places[seat] = Math.min(seatLeft[seat], seatStart[seat + 1] - seatStart[seat]);
      this.#isScarce[seat] = seatStart[seat + 1] - seatStart[seat] > seatLeft[seat] ? 1 : 0;
      this.#heldStart[seat + 1] = this.#heldStart[seat] + this.#places[seat];
    }
    this.#heldCount = new Int32Array(seats);
    this.#held = new Int32Array(this.#heldStart[seats]);
    this.#bids = new Float64Array(this.#heldStart[seats]);
  }

  /** Puts an arc into a free place of both sides; false when there is none. */
  hold(arc: number): boolean {
    const { arcProject, arcSeat, projectLeft } = this.problem;
    const project = arcProject[arc];
    const seat = arcSeat[arc];
    if (this.isHeld[arc] || this.#filled[project] >= projectLeft[project]) return false;
    if (this.#heldCount[seat] >= this.#places[seat]) return false;
    this.#put(arc, this.prices[seat]);
    return true;
  }

  /** Runs one phase with bid step ε, starting from the prices and pairs that are there. */
  run(epsilon: number): void {
    // A price taken over from a former run may be of a seat that is no limit any more.
    this.#isScarce.forEach((isScarce, seat) => {
      if (!isScarce) this.prices[seat] = 0;
    });
    this.#dropWhatIsNoLongerBest(epsilon);
    this.#forward(epsilon);
    this.#reverse(epsilon);
  }

  #put(arc: number, bid: number): void {
    const seat = this.problem.arcSeat[arc];
    const at = this.#heldStart[seat] + this.#heldCount[seat]++;
    this.#held[at] = arc;
    this.#bids[at] = bid;
    this.isHeld[arc] = 1;
    this.#filled[this.problem.arcProject[arc]]++;
  }

  /** Takes out the arc at a place of its seat's list. */
  #takeAt(seat: number, at: number): number {
    const arc = this.#held[at];
    const last = this.#heldStart[seat] + --this.#heldCount[seat];
    this.#held[at] = this.#held[last];
    this.#bids[at] = this.#bids[last];
    this.isHeld[arc] = 0;
    this.#filled[this.problem.arcProject[arc]]--;
    return arc;
  }

  drop(arc: number): void {
    const seat = this.problem.arcSeat[arc];
    for (let at = this.#heldStart[seat], end = at + this.#heldCount[seat]; at < end; at++)
      if (this.#held[at] === arc) {
        this.#takeAt(seat, at);
        return;
      }
  }

  /** Place of the lowest bid of a seat; of equal ones the arc numbered last, so that order of arrival does not count. */
  #lowest(seat: number): number {
    let lowest = this.#heldStart[seat];
    for (let at = lowest + 1, end = lowest + this.#heldCount[seat]; at < end; at++)
      if (
        this.#bids[at] < this.#bids[lowest] ||
        (this.#bids[at] === this.#bids[lowest] && this.#held[at] > this.#held[lowest])
      )
        lowest = at;
    return lowest;
  }

  #dropWhatIsNoLongerBest(epsilon: number): void {
    const { projects, arcStart, arcSeat, arcValue } = this.problem;
    for (let project = 0; project < projects; project++) {
      let best = this.floors[project];
      for (let arc = arcStart[project]; arc < arcStart[project + 1]; arc++)
        if (!this.isHeld[arc]) best = Math.max(best, arcValue[arc] - this.prices[arcSeat[arc]]);
      for (let arc = arcStart[project]; arc < arcStart[project + 1]; arc++)
        if (this.isHeld[arc] && arcValue[arc] - this.prices[arcSeat[arc]] < best - epsilon - ROUNDING) this.drop(arc);
    }
  }

  #forward(epsilon: number): void {
    const { projects, arcStart, arcSeat, arcValue, projectLeft, arcProject } = this.problem;
    const queue: number[] = [];
    const isQueued = new Uint8Array(projects);
    const enqueue = (project: number): void => {
      if (isQueued[project]) return;
      isQueued[project] = 1;
      queue.push(project);
    };
    for (let project = 0; project < projects; project++)
      if (this.#filled[project] < projectLeft[project] && arcStart[project + 1] > arcStart[project]) enqueue(project);

    /** The best arcs of a project not held, best first, one more than it has places. */
    const bestArcs: number[] = [];
    const bestNets: number[] = [];
    for (let head = 0; head < queue.length; head++) {
      const project = queue[head];
      isQueued[project] = 0;
      const floor = this.floors[project];
      const wanted = projectLeft[project] - this.#filled[project];
      bestArcs.length = 0;
      bestNets.length = 0;
      for (let arc = arcStart[project]; arc < arcStart[project + 1]; arc++) {
        if (this.isHeld[arc]) continue;
        const seat = arcSeat[arc];
        const net = arcValue[arc] - this.prices[seat];
        // Less than a step is not worth a bid: so an allocation that is already good to a step stays as it is.
        if (net <= floor + epsilon || this.#places[seat] === 0) continue;
        if (bestNets.length > wanted && net <= bestNets[wanted]) continue;
        let at = Math.min(bestNets.length, wanted);
        while (at > 0 && bestNets[at - 1] < net) {
          bestNets[at] = bestNets[at - 1];
          bestArcs[at] = bestArcs[at - 1];
          at--;
        }
        bestNets[at] = net;
        bestArcs[at] = arc;
      }
      const next = bestNets.length > wanted ? bestNets[wanted] : floor;
      for (let k = 0; k < Math.min(wanted, bestArcs.length); k++) {
        const arc = bestArcs[k];
        const seat = arcSeat[arc];
        const bid = arcValue[arc] - next + epsilon;
        if (this.#heldCount[seat] === this.#places[seat]) {
          const loser = this.#takeAt(seat, this.#lowest(seat));
          enqueue(arcProject[loser]);
        }
        this.#put(arc, bid);
        if (this.#isScarce[seat] && this.#heldCount[seat] === this.#places[seat])
          this.prices[seat] = Math.max(this.prices[seat], this.#bids[this.#lowest(seat)]);
      }
      // The list of those who have had their turn is cut off from time to time.
      if (head > 65536) {
        queue.splice(0, head + 1);
        head = -1;
      }
    }
  }

  /** What a project gives up when it takes one seat more: nothing but its floor, or its worst place. */
  #worst(project: number): { net: number; arc: number } {
    const { arcStart, arcSeat, arcValue, projectLeft } = this.problem;
    if (this.#filled[project] < projectLeft[project]) return { net: this.floors[project], arc: -1 };
    let net = Infinity;
    let worst = -1;
    for (let arc = arcStart[project]; arc < arcStart[project + 1]; arc++) {
      if (!this.isHeld[arc]) continue;
      const own = arcValue[arc] - this.prices[arcSeat[arc]];
      if (own < net) {
        net = own;
        worst = arc;
      }
    }
    return { net, arc: worst };
  }

  #reverse(epsilon: number): void {
    const { seats, seatStart, seatArcs, arcSeat, arcValue, arcProject, projectLeft } = this.problem;
    const queue: number[] = [];
    const isQueued = new Uint8Array(seats);
    const enqueue = (seat: number): void => {
      if (isQueued[seat] || this.prices[seat] <= 0 || this.#heldCount[seat] >= this.#places[seat]) return;
      isQueued[seat] = 1;
      queue.push(seat);
    };
    for (let seat = 0; seat < seats; seat++) enqueue(seat);
    const offers: { arc: number; level: number; gives: number }[] = [];
    for (let head = 0; head < queue.length; head++) {
      const seat = queue[head];
      isQueued[seat] = 0;
      const room = this.#places[seat] - this.#heldCount[seat];
      if (room <= 0) continue;
      offers.length = 0;
      for (let i = seatStart[seat]; i < seatStart[seat + 1]; i++) {
        const arc = seatArcs[i];
        const project = arcProject[arc];
        if (this.isHeld[arc] || projectLeft[project] === 0) continue;
        const { net, arc: gives } = this.#worst(project);
        if (arcValue[arc] - net > epsilon) offers.push({ arc, level: arcValue[arc] - net, gives });
      }
      offers.sort((a, b) => b.level - a.level || a.arc - b.arc);
      const next = offers.length > room ? offers[room].level - epsilon : 0;
      this.prices[seat] = Math.min(this.prices[seat], Math.max(0, next));
      for (const { arc, gives } of offers.slice(0, room)) {
        if (gives >= 0) {
          this.drop(gives);
          enqueue(arcSeat[gives]);
        }
        this.#put(arc, this.prices[seat]);
      }
    }
  }
}
