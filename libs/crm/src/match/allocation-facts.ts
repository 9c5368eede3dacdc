import type { EntityManager } from 'typeorm';
import { type PairValues, pairValues } from './pair-value.js';

/** Stages of a live lead that are an open approach: from the first clue to the contract. What is being built is no approach any more. */
const APPROACH_STAGES = `('clue', 'contact', 'visit', 'negotiation', 'signing')`;

export type LimitKind = 'enterprise' | 'project' | 'area' | 'officer';

/** Somebody approaches an enterprise already. */
export interface OpenApproach {
  /** Null for an approach without a project. */
  readonly projectId: string | null;
  readonly enterpriseId: string;
  readonly enterpriseName: string;
  readonly groupName: string | null;
  readonly areaCode: string | null;
  /** Null for a proposal nobody has taken up. */
  readonly officerId: string | null;
}

/** Everything an allocation depends on, read in one transaction. */
export interface AllocationFacts {
  readonly projects: readonly {
    readonly id: string;
    readonly areaCode: string | null;
    readonly officerId: string | null;
  }[];
  readonly values: PairValues;
  /** Live leads between projects of the run and enterprises: fixed first. */
  readonly pinned: readonly (OpenApproach & { readonly projectId: string })[];
  /** Live leads elsewhere, and what the lists of other projects propose now: taken off the limits. */
  readonly outside: readonly OpenApproach[];
  /** Limits in force by kind and subject; the default under ''. Null: no limit. */
  readonly limits: ReadonlyMap<LimitKind, ReadonlyMap<string, number | null>>;
  /** What is proposed to these projects now, and the prices it came with; null on the first allocation or under another basis. */
  readonly former: FormerAllocation | null;
}

export interface FormerAllocation {
  readonly pairs: readonly { readonly projectId: string; readonly enterpriseId: string }[];
  readonly enterprisePrices: ReadonlyMap<string, number>;
  readonly areaPrices: ReadonlyMap<string, number>;
  readonly officerPrices: ReadonlyMap<string, number>;
}

/** Reads what the allocation of a run is made from. `today` decides which snoozed pairs are back. */
export async function loadAllocationFacts(tx: EntityManager, runId: string, today: string): Promise<AllocationFacts> {
  const values = await pairValues(tx, runId, today);
  const projects = (await tx.query(PROJECTS, [runId])) as AllocationFacts['projects'];
  const leads = (await tx.query(LEADS, [runId])) as (OpenApproach & { readonly isInside: boolean })[];
  const proposals = (await tx.query(PROPOSALS_ELSEWHERE, [runId])) as OpenApproach[];
  return {
    projects,
    values,
    pinned: leads.filter(
      (lead): lead is typeof lead & { projectId: string } => lead.isInside && lead.projectId !== null,
    ),
    outside: [...leads.filter((lead) => !lead.isInside), ...proposals],
    limits: await limitsInForce(tx),
    former: await formerAllocation(tx, runId, values.basis),
  };
}

async function limitsInForce(tx: EntityManager): Promise<AllocationFacts['limits']> {
  const rows = (await tx.query(
    `SELECT kind, coalesce(subject_key, '') AS subject, capacity FROM allocation_limit WHERE is_in_force`,
  )) as { kind: LimitKind; subject: string; capacity: number | null }[];
  const limits = new Map<LimitKind, Map<string, number | null>>();
  for (const { kind, subject, capacity } of rows) {
    const own = limits.get(kind) ?? new Map<string, number | null>();
    limits.set(kind, own.set(subject, capacity));
  }
  return limits;
}

async function formerAllocation(tx: EntityManager, runId: string, basis: string): Promise<FormerAllocation | null> {
  const pairs = (await tx.query(FORMER_PAIRS, [runId, basis])) as { projectId: string; enterpriseId: string }[];
  if (pairs.length === 0) return null;
  const prices = (await tx.query(FORMER_PRICES, [basis])) as { enterpriseId: string; price: number }[];
  const loads = (await tx.query(FORMER_LOAD_PRICES, [basis])) as { kind: string; key: string; price: number }[];
  const priced = (kind: string) => new Map(loads.filter((load) => load.kind === kind).map(({ key, price }) => [key, price])); // prettier-ignore
  return {
    pairs,
    enterprisePrices: new Map(prices.map(({ enterpriseId, price }) => [enterpriseId, price])),
    areaPrices: priced('area'),
    officerPrices: priced('officer'),
  };
}

/** The officer of a project is whoever answers for its newest open approach. */
const PROJECTS = `
  SELECT mp.project_id AS id, mp.area_code AS "areaCode", (
    SELECT l.owner_id FROM lead l WHERE l.project_id = mp.project_id AND l.status IN ('open', 'paused') AND l.stage IN ${APPROACH_STAGES}
    ORDER BY l.created_at DESC, l.id DESC LIMIT 1) AS "officerId"
  FROM match_run_project mp WHERE mp.run_id = $1 ORDER BY mp.position`;
const LEADS = `
  SELECT l.project_id AS "projectId", l.enterprise_id AS "enterpriseId", e.name AS "enterpriseName", e.group_name AS "groupName",
    l.area_code AS "areaCode", l.owner_id AS "officerId", mp.project_id IS NOT NULL AS "isInside"
  FROM lead l JOIN enterprise e ON e.id = l.enterprise_id
  LEFT JOIN match_run_project mp ON mp.run_id = $1 AND mp.project_id = l.project_id
  WHERE l.status IN ('open', 'paused') AND l.stage IN ${APPROACH_STAGES} ORDER BY l.id`;
const CURRENT = `match_allocation_pair a JOIN match_run_project mp ON mp.run_id = a.run_id AND mp.project_id = a.project_id AND mp.is_current`;
const PROPOSALS_ELSEWHERE = `
  SELECT a.project_id AS "projectId", a.enterprise_id AS "enterpriseId", e.name AS "enterpriseName", e.group_name AS "groupName",
    mp.area_code AS "areaCode", NULL::uuid AS "officerId"
  FROM ${CURRENT} JOIN enterprise e ON e.id = a.enterprise_id
  WHERE a.reason = 'ALLOCATED' AND NOT EXISTS (SELECT FROM match_run_project own WHERE own.run_id = $1 AND own.project_id = a.project_id)
    AND NOT EXISTS (SELECT FROM suggestion_decision d WHERE d.project_id = a.project_id AND d.enterprise_id = a.enterprise_id)
  ORDER BY a.project_id, a.enterprise_id`;
const FORMER_PAIRS = `
  SELECT a.project_id AS "projectId", a.enterprise_id AS "enterpriseId" FROM ${CURRENT}
  JOIN match_allocation m ON m.run_id = a.run_id AND m.value_basis = $2
  WHERE a.is_proposed AND EXISTS (SELECT FROM match_run_project own WHERE own.run_id = $1 AND own.project_id = a.project_id)
  ORDER BY a.project_id, a.enterprise_id`;
const FORMER_PRICES = `
  SELECT DISTINCT ON (a.enterprise_id) a.enterprise_id AS "enterpriseId", a.enterprise_price AS price FROM ${CURRENT}
  JOIN match_allocation m ON m.run_id = a.run_id AND m.value_basis = $1
  WHERE a.enterprise_price > 0 ORDER BY a.enterprise_id, m.allocated_at DESC, a.project_id`;
const FORMER_LOAD_PRICES = `
  SELECT l.kind, l.subject_key AS key, l.price FROM match_allocation_load l WHERE l.price > 0 AND l.run_id = (
    SELECT m.run_id FROM match_allocation m JOIN match_run r ON r.id = m.run_id WHERE r.is_current AND m.value_basis = $1
    ORDER BY m.allocated_at DESC LIMIT 1)`;
