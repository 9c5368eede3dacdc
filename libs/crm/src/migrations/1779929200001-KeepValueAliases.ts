import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 值对应: what the words and codes of a source mean in the register's lists, kept per connector, and which of them a row was read by. */
export class KeepValueAliases1779929200001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE connector_alias (
        id uuid PRIMARY KEY DEFAULT uuidv7(), connector_id uuid NOT NULL REFERENCES connector, field text NOT NULL CHECK (field <> ''),
        said text NOT NULL CHECK (said <> ''), said_key text NOT NULL CHECK (said_key <> ''), means text NOT NULL CHECK (means <> ''),
        made_by_id uuid NOT NULL REFERENCES app_user, made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (connector_id, field, said_key)
      );
      COMMENT ON TABLE connector_alias IS '值对应: a value as a source says it, and what it means in the register';
      COMMENT ON COLUMN connector_alias.said_key IS 'said, however it is spaced, punctuated and written wide or narrow';
      COMMENT ON COLUMN connector_alias.means IS 'Code of the field''s list, several parted by ；';
      SELECT audit_table('connector_alias');
      ALTER TABLE connector_alias ENABLE ROW LEVEL SECURITY;
      CREATE POLICY connector_alias_read ON connector_alias FOR SELECT USING (connector_id IN (SELECT id FROM connector));
      -- What a word means is known by those who write with it, not only by who sets connectors up.
      CREATE POLICY connector_alias_write ON connector_alias USING (
        connector_id IN (SELECT id FROM connector)
        AND ((SELECT access.reach('connector.manage')) = 'city' OR (SELECT access.reach('enterprise.update')) IS NOT NULL))
        WITH CHECK (made_by_id = (SELECT access.actor_id()));

      ALTER TABLE connector_row ADD COLUMN aliases jsonb NOT NULL DEFAULT '[]';
      COMMENT ON COLUMN connector_row.aliases IS 'Cells that were read by a 值对应: title of the field, what was said, what it means';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
