import { searchTextOf } from '@lianghuan/crm';
import type { TestDatabase } from './database.js';

let made = 0;

/** Puts an enterprise into the register, held by nobody. @returns its id */
export async function makeEnterprise(database: TestDatabase, fields: { name: string }): Promise<string> {
  made += 1;
  const [row] = await database.sql<{ id: string }>(
    `INSERT INTO enterprise (code, name, normalized_name, search_text) VALUES ($1, $2, $2, $3) RETURNING id`,
    [`TQY${made}`, fields.name, searchTextOf([fields.name])],
  );
  return row.id;
}

/** Puts a local project into the register. @returns its id */
export async function makeProject(
  database: TestDatabase,
  fields: { name: string; areaCode: string | null; projectCategory?: string; investorKind?: string },
): Promise<string> {
  made += 1;
  const [row] = await database.sql<{ id: string }>(
    `INSERT INTO project (code, name, area_code, project_category, investor_kind, search_text) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
    [
      `TXM${made}`,
      fields.name,
      fields.areaCode,
      fields.projectCategory ?? null,
      fields.investorKind ?? null,
      searchTextOf([fields.name]),
    ],
  );
  return row.id;
}
