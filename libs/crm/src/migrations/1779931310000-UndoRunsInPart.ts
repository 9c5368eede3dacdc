import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A batch is taken back as a whole, or some of its rows apart from the others; one undo of a batch is under way at a time. */
export class UndoRunsInPart1779931310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE change_undo ADD COLUMN row_ids uuid[] CHECK (cardinality(row_ids) > 0);
      COMMENT ON COLUMN change_undo.row_ids IS 'The rows it was asked for; NULL: the whole batch, which passes over rows taken back apart before';
      DROP INDEX change_undo_batch;
      CREATE UNIQUE INDEX change_undo_whole ON change_undo (batch_id) WHERE row_ids IS NULL AND status IN ('queued', 'running', 'done');
      CREATE UNIQUE INDEX change_undo_open ON change_undo (batch_id) WHERE status IN ('queued', 'running');
      CREATE INDEX change_undo_parts ON change_undo (batch_id) WHERE row_ids IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
