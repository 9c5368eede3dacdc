import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 仍属实 is the word of who keeps a row and no verification (核实): it has columns of its own. */
export class KeepConfirmations1779930540000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['resource', 'market', 'project', 'enterprise', 'need_entry']) {
      await runner.query(`ALTER TABLE ${table} ADD COLUMN confirmed_by text, ADD COLUMN confirmed_on date`);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
