import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 最近联系 in the order the list of enterprises reads it (see 1779922000000-IndexListOrders), with the id that breaks ties. */
export class OrderByLastContact1779919310000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX enterprise_last_contact;
      CREATE INDEX enterprise_order_last_contact_on ON enterprise (last_contact_on DESC, id) WHERE archived_at IS NULL AND last_contact_on IS NOT NULL;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
