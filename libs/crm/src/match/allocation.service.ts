import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { allocateRun, type AllocatedRun } from './allocate-run.js';
import { loadAllocationFacts } from './allocation-facts.js';

/** What an allocation step made. */
export interface AllocationCounts {
  readonly candidates: number;
  readonly pairs: number;
}

/** 分配: the step of a match run that says which suggestions are proposed, within what everybody can carry (matching §5.8). */
@Injectable()
export class AllocationService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Allocates the suggestions of a run and stores the result with it. Begins from what is proposed now, so that a small change stays
   * local. May be called again at any time: the result replaces the former one.
   */
  async allocate(runId: string): Promise<AllocationCounts> {
    const store = await this.workOut(runId);
    return this.database.asSystem(() => this.database.transaction(store));
  }

  /** The same in two parts: works the allocation out, and gives what stores it in a transaction of the caller's. */
  async workOut(runId: string): Promise<(tx: EntityManager) => Promise<AllocationCounts>> {
    const facts = await this.database.asSystem(() =>
      this.database.transaction((tx) => loadAllocationFacts(tx, runId, this.clock.today())),
    );
    const allocated = allocateRun(facts);
    return (tx) => storeAllocation(tx, runId, facts.values.basis, allocated);
  }
}

async function storeAllocation(
  tx: EntityManager,
  runId: string,
  basis: string,
  { pairs, loads, result, ...counts }: AllocatedRun,
): Promise<AllocationCounts> {
  for (const table of ['match_allocation_pair', 'match_allocation_load', 'match_allocation'])
    await tx.query(`DELETE FROM ${table} WHERE run_id = $1`, [runId]);
  await tx.query(
    `INSERT INTO match_allocation (run_id, value_basis, limits, candidate_count, pair_count, pinned_count, kept_count, enterprise_count,
       largest_load, largest_demand, value, bound, gap, unlimited_value, lost_to_limits, price_step)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      runId,
      basis,
      counts.limits,
      counts.candidateCount,
      result.pairs.length,
      counts.pinnedCount,
      counts.keptCount,
      result.congestion.enterprisesUsed,
      result.congestion.largestLoad,
      result.congestion.largestDemand,
      result.value,
      result.bound,
      result.gap,
      result.unlimitedValue,
      result.lostToLimits,
      result.priceStep,
    ],
  );
  await tx.query(
    `INSERT INTO match_allocation_pair (run_id, project_id, enterprise_id, enterprise_name, is_proposed, reason, value, held_surplus,
       sister_id, enterprise_price, area_price, officer_price, project_capacity, enterprise_load, enterprise_capacity, enterprise_demand)
     SELECT $1, p.* FROM jsonb_to_recordset($2::jsonb) AS p(project_id uuid, enterprise_id uuid, enterprise_name text, is_proposed boolean,
       reason text, value double precision, held_surplus double precision, sister_id uuid, enterprise_price double precision,
       area_price double precision, officer_price double precision, project_capacity int, enterprise_load int, enterprise_capacity int,
       enterprise_demand int)`,
    [runId, JSON.stringify(pairs)],
  );
  await tx.query(
    `INSERT INTO match_allocation_load (run_id, kind, subject_key, load, capacity, price)
     SELECT $1, l.* FROM jsonb_to_recordset($2::jsonb) AS l(kind text, subject_key text, load int, capacity int, price double precision)`,
    [runId, JSON.stringify(loads)],
  );
  return { candidates: counts.candidateCount, pairs: result.pairs.length };
}
