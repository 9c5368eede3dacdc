import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose heading nobody recognised wait for their importer to say which row it is, and what its columns are. */
export class ChooseImportHeadings1779926000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_batch DROP CONSTRAINT import_batch_status_check, ADD CONSTRAINT import_batch_status_check
        CHECK (status IN ('uploaded', 'checking', 'unmapped', 'checked', 'committing', 'committed', 'failed', 'cancelled'));
      ALTER TABLE import_batch ADD heading_row jsonb;
      COMMENT ON COLUMN import_batch.heading_row IS
        'Sheet and row number the columns are read from; isRecognised: found by itself, and to be found again when it is checked anew';

      CREATE TABLE import_top_row (
        batch_id uuid NOT NULL REFERENCES import_batch, position int NOT NULL, sheet text NOT NULL, row_number int NOT NULL, cells jsonb NOT NULL,
        PRIMARY KEY (batch_id, position)
      );
      COMMENT ON TABLE import_top_row IS 'First rows of the sheets of an import, among which the importer may choose the heading';
      ALTER TABLE import_top_row ENABLE ROW LEVEL SECURITY;
      CREATE POLICY import_top_row_read ON import_top_row FOR SELECT USING (batch_id IN (SELECT id FROM import_batch));
      CREATE POLICY import_top_row_write ON import_top_row
        USING (batch_id IN (SELECT id FROM import_batch WHERE created_by_id = (SELECT access.actor_id())));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
