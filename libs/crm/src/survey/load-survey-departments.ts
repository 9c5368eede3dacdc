import type { EntityManager } from 'typeorm';
import { readDataCsv } from '../csv/read-csv.js';

/** Loads which departments answer for which 领域 (data/reference/survey-departments.csv). Part of the deploy step; may run again. */
export async function loadSurveyDepartments(tx: EntityManager): Promise<void> {
  const rows = readDataCsv('reference/survey-departments.csv').map((row, sort) => ({ ...row, sort }));
  await tx.query('DELETE FROM survey_department');
  await tx.query(
    `INSERT INTO survey_department (field, organisation_id, sort)
     SELECT r.field, o.id, r.sort FROM jsonb_to_recordset($1::jsonb) AS r(field text, organisation_code text, sort int)
     JOIN organisation o ON o.code = r.organisation_code`,
    [JSON.stringify(rows)],
  );
}
