import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which column means which field, as a unit said it once for tables with the same heading. */
export class KeepImportMappings1779912100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE import_mapping (
        organisation_id uuid NOT NULL REFERENCES organisation, register text NOT NULL, fingerprint text NOT NULL,
        columns jsonb NOT NULL, saved_by_id uuid NOT NULL REFERENCES app_user, saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (organisation_id, register, fingerprint)
      );
      COMMENT ON TABLE import_mapping IS '列对应: proposed again to the same unit for the same heading';
      COMMENT ON COLUMN import_mapping.fingerprint IS 'SHA-256 of the headings in their order, without spaces, signs and width';
      REVOKE DELETE ON import_mapping FROM lianghuan_app;
      ALTER TABLE import_mapping ENABLE ROW LEVEL SECURITY;
      CREATE POLICY import_mapping_own ON import_mapping USING (organisation_id = (SELECT access.organisation_id()))
        WITH CHECK (organisation_id = (SELECT access.organisation_id()) AND saved_by_id = (SELECT access.actor_id()));

      ALTER TABLE import_batch ADD COLUMN mapping jsonb, ADD COLUMN mapped_by jsonb;
      COMMENT ON COLUMN import_batch.mapping IS 'Columns as the importer corrected them; NULL while they are as they were recognised';
      COMMENT ON COLUMN import_batch.mapped_by IS 'Name and time of the saved mapping that was taken over';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
