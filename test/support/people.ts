import type { Role } from '@lianghuan/contracts';
import { actorOf, type Actor } from '@lianghuan/platform';
import { hashPassword } from '@lianghuan/crm';
import type { TestDatabase } from './database.js';

export const TEST_PASSWORD = 'correct-horse-battery';
let passwordHash: Promise<string> | undefined;

/** Makes a user with these roles in the organisation of this code (see loadOrganisations: `QX-520524`, `TCJ`, `TJJ`, …). */
export async function makeUser(
  database: TestDatabase,
  username: string,
  roles: Role[],
  organisationCode: string,
): Promise<Actor> {
  passwordHash ??= hashPassword(TEST_PASSWORD);
  const [user] = await database.sql<{ id: string; organisationId: string; areaCode: string }>(
    `INSERT INTO app_user (username, display_name, password_hash, organisation_id, roles)
     SELECT $1, $1, $2, o.id, $3 FROM organisation o WHERE o.code = $4
     RETURNING id, organisation_id AS "organisationId", (SELECT area_code FROM organisation WHERE id = organisation_id) AS "areaCode"`,
    [username, await passwordHash, roles, organisationCode],
  );
  if (user === undefined) throw new Error(`no organisation ${organisationCode}`);
  return actorOf({
    id: user.id,
    displayName: username,
    organisationId: user.organisationId,
    roles,
    areaCodes: [user.areaCode],
  });
}
