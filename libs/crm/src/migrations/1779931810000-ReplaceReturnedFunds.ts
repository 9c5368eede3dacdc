import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A line that was returned and filed again is known by the line that stands for it now: it is no task any more, and the verifier sees what changed. */
export class ReplaceReturnedFunds1779931810000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE funds_line ADD COLUMN replaces_id uuid REFERENCES funds_line;
      COMMENT ON COLUMN funds_line.replaces_id IS 'Returned line this one was filed in place of';
      CREATE UNIQUE INDEX funds_line_replaces ON funds_line (replaces_id) WHERE replaces_id IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
