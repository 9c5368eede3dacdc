import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * 分领域 (measure 1a): a field is verified by the departments that answer for it, and by who manages surveys; a field no department of the
 * product answers for by any unit that verifies, as before.
 */
export class TieSurveyFields1779929200003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE survey_department (
        field text NOT NULL, organisation_id uuid NOT NULL REFERENCES organisation, sort int NOT NULL, PRIMARY KEY (field, organisation_id)
      );
      COMMENT ON TABLE survey_department IS '领域责任部门: which departments answer for a field of the survey';
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON survey_department FROM lianghuan_app;
      ALTER POLICY survey_cell_verify ON survey_cell USING ((SELECT access.reach('survey.verify')) = 'city'
        AND survey_cell.organisation_id IS DISTINCT FROM (SELECT access.organisation_id())
        AND ((SELECT access.reach('survey.manage')) = 'city'
          OR EXISTS (SELECT FROM survey_department d WHERE d.field = survey_cell.field AND d.organisation_id = (SELECT access.organisation_id()))
          OR NOT EXISTS (SELECT FROM survey_department d WHERE d.field = survey_cell.field)));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
