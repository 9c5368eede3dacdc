import {
  allocate,
  allocationExplainer,
  type AllocationInput,
  type AllocationResult,
  type AllocationState,
} from '@lianghuan/matching';
import type { AllocationFacts, LimitKind, OpenApproach } from './allocation-facts.js';
import type { PairValues } from './pair-value.js';

/** A row of match_allocation_pair, in the column names of the table. */
export interface AllocationPairRow {
  readonly project_id: string;
  readonly enterprise_id: string;
  readonly enterprise_name: string;
  readonly is_proposed: boolean;
  readonly reason: string;
  readonly value: number;
  readonly held_surplus: number | null;
  readonly sister_id: string | null;
  readonly enterprise_price: number;
  readonly area_price: number;
  readonly officer_price: number;
  readonly project_capacity: number;
  readonly enterprise_load: number;
  readonly enterprise_capacity: number;
  readonly enterprise_demand: number;
}

export interface AllocatedRun {
  readonly pairs: readonly AllocationPairRow[];
  readonly loads: readonly {
    readonly kind: 'area' | 'officer';
    readonly subject_key: string;
    readonly load: number;
    readonly capacity: number | null;
    readonly price: number;
  }[];
  readonly result: AllocationResult;
  readonly candidateCount: number;
  readonly pinnedCount: number;
  /** Proposed before this run, too. */
  readonly keptCount: number;
  /** Default limit of each kind. */
  readonly limits: Readonly<Record<LimitKind, number | null>>;
}

/** What stands for no limit where the library wants a number. */
const UNLIMITED = 100_000;

/**
 * Allocates the suggestions of a run: open approaches first, within what enterprises (groups once), projects, counties and officers
 * carry beside what they carry already. Pure: the same facts give the same rows.
 */
export function allocateRun(facts: AllocationFacts): AllocatedRun {
  const { projects, values, pinned, outside } = facts;
  const limitOf = (kind: LimitKind, subject: string): number | null => {
    const own = facts.limits.get(kind);
    return (own?.has(subject) ? own.get(subject) : own?.get('')) ?? null;
  };
  const projectIndex = new Map(projects.map(({ id }, at) => [id, at]));

  const enterprises: { readonly id: string; readonly name: string; readonly seat: string }[] = [];
  const enterpriseIndex = new Map<string, number>();
  const addEnterprise = (each: Pick<OpenApproach, 'enterpriseId' | 'enterpriseName' | 'groupName'>): number => {
    const known = enterpriseIndex.get(each.enterpriseId);
    if (known !== undefined) return known;
    enterprises.push({ id: each.enterpriseId, name: each.enterpriseName, seat: seatOf(each) });
    enterpriseIndex.set(each.enterpriseId, enterprises.length - 1);
    return enterprises.length - 1;
  };
  const pairs = values.pairs.map((pair) => ({
    ...pair,
    projectIndex: projectIndex.get(pair.projectId) ?? -1,
    enterpriseIndex: addEnterprise(pair),
  }));
  const pins = pinned.map((lead) => ({
    projectIndex: projectIndex.get(lead.projectId) ?? -1,
    enterpriseIndex: addEnterprise(lead),
  }));
  const pinnedKeys = new Set(pins.map(keyOf));
  const candidates = pairs.filter((pair) => passedOver(pair) === undefined || pinnedKeys.has(keyOf(pair)));

  const outsideOf = (key: (approach: OpenApproach) => string | null) => countBy(outside.map(key));
  const outsideSeats = outsideOf(seatOf);
  const outsideAreas = outsideOf(({ areaCode }) => areaCode);
  const outsideOfficers = outsideOf(({ officerId }) => officerId);
  const seats = [...new Set(enterprises.map(({ seat }) => seat))];
  const seatIndex = new Map(seats.map((seat, at) => [seat, at]));
  const enterpriseCapacity = enterprises.map(({ id }) => limitOf('enterprise', id) ?? UNLIMITED);
  const projectCapacity = projects.map(({ id }) => limitOf('project', id) ?? UNLIMITED);
  const areas = limited(projects.map(({ areaCode }) => areaCode), (code) => limitOf('area', code), outsideAreas); // prettier-ignore
  const officers = limited(projects.map(({ officerId }) => officerId), (id) => limitOf('officer', id), outsideOfficers); // prettier-ignore

  const input: AllocationInput = {
    projectCount: projects.length,
    enterpriseCount: enterprises.length,
    projectIds: projects.map(({ id }) => id),
    enterpriseIds: enterprises.map(({ id }) => id),
    arcs: candidates,
    projectCapacity,
    enterpriseCapacity: enterprises.map(({ seat }, at) => Math.max(0, enterpriseCapacity[at] - (outsideSeats.get(seat) ?? 0))), // prettier-ignore
    enterpriseGroup: enterprises.map(({ seat }) => seatIndex.get(seat) ?? -1),
    counties: areas,
    officers,
    pinned: pins,
  };
  const former = facts.former && stateOf(facts.former, projectIndex, enterpriseIndex, enterprises, areas, officers);
  const result = allocate(input, former === null ? {} : { warmStart: former });
  const explain = allocationExplainer(input, result);

  const proposed = new Set(result.pairs.map(keyOf));
  const formerKeys = new Set(former?.pairs.map(keyOf));
  const toExplain = new Map([...pairs, ...result.pairs.map((pair) => ({ ...pair, isDecidedAgainst: false, isDoubtful: false }))].map((pair) => [keyOf(pair), pair])); // prettier-ignore
  const rows = [...toExplain.values()].map((pair): AllocationPairRow => {
    const enterprise = enterprises[pair.enterpriseIndex];
    const passed = proposed.has(keyOf(pair)) ? undefined : passedOver(pair);
    const reason = passed === undefined ? explain(pair.projectIndex, pair.enterpriseIndex) : { code: passed };
    const area = areas.of[pair.projectIndex];
    const officer = officers.of[pair.projectIndex];
    return {
      project_id: projects[pair.projectIndex].id,
      enterprise_id: enterprise.id,
      enterprise_name: enterprise.name,
      is_proposed: proposed.has(keyOf(pair)),
      reason: reason.code,
      value: 'value' in reason ? reason.value : pair.value,
      held_surplus: reason.code === 'BETTER_PAIRS_HELD' ? reason.heldSurplus : null,
      sister_id: reason.code === 'GROUP_REPRESENTED' ? enterprises[reason.enterpriseIndex].id : null,
      enterprise_price: result.enterprisePrices[pair.enterpriseIndex],
      area_price: area < 0 ? 0 : result.countyPrices[area],
      officer_price: officer < 0 ? 0 : result.officerPrices[officer],
      project_capacity: projectCapacity[pair.projectIndex],
      enterprise_load: result.congestion.loadOf[pair.enterpriseIndex] + (outsideSeats.get(enterprise.seat) ?? 0),
      enterprise_capacity: enterpriseCapacity[pair.enterpriseIndex],
      enterprise_demand: result.congestion.demandOf[pair.enterpriseIndex],
    };
  });
  const loads = (
    kind: 'area' | 'officer',
    of: readonly (string | null)[],
    beyond: ReadonlyMap<string, number>,
    limit: Limited,
    prices: Float64Array,
  ) => {
    // prettier-ignore
    const inside = countBy(result.pairs.map((pair) => of[pair.projectIndex]));
    return [...new Set([...inside.keys(), ...beyond.keys(), ...limit.subjects])].sort().map((subject) => ({
      kind,
      subject_key: subject,
      load: (inside.get(subject) ?? 0) + (beyond.get(subject) ?? 0),
      capacity: limitOf(kind, subject),
      price: prices[limit.subjects.indexOf(subject)] ?? 0,
    }));
  };
  return {
    pairs: rows,
    loads: [
      ...loads('area', projects.map(({ areaCode }) => areaCode), outsideAreas, areas, result.countyPrices),
      ...loads('officer', projects.map(({ officerId }) => officerId), outsideOfficers, officers, result.officerPrices),
    ], // prettier-ignore
    result,
    candidateCount: candidates.length,
    pinnedCount: pins.length,
    keptCount: result.pairs.filter((pair) => formerKeys.has(keyOf(pair))).length,
    limits: { enterprise: limitOf('enterprise', ''), project: limitOf('project', ''), area: limitOf('area', ''), officer: limitOf('officer', '') }, // prettier-ignore
  };
}

/** Why a pair is no candidate; undefined for one that is. What somebody takes up himself is allocated all the same. */
function passedOver({
  isDecidedAgainst,
  isDoubtful,
}: Pick<PairValues['pairs'][number], 'isDecidedAgainst' | 'isDoubtful'>): 'DECIDED' | 'NO_CLEAR_FIT' | undefined {
  if (isDecidedAgainst) return 'DECIDED';
  return isDoubtful ? 'NO_CLEAR_FIT' : undefined;
}

interface Limited {
  readonly subjects: readonly string[];
  readonly of: readonly number[];
  readonly capacity: readonly number[];
}

/** Counties or officers that have a limit; the others bind nobody. */
function limited(
  ofProject: readonly (string | null)[],
  limit: (subject: string) => number | null,
  outside: ReadonlyMap<string, number>,
): Limited {
  const subjects = [...new Set(ofProject.filter((subject) => subject !== null))].filter((subject) => limit(subject) !== null).sort(); // prettier-ignore
  const index = new Map(subjects.map((subject, at) => [subject, at]));
  return {
    subjects,
    of: ofProject.map((subject) => (subject === null ? -1 : (index.get(subject) ?? -1))),
    capacity: subjects.map((subject) => Math.max(0, (limit(subject) ?? 0) - (outside.get(subject) ?? 0))),
  };
}

function stateOf(
  former: NonNullable<AllocationFacts['former']>,
  projectIndex: ReadonlyMap<string, number>,
  enterpriseIndex: ReadonlyMap<string, number>,
  enterprises: readonly { readonly id: string }[],
  areas: Limited,
  officers: Limited,
): AllocationState {
  return {
    enterprisePrices: Float64Array.from(enterprises, ({ id }) => former.enterprisePrices.get(id) ?? 0),
    countyPrices: Float64Array.from(areas.subjects, (subject) => former.areaPrices.get(subject) ?? 0),
    officerPrices: Float64Array.from(officers.subjects, (subject) => former.officerPrices.get(subject) ?? 0),
    pairs: former.pairs.flatMap(({ projectId, enterpriseId }) => {
      const [project, enterprise] = [projectIndex.get(projectId), enterpriseIndex.get(enterpriseId)];
      return project === undefined || enterprise === undefined ? [] : [{ projectIndex: project, enterpriseIndex: enterprise }]; // prettier-ignore
    }),
  };
}

/** A group is one seat, under its name; the parent itself, known by that very name, sits in it. */
function seatOf({ enterpriseName, groupName }: Pick<OpenApproach, 'enterpriseName' | 'groupName'>): string {
  return (groupName?.trim() || enterpriseName).normalize('NFKC');
}

const keyOf = ({
  projectIndex,
  enterpriseIndex,
}: {
  readonly projectIndex: number;
  readonly enterpriseIndex: number;
}) => `${projectIndex} ${enterpriseIndex}`;

function countBy(keys: readonly (string | null)[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
