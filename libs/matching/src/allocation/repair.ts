import type { Auction } from './auction.js';
import type { Problem } from './problem.js';

/** Places still free on every side, for a set of held arcs. */
export class Room {
  readonly project: Int32Array;
  readonly seat: Int32Array;
  readonly county: Int32Array;
  readonly officer: Int32Array;

  constructor(private readonly problem: Problem) {
    this.project = problem.projectLeft.slice();
    this.seat = problem.seatLeft.slice();
    this.county = problem.counties.left.slice();
    this.officer = problem.officers.left.slice();
  }

  /** Takes (1) or gives back (−1) the places of an arc. */
  change(arc: number, places: 1 | -1): void {
    const project = this.problem.arcProject[arc];
    this.project[project] -= places;
    this.seat[this.problem.arcSeat[arc]] -= places;
    const county = this.problem.counties.of[project];
    if (county >= 0) this.county[county] -= places;
    const officer = this.problem.officers.of[project];
    if (officer >= 0) this.officer[officer] -= places;
  }

  fits(arc: number): boolean {
    const project = this.problem.arcProject[arc];
    const county = this.problem.counties.of[project];
    const officer = this.problem.officers.of[project];
    return (
      this.project[project] > 0 &&
      this.seat[this.problem.arcSeat[arc]] > 0 &&
      (county < 0 || this.county[county] > 0) &&
      (officer < 0 || this.officer[officer] > 0)
    );
  }
}

/**
 * An allocation that breaks nothing, from what the auction holds: arcs of the highest surplus first as far as counties
 * and officers have room, then whatever still fits, by value.
 */
export function repair(problem: Problem, auction: Auction): Uint8Array {
  const { arcValue, arcSeat, arcProject } = problem;
  const isHeld = new Uint8Array(arcValue.length);
  const room = new Room(problem);
  const surplus = (arc: number): number =>
    arcValue[arc] - auction.prices[arcSeat[arc]] - auction.floors[arcProject[arc]];
  const held: number[] = [];
  for (let arc = 0; arc < isHeld.length; arc++) if (auction.isHeld[arc]) held.push(arc);
  const isLimited = problem.counties.left.length + problem.officers.left.length > 0;
  if (isLimited) held.sort((a, b) => surplus(b) - surplus(a) || a - b);
  for (const arc of held) {
    if (!room.fits(arc)) continue;
    room.change(arc, 1);
    isHeld[arc] = 1;
  }
  const open: number[] = [];
  for (let arc = 0; arc < isHeld.length; arc++) if (!isHeld[arc] && room.fits(arc)) open.push(arc);
  open.sort((a, b) => arcValue[b] - arcValue[a] || a - b);
  for (const arc of open) {
    if (!room.fits(arc)) continue;
    room.change(arc, 1);
    isHeld[arc] = 1;
  }
  return isHeld;
}

export function valueOf(problem: Problem, isHeld: Uint8Array): number {
  let value = 0;
  for (let arc = 0; arc < isHeld.length; arc++) if (isHeld[arc]) value += problem.arcValue[arc];
  return value;
}

/** Rounds of exchanges at most; each goes once over the arcs that could still gain. */
const MOST_EXCHANGE_ROUNDS = 6;

/**
 * Exchanges: lets an arc in at the cost of the weakest ones in its way (one per full project, seat, county and officer)
 * where that gains, and fills what becomes free. Only arcs whose reduced value is above −`slack` are tried: by duality
 * no allocation better than this one by more than `slack` holds any other.
 */
export function exchange(
  problem: Problem,
  start: Uint8Array,
  reducedValue: (arc: number) => number,
  slack: number,
): Uint8Array {
  const { arcValue, arcProject, arcSeat, counties, officers } = problem;
  const isHeld = start.slice();
  const room = new Room(problem);
  const hopeful: number[] = [];
  for (let arc = 0; arc < isHeld.length; arc++) {
    if (isHeld[arc]) room.change(arc, 1);
    if (reducedValue(arc) > -slack) hopeful.push(arc);
  }
  hopeful.sort((a, b) => reducedValue(b) - reducedValue(a) || a - b);
  const set = (arc: number, isIn: boolean): void => {
    isHeld[arc] = isIn ? 1 : 0;
    room.change(arc, isIn ? 1 : -1);
  };
  const weakest = (isRival: (arc: number) => boolean, out: readonly number[]): number => {
    let worst = -1;
    for (let arc = 0; arc < isHeld.length; arc++)
      if (isHeld[arc] && !out.includes(arc) && isRival(arc) && (worst < 0 || arcValue[arc] < arcValue[worst]))
        worst = arc;
    return worst;
  };
  for (let round = 0; round < MOST_EXCHANGE_ROUNDS; round++) {
    let gained = false;
    for (const arc of hopeful) {
      if (isHeld[arc]) continue;
      const project = arcProject[arc];
      const out: number[] = [];
      const makeRoom = (left: number, isRival: (arc: number) => boolean): void => {
        if (left > 0 || out.some(isRival)) return;
        const rival = weakest(isRival, out);
        if (rival >= 0) out.push(rival);
      };
      const county = counties.of[project];
      const officer = officers.of[project];
      makeRoom(room.project[project], (other) => arcProject[other] === project);
      makeRoom(room.seat[arcSeat[arc]], (other) => arcSeat[other] === arcSeat[arc]);
      if (officer >= 0) makeRoom(room.officer[officer], (other) => officers.of[arcProject[other]] === officer);
      if (county >= 0) makeRoom(room.county[county], (other) => counties.of[arcProject[other]] === county);
      for (const other of out) set(other, false);
      let gain = -out.reduce((sum, other) => sum + arcValue[other], 0);
      const into: number[] = [];
      for (const other of [arc, ...hopeful]) {
        if (into.length > out.length + 1) break;
        if (isHeld[other] || out.includes(other) || !room.fits(other)) continue;
        set(other, true);
        into.push(other);
        gain += arcValue[other];
      }
      if (gain > 1e-9) {
        gained = true;
        continue;
      }
      for (const other of into) set(other, false);
      for (const other of out) set(other, true);
    }
    if (!gained) break;
  }
  return isHeld;
}
