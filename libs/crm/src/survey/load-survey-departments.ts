import { SURVEY_FIELDS } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';
import { readDataCsv } from '../csv/read-csv.js';
import { requireUnits } from '../organisation/require-units.js';

/** Names the unit for every field that no other row names. */
const REST = '*';

/**
 * Loads which departments answer for which 领域 (data/reference/survey-departments.csv). Part of the deploy step; may run again.
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
}
