import type { Code, Permission } from '@lianghuan/contracts';
import { type Actor, ValidationError } from '@lianghuan/platform';
import type { ReferenceData } from '../reference/reference-data.js';

interface Held {
  readonly areaCode: string;
  readonly kind: string;
  readonly level: string | null | undefined;
}

/** 层级 of a row nobody gave one: what is registered for the city or its own level is the city's, the rest the county's. */
function levelOfArea(areaCode: string, reference: ReferenceData): Code<'supplyLevel'> {
  const kind = reference.findArea(areaCode)?.kind;
  return kind === 'city' || kind === 'city_level' ? 'city' : 'county';
}

/**
 * The level of a row as it is stored. A county may hold what the city owns; for the city as a whole nobody below it answers.
 * @throws {ValidationError} for a lower level in an area that is the city's
 */
export function levelOf({ areaCode, level }: Held, reference: ReferenceData): string {
  const byArea = levelOfArea(areaCode, reference);
  if (level === null || level === undefined) return byArea;
  if (byArea === 'city' && level !== 'city') {
    throw new ValidationError([{ path: 'level', code: 'invalid', message: '全市和市本级的资料只能是市级' }]);
  }
  return level;
}

/** Whether a department may use this permission on the row: of the city level, in a field its unit answers for. */
export function reachesField(actor: Actor, permission: Permission, row: Held, reference: ReferenceData): boolean {
  if (actor.reach.get(permission) !== 'field' || actor.organisationId === null) return false;
  const register = permission.slice(0, permission.indexOf('.'));
  const level = row.level ?? levelOfArea(row.areaCode, reference);
  return level === 'city' && reference.fieldsOf(actor.organisationId).includes(`${register}.${row.kind}`);
}

/** What {@link reachesField} decides, as SQL over a row `r`. */
export function reachesFieldSql(permission: Permission): string {
  const register = permission.slice(0, permission.indexOf('.'));
  return `((SELECT access.reach('${permission}')) = 'field' AND r.level = 'city'
    AND '${register}.' || r.kind = ANY ((SELECT access.fields())::text[]))`;
}
