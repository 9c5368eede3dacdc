import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Views of lists that are no register: leads, funds, packages, reviews, reservations, survey tasks. */
export class WidenSavedViews1779924000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE saved_view DROP CONSTRAINT saved_view_list_check;
      ALTER TABLE saved_view ADD CONSTRAINT saved_view_list_check CHECK (list IN
        ('resource', 'market', 'project', 'enterprise', 'need', 'lead', 'funds', 'package', 'review', 'reservation', 'survey'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
