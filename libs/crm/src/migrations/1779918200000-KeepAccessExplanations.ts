import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who asked what somebody may see, and what the answer was; only ever added to. */
export class KeepAccessExplanations1779918200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE access_explanation (
        id uuid PRIMARY KEY DEFAULT uuidv7(), at timestamptz NOT NULL DEFAULT clock_timestamp(),
        asked_by_id uuid NOT NULL REFERENCES app_user, user_id uuid NOT NULL REFERENCES app_user,
        subject text NOT NULL, subject_id uuid NOT NULL, may_read boolean NOT NULL, may_change boolean NOT NULL
      );
      COMMENT ON TABLE access_explanation IS '权限说明: who asked what somebody may see, and the answer';
      CREATE INDEX access_explanation_asked_by ON access_explanation (asked_by_id, at);
      ALTER TABLE access_explanation ENABLE ROW LEVEL SECURITY;
      CREATE POLICY access_explanation_read ON access_explanation FOR SELECT
        USING ((SELECT access.reach('audit.read')) = 'city' OR asked_by_id = (SELECT access.actor_id()));
      CREATE POLICY access_explanation_add ON access_explanation FOR INSERT
        WITH CHECK ((SELECT access.reach('access.explain')) IS NOT NULL AND asked_by_id = (SELECT access.actor_id()));
      REVOKE UPDATE, DELETE, TRUNCATE ON access_explanation FROM lianghuan_app;
      SELECT audit_table('access_explanation');
      INSERT INTO merge_rule (table_name, column_name, register, treatment, why)
      SELECT 'access_explanation', 'subject_id', register, 'stay', 'Which row was asked about' FROM unnest('{resource,market,project,enterprise}'::text[]) register;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
