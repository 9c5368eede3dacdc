import { Auction } from './auction.js';
import { type AllocationInput, type AllocationOptions, type AllocationResult } from './model.js';
import { compile, type Problem } from './problem.js';
import { exchange, repair, valueOf } from './repair.js';
import { buildResult } from './report.js';

const FIRST_STEP = 0.02;
const LAST_STEP = 0.001;
const STEP_FACTOR = 0.25;
const TOLERANCE = 0.0005;
/** Finer steps tried when the certificate is not good enough yet. */
const MOST_REFINEMENTS = 3;
/** Price adjustments for counties and officers. */
const MOST_LIMIT_ROUNDS = 80;

/** Prices of counties and officers; the dual variables of their limits. */
export interface LimitPrices {
  readonly counties: Float64Array;
  readonly officers: Float64Array;
}

/**
 * Allocates enterprises to projects so that the sum of values is as large as the limits allow.
 *
 * The transportation part is solved by an auction with ε-scaling; counties and officers enter as prices that are raised
 * where a limit is broken and lowered where it has room (Polyak steps on the Lagrangian dual), each round starting from
 * the last one's prices. Limits are then made good exactly, so none is ever broken. `gap` is certified by duality.
 *
 * @example
 * allocate({ projectCount: 1, enterpriseCount: 2, projectCapacity: 1,
 *   arcs: [{ projectIndex: 0, enterpriseIndex: 0, value: 0.4 }, { projectIndex: 0, enterpriseIndex: 1, value: 0.7 }] }).pairs
 * // [{ projectIndex: 0, enterpriseIndex: 1, value: 0.7, isPinned: false }]
 *
 * @throws {AllocationInputError} for indices out of range, values that are no numbers, negative capacities
 */
export function allocate(input: AllocationInput, options: AllocationOptions = {}): AllocationResult {
  const problem = compile(input);
  const scale = problem.largestValue || 1;
  const lastStep = (options.lastStep ?? LAST_STEP) * scale;
  const tolerance = options.tolerance ?? TOLERANCE;
  const auction = new Auction(problem);
  const prices: LimitPrices = {
    counties: new Float64Array(problem.counties.left.length),
    officers: new Float64Array(problem.officers.left.length),
  };
  if (options.warmStart) takeOver(input, problem, auction, prices, options.warmStart);
  setFloors(problem, auction, prices);

  if (!options.warmStart)
    for (let step = (options.firstStep ?? FIRST_STEP) * scale; step > lastStep; step *= STEP_FACTOR) auction.run(step);
  auction.run(lastStep);
  let best = settle(problem, auction, prices, lastStep);
  best = adjustLimits(problem, auction, prices, lastStep, tolerance, best);
  for (let step = lastStep, left = MOST_REFINEMENTS; left > 0 && gapOf(best) > tolerance; left--) {
    step *= STEP_FACTOR;
    auction.run(step);
    best = better(best, settle(problem, auction, prices, step));
    best = adjustLimits(problem, auction, prices, step, tolerance, best);
  }
  return buildResult(input, problem, gapOf(best) > tolerance ? improve(problem, best) : best);
}

/** Candidates an improvement by exchanges may weigh; beyond that the gap is small anyway and the time is not. */
const MOST_TO_EXCHANGE = 20_000;

/** Last means where counties and officers cross: the optimum of the relaxation is not made of whole pairs then. */
function improve(problem: Problem, found: Settlement): Settlement {
  if (problem.arcValue.length > MOST_TO_EXCHANGE) return found;
  const { of: countyOf } = problem.counties;
  const { of: officerOf } = problem.officers;
  const reducedValue = (arc: number): number => {
    const project = problem.arcProject[arc];
    const county = countyOf[project] >= 0 ? found.counties[countyOf[project]] : 0;
    const officer = officerOf[project] >= 0 ? found.officers[officerOf[project]] : 0;
    return problem.arcValue[arc] - found.seatPrices[problem.arcSeat[arc]] - county - officer;
  };
  const isHeld = exchange(problem, found.isHeld, reducedValue, found.bound - found.value);
  return { ...found, isHeld, value: valueOf(problem, isHeld) };
}

/** A feasible allocation with the prices and the bound that go with it. */
export interface Settlement {
  readonly isHeld: Uint8Array;
  readonly value: number;
  readonly bound: number;
  /** Bid step the prices were found with. */
  readonly step: number;
  readonly seatPrices: Float64Array;
  readonly counties: Float64Array;
  readonly officers: Float64Array;
}

const gapOf = ({ value, bound }: Settlement): number => (bound > 0 ? (bound - value) / bound : 0);

/** The better allocation of the two, with the lower of the two bounds: each bound holds for every allocation. */
function better(a: Settlement, b: Settlement): Settlement {
  const bound = Math.min(a.bound, b.bound);
  return b.value > a.value ? { ...b, bound } : { ...a, bound };
}

function settle(problem: Problem, auction: Auction, prices: LimitPrices, step: number): Settlement {
  const isHeld = repair(problem, auction);
  return {
    isHeld,
    value: valueOf(problem, isHeld),
    bound: dualBound(problem, auction.prices, auction.floors, prices),
    step,
    seatPrices: auction.prices.slice(),
    counties: prices.counties.slice(),
    officers: prices.officers.slice(),
  };
}

function setFloors(problem: Problem, auction: Auction, prices: LimitPrices): void {
  for (let project = 0; project < problem.projects; project++) {
    const county = problem.counties.of[project];
    const officer = problem.officers.of[project];
    auction.floors[project] =
      (county >= 0 ? prices.counties[county] : 0) + (officer >= 0 ? prices.officers[officer] : 0);
  }
}

/**
 * Value of the linear-programming dual at these prices: Σ price × capacity, and for every project what its best places
 * earn above them. Weak duality: no allocation is worth more, whatever the prices are.
 */
export function dualBound(
  problem: Problem,
  seatPrices: Float64Array,
  floors: Float64Array,
  limits: LimitPrices,
): number {
  let bound = 0;
  problem.seatLeft.forEach((left, seat) => {
    bound += left * seatPrices[seat];
  });
  problem.counties.left.forEach((left, at) => {
    bound += left * limits.counties[at];
  });
  problem.officers.left.forEach((left, at) => {
    bound += left * limits.officers[at];
  });
  for (let project = 0; project < problem.projects; project++) {
    const places = problem.projectLeft[project];
    const county = problem.counties.of[project];
    const officer = problem.officers.of[project];
    const isClosed = (county >= 0 && problem.counties.left[county] === 0) || (officer >= 0 && problem.officers.left[officer] === 0); // prettier-ignore
    if (places === 0 || isClosed) continue;
    const nets: number[] = [];
    for (let arc = problem.arcStart[project]; arc < problem.arcStart[project + 1]; arc++) {
      const seat = problem.arcSeat[arc];
      const net = problem.arcValue[arc] - seatPrices[seat] - floors[project];
      // A seat without a place is nobody's to have, whatever it is worth.
      if (net > 0 && problem.seatLeft[seat] > 0) nets.push(net);
    }
    nets.sort((a, b) => b - a);
    for (let k = 0; k < Math.min(places, nets.length); k++) bound += nets[k];
  }
  return bound;
}

/** Moves the prices of counties and officers until their limits hold, or nothing better comes of it. */
function adjustLimits(
  problem: Problem,
  auction: Auction,
  prices: LimitPrices,
  step: number,
  tolerance: number,
  start: Settlement,
): Settlement {
  let best = start;
  const limits = [
    { compiled: problem.counties, price: prices.counties },
    { compiled: problem.officers, price: prices.officers },
  ];
  if (limits.every(({ compiled }) => compiled.left.length === 0)) return best;
  let stride = 1;
  let sinceBetter = 0;
  for (let round = 0; round < MOST_LIMIT_ROUNDS && gapOf(best) > tolerance; round++) {
    let norm = 0;
    const slopes = limits.map(({ compiled, price }) => {
      const slope = new Float64Array(compiled.left.length);
      for (let arc = 0; arc < auction.isHeld.length; arc++) {
        const of = compiled.of[problem.arcProject[arc]];
        if (auction.isHeld[arc] && of >= 0) slope[of]++;
      }
      compiled.left.forEach((left, at) => {
        slope[at] -= left;
        if (slope[at] < 0 && price[at] === 0) slope[at] = 0;
        norm += slope[at] * slope[at];
      });
      return slope;
    });
    if (norm === 0) break;
    const bound = dualBound(problem, auction.prices, auction.floors, prices);
    const stretch = (stride * Math.max(bound - best.value, tolerance * bound)) / norm;
    limits.forEach(({ price }, kind) => {
      for (let at = 0; at < price.length; at++) price[at] = Math.max(0, price[at] + stretch * slopes[kind][at]);
    });
    setFloors(problem, auction, prices);
    auction.run(step);
    const next = better(best, settle(problem, auction, prices, step));
    sinceBetter = gapOf(next) < gapOf(best) - 1e-9 ? 0 : sinceBetter + 1;
    best = next;
    if (sinceBetter >= 5) {
      stride /= 2;
      sinceBetter = 0;
    }
  }
  return best;
}

/** Starts from a former run: its prices, and its pairs where both sides still have a place. */
function takeOver(
  input: AllocationInput,
  problem: Problem,
  auction: Auction,
  prices: LimitPrices,
  former: NonNullable<AllocationOptions['warmStart']>,
): void {
  for (let at = 0; at < Math.min(input.enterpriseCount, former.enterprisePrices.length); at++) {
    const seat = problem.seatOf[at];
    auction.prices[seat] = Math.max(auction.prices[seat], former.enterprisePrices[at]);
  }
  prices.counties.set(former.countyPrices.subarray(0, prices.counties.length));
  prices.officers.set(former.officerPrices.subarray(0, prices.officers.length));
  const wanted = new Set(former.pairs.map(({ projectIndex, enterpriseIndex }) => `${projectIndex} ${enterpriseIndex}`));
  problem.arcProject.forEach((project, arc) => {
    if (wanted.has(`${problem.projectAt[project]} ${problem.arcEnterprise[arc]}`)) auction.hold(arc);
  });
}
