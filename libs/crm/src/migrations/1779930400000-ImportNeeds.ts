import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 供需矩阵 was made a register that is imported into, but batches of it were refused. */
export class ImportNeeds1779930400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_batch DROP CONSTRAINT import_batch_register_check,
        ADD CONSTRAINT import_batch_register_check CHECK (register IN ('resource', 'market', 'project', 'enterprise', 'need'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
