import type { MigrationInterface, QueryRunner } from 'typeorm';

const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('import.review')) = 'city')`;
const HAS_ENDED = `batch_id IN (SELECT id FROM import_batch WHERE finished_at IS NOT NULL)`;

/** What came in each row of a file is kept for a while after its import ended; the import itself, and what can be undone of it, stays. */
export class ClearImportRows1779932100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_batch ADD COLUMN rows_removed_at timestamptz CHECK (rows_removed_at IS NULL OR finished_at IS NOT NULL);
      COMMENT ON COLUMN import_batch.rows_removed_at IS 'When its rows were removed, some time after its end; counts and journal stay';
      CREATE INDEX import_batch_ended ON import_batch (finished_at) WHERE finished_at IS NOT NULL AND rows_removed_at IS NULL;
      CREATE POLICY import_row_clear ON import_row FOR DELETE USING (${IS_SYSTEM} AND ${HAS_ENDED});
      CREATE POLICY import_top_row_clear ON import_top_row FOR DELETE USING (${IS_SYSTEM} AND ${HAS_ENDED});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
