import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 企业动态 (measure 2e): what is heard of an enterprise, with source and date, as confidential as the enterprise itself. */
export class CreateSignals1779919400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE enterprise_signal (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise,
        source_key text NOT NULL, kind text NOT NULL, title text NOT NULL CHECK (title <> ''), body text, occurred_on date NOT NULL,
        source_name text NOT NULL CHECK (source_name <> ''), source_url text,
        weight int NOT NULL CHECK (weight BETWEEN 1 AND 5), valid_until date NOT NULL,
        captured_at timestamptz NOT NULL DEFAULT clock_timestamp(), captured_by_id uuid REFERENCES app_user,
        connector_run_id uuid, connector_name text,
        state text NOT NULL DEFAULT 'unverified' CHECK (state IN ('unverified', 'valid', 'void')),
        state_reason text, state_by_id uuid REFERENCES app_user, state_at timestamptz, is_undone boolean NOT NULL DEFAULT false,
        UNIQUE (enterprise_id, source_key),
        CHECK ((connector_run_id IS NULL) = (connector_name IS NULL)),
        CHECK ((captured_by_id IS NULL) = (connector_run_id IS NOT NULL)),
        CHECK (state = 'unverified' OR state_reason IS NOT NULL), CHECK (NOT is_undone OR state = 'void')
      );
      COMMENT ON TABLE enterprise_signal IS '企业动态: one event at one enterprise, kept once; wrong ones are void and stay';
      COMMENT ON COLUMN enterprise_signal.source_key IS 'Digest of what makes two tellings the same event; see signal.service.ts';
      COMMENT ON COLUMN enterprise_signal.is_undone IS 'Void because the run that brought it was undone: brought again, it comes back';
      CREATE INDEX enterprise_signal_live ON enterprise_signal (kind, valid_until, enterprise_id) WHERE state <> 'void';
      CREATE INDEX enterprise_signal_recent ON enterprise_signal (occurred_on DESC, id DESC);
      CREATE INDEX enterprise_signal_run ON enterprise_signal (connector_run_id) WHERE connector_run_id IS NOT NULL;
      SELECT audit_table('enterprise_signal');
      REVOKE UPDATE, DELETE ON enterprise_signal FROM lianghuan_app;
      GRANT UPDATE (state, state_reason, state_by_id, state_at, is_undone, captured_at, captured_by_id, connector_run_id, connector_name)
        ON enterprise_signal TO lianghuan_app;
      ALTER TABLE enterprise_signal ENABLE ROW LEVEL SECURITY;
      -- The policy of the enterprise decides; it is asked here, since a sub-query runs under it.
      CREATE POLICY enterprise_signal_read ON enterprise_signal FOR SELECT
        USING (EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_signal.enterprise_id));
      CREATE POLICY enterprise_signal_record ON enterprise_signal FOR INSERT WITH CHECK (
        (SELECT access.reach('enterprise.update')) IS NOT NULL
        AND EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_signal.enterprise_id));
      CREATE POLICY enterprise_signal_judge ON enterprise_signal FOR UPDATE USING (
        (SELECT access.reach('enterprise.update')) IS NOT NULL
        AND EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_signal.enterprise_id));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
