import type { MigrationInterface, QueryRunner } from 'typeorm';

const SEES = `EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_id)`;

/** 诚信核查 (measures 2e, 35c): whether an investor is who he says and keeps his word, asked before anything is signed. */
export class KeepIntegrityChecks1779919200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE integrity_check (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise,
        kind text NOT NULL CHECK (kind IN ('identity', 'dishonest', 'abnormal', 'violation', 'environment', 'litigation', 'other')),
        result text NOT NULL CHECK (result IN ('clear', 'problem')), finding text,
        source_name text NOT NULL, source_url text, checked_on date NOT NULL, valid_until date NOT NULL, attachment_id uuid REFERENCES attachment,
        organisation_id uuid NOT NULL REFERENCES organisation, checked_by_id uuid NOT NULL REFERENCES app_user,
        recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        withdrawn_at timestamptz, withdrawn_by_id uuid REFERENCES app_user, withdraw_reason text,
        CHECK (valid_until >= checked_on), CHECK (result = 'clear' OR finding IS NOT NULL), CHECK ((withdrawn_at IS NULL) = (withdraw_reason IS NULL))
      );
      COMMENT ON TABLE integrity_check IS '诚信核查: one question put to one source on one day; a mistaken one is withdrawn, never changed';
      CREATE INDEX integrity_check_enterprise ON integrity_check (enterprise_id, kind, checked_on DESC, recorded_at DESC) WHERE withdrawn_at IS NULL;
      CREATE INDEX integrity_check_attachment ON integrity_check (attachment_id) WHERE attachment_id IS NOT NULL;
      SELECT audit_table('integrity_check');
      REVOKE UPDATE, DELETE, TRUNCATE ON integrity_check FROM lianghuan_app;
      GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdraw_reason) ON integrity_check TO lianghuan_app;
      ALTER TABLE integrity_check ENABLE ROW LEVEL SECURITY;
      CREATE POLICY integrity_check_read ON integrity_check FOR SELECT USING (${SEES});
      CREATE POLICY integrity_check_add ON integrity_check FOR INSERT WITH CHECK ((SELECT access.reach('enterprise.update')) IS NOT NULL AND ${SEES}
        AND checked_by_id = (SELECT access.actor_id()) AND organisation_id = (SELECT access.organisation_id()));
      CREATE POLICY integrity_check_withdraw ON integrity_check FOR UPDATE USING ((SELECT access.reach('enterprise.update')) IS NOT NULL AND ${SEES}
        AND organisation_id = (SELECT access.organisation_id()));

      -- The newest live check of each kind counts. A problem goes first; then what has run out; passed is who has a valid clear answer to
      -- each of the five questions that are always asked; everybody else is not checked (through).
      CREATE VIEW integrity_state WITH (security_invoker = true) AS
        SELECT enterprise_id, CASE
          WHEN bool_or(result = 'problem') THEN 'problem'
          WHEN bool_or(valid_until < (now() AT TIME ZONE 'Asia/Shanghai')::date) THEN 'expired'
          WHEN count(*) FILTER (WHERE kind IN ('identity', 'dishonest', 'abnormal', 'violation', 'environment')) = 5 THEN 'passed'
          ELSE 'unchecked' END AS state
        FROM (SELECT DISTINCT ON (enterprise_id, kind) enterprise_id, kind, result, valid_until FROM integrity_check
          WHERE withdrawn_at IS NULL ORDER BY enterprise_id, kind, checked_on DESC, recorded_at DESC) newest
        GROUP BY enterprise_id;
      COMMENT ON VIEW integrity_state IS '核查状态 of enterprises with a check; those without are unchecked';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
