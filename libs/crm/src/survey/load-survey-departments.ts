import { SURVEY_FIELDS } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';
import { readDataCsv } from '../csv/read-csv.js';
import { requireUnits } from '../organisation/require-units.js';

/** Names the unit for every field that no other row names. */
const REST = '*';

/**
 * Loads which departments answer for which 领域 (data/reference/survey-departments.csv), and hands tasks of the city level in open campaigns
 * that nobody has submitted to who answers for them now. Part of the deploy step; may run again.
 * @throws {Error} for a unit or a field there is none of
 */
export async function loadSurveyDepartments(tx: EntityManager): Promise<void> {
  const named = readDataCsv('reference/survey-departments.csv');
  await requireUnits(tx, 'survey-departments.csv', named.map((row) => row.organisation_code)); // prettier-ignore
  const unknown = named.find(({ field }) => field !== REST && !(SURVEY_FIELDS as readonly string[]).includes(field));
  if (unknown !== undefined)
    throw new Error(`survey-departments.csv names a field that does not exist: ${unknown.field}`);
  const rest = SURVEY_FIELDS.filter((code) => !named.some(({ field }) => field === code));
  const rows = named
    .flatMap(({ field, organisation_code }) =>
      (field === REST ? rest : [field]).map((code) => ({ field: code, organisation_code })),
    )
    .map((row, sort) => ({ ...row, sort }));
  await tx.query('DELETE FROM survey_department');
  await tx.query(
    `INSERT INTO survey_department (field, organisation_id, sort)
     SELECT r.field, o.id, r.sort FROM jsonb_to_recordset($1::jsonb) AS r(field text, organisation_code text, sort int)
     JOIN organisation o ON o.code = r.organisation_code`,
    [JSON.stringify(rows)],
  );
  await tx.query(`
    UPDATE survey_cell c SET organisation_id = d.organisation_id, assignee_id = NULL
    FROM survey_campaign k, (SELECT DISTINCT ON (field) field, organisation_id FROM survey_department ORDER BY field, sort) d
    WHERE k.id = c.campaign_id AND k.state = 'open' AND c.level = 'city' AND c.submitted_at IS NULL AND d.field = c.register || '.' || c.kind
      AND NOT EXISTS (SELECT FROM survey_department own WHERE own.field = d.field AND own.organisation_id = c.organisation_id)`);
}
