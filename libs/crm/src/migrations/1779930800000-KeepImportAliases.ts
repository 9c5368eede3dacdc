import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a unit's own words mean in the lists of a register, and what all rows of a table say that it has no column for. */
export class KeepImportAliases1779930800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE import_alias (
        id uuid PRIMARY KEY DEFAULT uuidv7(), organisation_id uuid NOT NULL REFERENCES organisation,
        register text NOT NULL CHECK (register IN ('resource', 'market', 'project', 'enterprise', 'need')),
        field text NOT NULL CHECK (field <> ''), said text NOT NULL CHECK (said <> ''), said_key text NOT NULL CHECK (said_key <> ''),
        means text NOT NULL CHECK (means <> ''), made_by_id uuid NOT NULL REFERENCES app_user,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp(), UNIQUE (organisation_id, register, field, said_key)
      );
      COMMENT ON TABLE import_alias IS '值对应: a value as the tables of a unit say it, and what it means in the register';
      COMMENT ON COLUMN import_alias.said_key IS 'said, however it is spaced, punctuated and written wide or narrow';
      COMMENT ON COLUMN import_alias.means IS 'Code of the field''s list, several parted by ；';
      SELECT audit_table('import_alias');
      ALTER TABLE import_alias ENABLE ROW LEVEL SECURITY;
      CREATE POLICY import_alias_own ON import_alias USING (organisation_id = (SELECT access.organisation_id()))
        WITH CHECK (organisation_id = (SELECT access.organisation_id()) AND made_by_id = (SELECT access.actor_id()));

      ALTER TABLE import_batch ADD COLUMN aliases jsonb NOT NULL DEFAULT '[]', ADD COLUMN fixed jsonb NOT NULL DEFAULT '[]';
      COMMENT ON COLUMN import_batch.aliases IS '值对应 the rows were checked by';
      COMMENT ON COLUMN import_batch.fixed IS '固定值: what all rows say of fields the table has no column for';
      ALTER TABLE import_mapping ADD COLUMN fixed jsonb NOT NULL DEFAULT '[]';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
