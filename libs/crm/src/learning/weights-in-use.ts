import { ALGORITHM_VERSION, type CriterionName } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';

/**
 * The weights a run made now works with: the active version, or the library's defaults where that version was learnt under other
 * formulas and would mean something else.
 */
export async function weightsInUse(
  tx: EntityManager,
): Promise<{ id: string; weights: Partial<Record<CriterionName, number>> }> {
  const [version] = (await tx.query(
    `SELECT id, weights FROM weight_version WHERE (is_active AND algorithm_version = $1) OR algorithm_version IS NULL
     ORDER BY is_active DESC, number LIMIT 1`,
    [ALGORITHM_VERSION],
  )) as { id: string; weights: Partial<Record<CriterionName, number>> }[];
  if (version === undefined) throw new Error('weight_version has lost its row of defaults');
  return version;
}
