import type { Settlement } from './allocate.js';
import type { AllocatedPair, AllocationInput, AllocationResult, Congestion } from './model.js';
import type { Problem } from './problem.js';

const MOST_SOUGHT_AFTER = 20;

/** Turns a settlement into the result, back in the numbering of the input. */
export function buildResult(input: AllocationInput, problem: Problem, settlement: Settlement): AllocationResult {
  const pairs: AllocatedPair[] = problem.pinned.map((pair) => ({ ...pair, isPinned: true }));
  for (let arc = 0; arc < settlement.isHeld.length; arc++)
    if (settlement.isHeld[arc])
      pairs.push({
        projectIndex: problem.projectAt[problem.arcProject[arc]],
        enterpriseIndex: problem.arcEnterprise[arc],
        value: problem.arcValue[arc],
        isPinned: false,
      });
  pairs.sort((a, b) => a.projectIndex - b.projectIndex || b.value - a.value || a.enterpriseIndex - b.enterpriseIndex);
  const pinnedValue = problem.pinned.reduce((sum, { value }) => sum + value, 0);
  const value = settlement.value + pinnedValue;
  const bound = Math.max(value, settlement.bound + pinnedValue);
  const { unlimited, demand } = withoutLimits(problem);
  const enterprisePrices = Float64Array.from(problem.seatOf, (seat) => settlement.seatPrices[seat]);
  return {
    pairs,
    value,
    bound,
    gap: bound > 0 ? (bound - value) / bound : 0,
    unlimitedValue: unlimited + pinnedValue,
    lostToLimits: Math.max(0, unlimited + pinnedValue - value),
    enterprisePrices,
    countyPrices: settlement.counties,
    officerPrices: settlement.officers,
    priceStep: settlement.step,
    congestion: congestionOf(input, problem, pairs, demand, settlement.seatPrices),
    state: {
      enterprisePrices,
      countyPrices: settlement.counties,
      officerPrices: settlement.officers,
      pairs: pairs.map(({ projectIndex, enterpriseIndex }) => ({ projectIndex, enterpriseIndex })),
    },
  };
}

/** What every project would take if it were alone, and how often each seat would be taken. */
function withoutLimits(problem: Problem): { readonly unlimited: number; readonly demand: Int32Array } {
  const demand = new Int32Array(problem.seats);
  let unlimited = 0;
  for (let project = 0; project < problem.projects; project++) {
    const arcs = Array.from(
      { length: problem.arcStart[project + 1] - problem.arcStart[project] },
      (_, at) => problem.arcStart[project] + at,
    ).sort((a, b) => problem.arcValue[b] - problem.arcValue[a] || a - b);
    for (const arc of arcs.slice(0, problem.projectLeft[project])) {
      unlimited += problem.arcValue[arc];
      demand[problem.arcSeat[arc]]++;
    }
  }
  return { unlimited, demand };
}

function congestionOf(
  input: AllocationInput,
  problem: Problem,
  pairs: readonly AllocatedPair[],
  demand: Int32Array,
  prices: Float64Array,
): Congestion {
  const load = new Int32Array(problem.seats);
  const counted = new Set<string>();
  for (const { projectIndex, enterpriseIndex, isPinned } of pairs) {
    const seat = problem.seatOf[enterpriseIndex];
    const key = `${projectIndex} ${seat}`;
    if (counted.has(key)) continue;
    counted.add(key);
    load[seat]++;
    if (isPinned) demand[seat]++;
  }
  const byLoad = new Map<number, number>();
  for (const own of load) if (own > 0) byLoad.set(own, (byLoad.get(own) ?? 0) + 1);
  const member = new Int32Array(problem.seats).fill(-1);
  for (let at = input.enterpriseCount - 1; at >= 0; at--) member[problem.seatOf[at]] = at;
  const soughtAfter = Array.from(demand, (wanted, seat) => ({
    enterpriseIndex: member[seat],
    demand: wanted,
    capacity: problem.seatCapacity[seat],
    price: prices[seat],
    seat,
  }))
    .filter((entry) => entry.demand > entry.capacity)
    .sort((a, b) => b.price - a.price || b.demand - a.demand || a.seat - b.seat)
    .slice(0, MOST_SOUGHT_AFTER)
    .map(({ seat: _seat, ...entry }) => entry);
  return {
    enterprisesUsed: load.reduce((count, own) => count + (own > 0 ? 1 : 0), 0),
    largestLoad: load.reduce((most, own) => Math.max(most, own), 0),
    loadOf: Int32Array.from(problem.seatOf, (seat) => load[seat]),
    demandOf: Int32Array.from(problem.seatOf, (seat) => demand[seat]),
    loads: [...byLoad].sort(([a], [b]) => a - b).map(([own, enterprises]) => ({ load: own, enterprises })),
    largestDemand: demand.reduce((most, wanted) => Math.max(most, wanted), 0),
    soughtAfter,
    overbooked: problem.overbooked,
  };
}
