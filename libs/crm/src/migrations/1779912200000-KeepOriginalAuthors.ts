import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who wrote a row down first, and when, for rows that come from elsewhere: `created_by_id` says who brought them here. */
export class KeepOriginalAuthors1779912200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['resource', 'market', 'project', 'enterprise', 'need_entry']) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN recorded_by text, ADD COLUMN recorded_on date`);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
