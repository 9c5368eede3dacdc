import type { AllocationReasonView } from '@lianghuan/contracts';

/** A row of match_allocation_pair as {@link ALLOCATION_COLUMNS} reads it; all null where the run was not allocated. */
export interface AllocationRead {
  readonly reason: AllocationReasonView['code'] | null;
  readonly isProposed: boolean;
  readonly valueBasis: string;
  readonly value: number;
  readonly enterprisePrice: number;
  readonly areaPrice: number;
  readonly officerPrice: number;
  readonly heldSurplus: number | null;
  readonly sisterName: string | null;
  readonly enterpriseLoad: number;
  readonly enterpriseCapacity: number;
  readonly enterpriseDemand: number;
}

/** Of `a`, a row of match_allocation_pair, as one json value. The sister's name is read under the reader's own policies. */
export const ALLOCATION_COLUMNS = `CASE WHEN a.run_id IS NOT NULL THEN jsonb_build_object('reason', a.reason, 'isProposed', a.is_proposed,
  'valueBasis', (SELECT m.value_basis FROM match_allocation m WHERE m.run_id = a.run_id),
  'value', a.value, 'enterprisePrice', a.enterprise_price, 'areaPrice', a.area_price, 'officerPrice', a.officer_price,
  'heldSurplus', a.held_surplus, 'sisterName', (SELECT e.name FROM enterprise e WHERE e.id = a.sister_id),
  'enterpriseLoad', a.enterprise_load, 'enterpriseCapacity', a.enterprise_capacity, 'enterpriseDemand', a.enterprise_demand) END`;

/** Nothing of an enterprise another unit holds but that it is held. */
export function allocationOnWire(row: AllocationRead | null, isHidden: boolean): AllocationReasonView | null {
  if (row === null || row.reason === null || isHidden) return null;
  const { reason, ...rest } = row;
  return { code: reason, ...rest };
}
