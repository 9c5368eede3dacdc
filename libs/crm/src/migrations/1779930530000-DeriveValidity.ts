import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Measure 1d, check 18: resources and markets nobody gave a validity hold for a year from their survey, or else from when they were put down. */
export class DeriveValidity1779930530000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['resource', 'market']) {
      await runner.query(`
        SELECT set_config('lianghuan.reason', '未填有效期，按调查或录入日期满一年补记', true);
        UPDATE ${table} SET valid_until = (least(coalesce(surveyed_on, (created_at AT TIME ZONE 'Asia/Shanghai')::date),
          (now() AT TIME ZONE 'Asia/Shanghai')::date) + interval '1 year')::date WHERE valid_until IS NULL;
        SELECT set_config('lianghuan.reason', '', true);
      `);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
