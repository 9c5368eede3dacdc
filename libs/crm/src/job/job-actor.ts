import type { Role } from '@lianghuan/contracts';
import { type Actor, actorOf } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';

/** The user as he is now, for work done in his name; undefined when he may no longer sign in. */
export async function findJobActor(tx: EntityManager, userId: string): Promise<Actor | undefined> {
  const [user] = (await tx.query(
    `SELECT u.id, u.display_name AS "displayName", u.organisation_id AS "organisationId", u.roles, o.area_code AS "areaCode"
     FROM app_user u JOIN organisation o ON o.id = u.organisation_id WHERE u.id = $1 AND u.disabled_at IS NULL`,
    [userId],
  )) as { id: string; displayName: string; organisationId: string; roles: Role[]; areaCode: string }[];
  return user === undefined ? undefined : actorOf({ ...user, areaCodes: [user.areaCode] });
}
