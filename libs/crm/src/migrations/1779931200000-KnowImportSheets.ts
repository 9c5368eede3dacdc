import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What of a sender's workbook is easily overlooked: merged cells, other sheets, and rows he has hidden. */
export class KnowImportSheets1779931200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_row ADD COLUMN merged jsonb;
      COMMENT ON COLUMN import_row.merged IS 'Position of each cell that is merged with one above it → number of the row that one stands in; null for none';
      ALTER TABLE import_batch ADD COLUMN other_sheets jsonb NOT NULL DEFAULT '[]', ADD COLUMN hidden_rows int NOT NULL DEFAULT 0;
      COMMENT ON COLUMN import_batch.other_sheets IS 'Sheets with tables that were not read, with their rows';
      COMMENT ON COLUMN import_batch.hidden_rows IS 'Rows of the table that the sender has hidden, by a filter or by hand';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
