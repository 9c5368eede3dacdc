import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 用地需求清单 is a list whose searches can be kept. */
export class ListLandNeeds1779931030000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE saved_view DROP CONSTRAINT saved_view_list_check, ADD CONSTRAINT saved_view_list_check CHECK (list IN
        ('resource', 'market', 'project', 'enterprise', 'need', 'lead', 'funds', 'package', 'review', 'reservation', 'survey', 'call', 'land_need'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
