import type { MigrationInterface, QueryRunner } from 'typeorm';

/** package_quantity is a view of the ledger by now: a merge moves the reservations behind it by their foreign keys, and the former table. */
export class RuleReservationsInMerges1779914400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE merge_rule SET table_name = 'package_quantity_before_ledger' WHERE table_name = 'package_quantity';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
