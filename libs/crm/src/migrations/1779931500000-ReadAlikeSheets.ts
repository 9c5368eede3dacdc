import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An import takes all sheets with the same heading; its rows are numbered on from sheet to sheet. */
export class ReadAlikeSheets1779931500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_batch ADD COLUMN sheets jsonb NOT NULL DEFAULT '[]', ADD COLUMN left_out_sheets jsonb NOT NULL DEFAULT '[]';
      COMMENT ON COLUMN import_batch.sheets IS 'Sheets with the same heading as the first, with what is added to their row numbers, their columns and rows';
      COMMENT ON COLUMN import_batch.left_out_sheets IS 'Names of those its importer leaves out';
      COMMENT ON COLUMN import_row.row_number IS 'As the spreadsheet shows it; rows of a further sheet are counted on behind the last of the one before';
      -- Which row of its file changed a record, for its timeline; new rows have no target.
      CREATE INDEX import_row_target ON import_row (batch_id, target_id) WHERE target_id IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
