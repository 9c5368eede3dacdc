import { compareTied } from '../ranking/hash.js';
import {
  type AllocationArc,
  type AllocationColumns,
  type AllocationInput,
  AllocationInputError,
  type ProjectLimit,
} from './model.js';

const DEFAULT_PROJECT_CAPACITY = 5;
const DEFAULT_ENTERPRISE_CAPACITY = 3;

/** Counties or officers in the compiled problem. */
export interface CompiledLimit {
  /** For every compiled project its county or officer, −1 for none. */
  readonly of: Int32Array;
  /** What pinned pairs leave of the capacity, never negative. */
  readonly left: Int32Array;
}

/**
 * The input in canonical order: projects, and seats (an enterprise, or a group), renumbered by id; arcs by project,
 * then seat, at most one per pair; pinned pairs taken out and off the capacities.
 */
export interface Problem {
  readonly projects: number;
  readonly seats: number;
  /** Compiled → input index of the project; and back. */
  readonly projectAt: Int32Array;
  readonly projectOf: Int32Array;
  /** Input enterprise → seat. */
  readonly seatOf: Int32Array;
  /** Arcs of project p are `arcStart[p] … arcStart[p + 1])`. */
  readonly arcStart: Int32Array;
  readonly arcProject: Int32Array;
  readonly arcSeat: Int32Array;
  readonly arcValue: Float64Array;
  /** Input index of the enterprise behind the arc. */
  readonly arcEnterprise: Int32Array;
  /** Arcs by seat: `seatArcs[seatStart[s] … seatStart[s + 1])`. */
  readonly seatStart: Int32Array;
  readonly seatArcs: Int32Array;
  readonly projectLeft: Int32Array;
  readonly seatLeft: Int32Array;
  readonly projectCapacity: Int32Array;
  readonly seatCapacity: Int32Array;
  readonly counties: CompiledLimit;
  readonly officers: CompiledLimit;
  readonly pinned: readonly AllocationArc[];
  readonly overbooked: readonly {
    readonly kind: 'project' | 'enterprise' | 'county' | 'officer';
    readonly index: number;
    readonly load: number;
    readonly capacity: number;
  }[];
  readonly largestValue: number;
}

function isRecords(arcs: AllocationInput['arcs']): arcs is readonly AllocationArc[] {
  return Array.isArray(arcs);
}

function columnsOf(arcs: AllocationInput['arcs']): AllocationColumns {
  if (!isRecords(arcs)) return arcs;
  return {
    projectIndex: arcs.map(({ projectIndex }) => projectIndex),
    enterpriseIndex: arcs.map(({ enterpriseIndex }) => enterpriseIndex),
    value: arcs.map(({ value }) => value),
  };
}

function checkIndex(kind: string, index: number, count: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= count)
    throw new AllocationInputError('INDEX_OUT_OF_RANGE', { kind, index, count });
}

function checkLength(kind: string, length: number, expected: number): void {
  if (length !== expected) throw new AllocationInputError('LENGTH_MISMATCH', { kind, length, expected });
}

function capacities(
  kind: string,
  given: number | ArrayLike<number> | undefined,
  count: number,
  byDefault: number,
): Int32Array {
  const list = new Int32Array(count);
  if (typeof given === 'object') checkLength(kind, given.length, count);
  for (let at = 0; at < count; at++) {
    const capacity = typeof given === 'object' ? given[at] : (given ?? byDefault);
    if (!Number.isInteger(capacity) || capacity < 0)
      throw new AllocationInputError('CAPACITY_INVALID', { kind, index: at, capacity });
    list[at] = Math.min(capacity, 0x3fffffff);
  }
  return list;
}

/** Canonical order of a list by id: hash first, so that no id is favoured by its spelling. */
function canonical(count: number, ids: readonly string[] | undefined, kind: string): Int32Array {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  if (!ids) return order;
  checkLength(kind, ids.length, count);
  return order.sort((a, b) => compareTied(ids[a], ids[b]) || a - b);
}

function inverse(order: Int32Array): Int32Array {
  const places = new Int32Array(order.length);
  order.forEach((from, to) => {
    places[from] = to;
  });
  return places;
}

/** Checks and compiles an input. Throws {@link AllocationInputError}. */
export function compile(input: AllocationInput): Problem {
  const { projectCount, enterpriseCount } = input;
  const projectAt = canonical(projectCount, input.projectIds, 'projectIds');
  const projectOf = inverse(projectAt);
  const enterpriseRank = inverse(canonical(enterpriseCount, input.enterpriseIds, 'enterpriseIds'));
  const columns = columnsOf(input.arcs);
  const length = columns.value.length;
  checkLength('arcs.projectIndex', columns.projectIndex.length, length);
  checkLength('arcs.enterpriseIndex', columns.enterpriseIndex.length, length);

  const enterpriseCapacity = capacities(
    'enterprise',
    input.enterpriseCapacity,
    enterpriseCount,
    DEFAULT_ENTERPRISE_CAPACITY,
  );
  const { seatOf, seatCapacity } = seatsOf(input, enterpriseRank, enterpriseCapacity);
  const seats = seatCapacity.length;
  const inputCapacity = capacities('project', input.projectCapacity, projectCount, DEFAULT_PROJECT_CAPACITY);
  const projectCapacity = inputCapacity.map((_, at) => inputCapacity[projectAt[at]]);

  const order: number[] = [];
  for (let at = 0; at < length; at++) {
    checkIndex('project', columns.projectIndex[at], projectCount);
    checkIndex('enterprise', columns.enterpriseIndex[at], enterpriseCount);
    if (!Number.isFinite(columns.value[at])) throw new AllocationInputError('VALUE_NOT_FINITE', { arc: at });
    if (columns.value[at] > 0) order.push(at);
  }
  const pinnedKeys = new Map<string, AllocationArc>();
  for (const { projectIndex, enterpriseIndex } of input.pinned ?? []) {
    checkIndex('project', projectIndex, projectCount);
    checkIndex('enterprise', enterpriseIndex, enterpriseCount);
    pinnedKeys.set(`${projectIndex} ${enterpriseIndex}`, { projectIndex, enterpriseIndex, value: 0 });
  }
  const pinnedSeats = new Set(
    [...pinnedKeys.values()].map(({ projectIndex, enterpriseIndex }) => `${projectIndex} ${seatOf[enterpriseIndex]}`),
  );

  order.sort(
    (a, b) =>
      projectOf[columns.projectIndex[a]] - projectOf[columns.projectIndex[b]] ||
      seatOf[columns.enterpriseIndex[a]] - seatOf[columns.enterpriseIndex[b]] ||
      columns.value[b] - columns.value[a] ||
      enterpriseRank[columns.enterpriseIndex[a]] - enterpriseRank[columns.enterpriseIndex[b]],
  );
  const arcStart = new Int32Array(projectCount + 1);
  const arcProject: number[] = [];
  const arcSeat: number[] = [];
  const arcValue: number[] = [];
  const arcEnterprise: number[] = [];
  let largestValue = 0;
  for (const at of order) {
    const projectIndex = columns.projectIndex[at];
    const enterpriseIndex = columns.enterpriseIndex[at];
    const value = columns.value[at];
    const project = projectOf[projectIndex];
    const seat = seatOf[enterpriseIndex];
    const key = `${projectIndex} ${enterpriseIndex}`;
    const pin = pinnedKeys.size > 0 ? pinnedKeys.get(key) : undefined;
    if (pin) pinnedKeys.set(key, { ...pin, value: Math.max(pin.value, value) });
    if (pinnedSeats.size > 0 && pinnedSeats.has(`${projectIndex} ${seat}`)) continue;
    if (arcProject.at(-1) === project && arcSeat.at(-1) === seat) continue;
    arcProject.push(project);
    arcSeat.push(seat);
    arcValue.push(value);
    arcEnterprise.push(enterpriseIndex);
    arcStart[project + 1]++;
    if (value > largestValue) largestValue = value;
  }
  for (let project = 0; project < projectCount; project++) arcStart[project + 1] += arcStart[project];

  const seatStart = new Int32Array(seats + 1);
  for (const seat of arcSeat) seatStart[seat + 1]++;
  for (let seat = 0; seat < seats; seat++) seatStart[seat + 1] += seatStart[seat];
  const fill = seatStart.slice(0, seats);
  const seatArcs = new Int32Array(arcSeat.length);
  arcSeat.forEach((seat, arc) => {
    seatArcs[fill[seat]++] = arc;
  });

  const pinned = [...pinnedKeys.values()].sort(
    (a, b) =>
      projectOf[a.projectIndex] - projectOf[b.projectIndex] ||
      enterpriseRank[a.enterpriseIndex] - enterpriseRank[b.enterpriseIndex],
  );
  const overbooked: Problem['overbooked'][number][] = [];
  const take = (
    kind: Problem['overbooked'][number]['kind'],
    capacity: Int32Array,
    loads: Int32Array,
    name: (at: number) => number,
  ): Int32Array =>
    capacity.map((own, at) => {
      if (loads[at] > own) overbooked.push({ kind, index: name(at), load: loads[at], capacity: own });
      return Math.max(0, own - loads[at]);
    });
  const projectLoad = new Int32Array(projectCount);
  const seatLoad = new Int32Array(seats);
  const firstMember = new Int32Array(seats).fill(-1);
  for (let at = enterpriseCount - 1; at >= 0; at--) firstMember[seatOf[at]] = at;
  for (const { projectIndex } of pinned) projectLoad[projectOf[projectIndex]]++;
  // Two members of a group in talks with one project are one approach to the group.
  for (const key of pinnedSeats) seatLoad[Number(key.split(' ')[1])]++;
  const limit = (kind: 'county' | 'officer', given: ProjectLimit | undefined): CompiledLimit => {
    if (!given) return { of: new Int32Array(projectCount).fill(-1), left: new Int32Array(0) };
    checkLength(kind, given.of.length, projectCount);
    const capacity = capacities(kind, given.capacity, given.capacity.length, 0);
    const loads = new Int32Array(capacity.length);
    const of = new Int32Array(projectCount);
    for (let at = 0; at < projectCount; at++) {
      if (given.of[at] !== -1) checkIndex(kind, given.of[at], capacity.length);
      of[projectOf[at]] = given.of[at];
    }
    for (const { projectIndex } of pinned) if (given.of[projectIndex] >= 0) loads[given.of[projectIndex]]++;
    return { of, left: take(kind, capacity, loads, (at) => at) };
  };
  return {
    projects: projectCount,
    seats,
    projectAt,
    projectOf,
    seatOf,
    arcStart,
    arcProject: Int32Array.from(arcProject),
    arcSeat: Int32Array.from(arcSeat),
    arcValue: Float64Array.from(arcValue),
    arcEnterprise: Int32Array.from(arcEnterprise),
    seatStart,
    seatArcs,
    projectLeft: take('project', projectCapacity, projectLoad, (at) => projectAt[at]),
    seatLeft: take('enterprise', seatCapacity, seatLoad, (at) => firstMember[at]),
    projectCapacity,
    seatCapacity,
    counties: limit('county', input.counties),
    officers: limit('officer', input.officers),
    pinned,
    overbooked,
    largestValue,
  };
}

/** One seat per enterprise without a group and one per group, numbered by the canonical rank of the first member. */
function seatsOf(
  input: AllocationInput,
  enterpriseRank: Int32Array,
  capacity: Int32Array,
): { readonly seatOf: Int32Array; readonly seatCapacity: Int32Array } {
  const { enterpriseCount, enterpriseGroup } = input;
  if (enterpriseGroup) checkLength('enterpriseGroup', enterpriseGroup.length, enterpriseCount);
  const byRank = inverse(enterpriseRank);
  const seatOfGroup = new Map<number, number>();
  const seatOf = new Int32Array(enterpriseCount);
  const seatCapacity: number[] = [];
  for (const enterprise of byRank) {
    const group = enterpriseGroup?.[enterprise] ?? -1;
    const known = group < 0 ? undefined : seatOfGroup.get(group);
    const seat = known ?? seatCapacity.length;
    if (known === undefined) {
      seatCapacity.push(capacity[enterprise]);
      if (group >= 0) seatOfGroup.set(group, seat);
    } else seatCapacity[seat] = Math.max(seatCapacity[seat], capacity[enterprise]);
    seatOf[enterprise] = seat;
  }
  return { seatOf, seatCapacity: Int32Array.from(seatCapacity) };
}
