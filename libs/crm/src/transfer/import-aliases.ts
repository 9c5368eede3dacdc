import type { Code } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';
import type { StoredAlias } from './value-aliases.js';

/** 值对应 of a unit for its tables of one register, by field and word. */
export async function loadImportAliases(
  tx: EntityManager,
  organisationId: string | null,
  register: Code<'register'>,
): Promise<StoredAlias[]> {
  return (await tx.query(
    `SELECT a.id, a.field, a.said, a.means, u.display_name AS "madeByName", a.made_at AS "madeAt"
     FROM import_alias a JOIN app_user u ON u.id = a.made_by_id
     WHERE a.organisation_id = $1 AND a.register = $2 ORDER BY a.field, a.said_key`,
    [organisationId, register],
  )) as StoredAlias[];
}
