import type { Permission } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import type { ReferenceData } from '../reference/reference-data.js';

/**
 * Areas whose projects a permission of the actor reaches; null: all, and what belongs to the city as a whole. A unit of the city works
 * for every area also with `own` reach. The policies of the migration say the same.
 */
export function reachedAreas(actor: Actor, permission: Permission, reference: ReferenceData): string[] | null {
  const reach = actor.reach.get(permission);
  if (reach === undefined) return [];
  const isOfCity = actor.areaCodes.some((code) => reference.findArea(code)?.kind === 'city');
  return reach === 'city' || (reach === 'own' && isOfCity) ? null : [...actor.areaCodes];
}
