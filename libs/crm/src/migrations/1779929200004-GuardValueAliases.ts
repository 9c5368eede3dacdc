import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A new 值对应 is asked the same as a changed one: its connector must be seen, and whoever adds it must write enterprises or look after connectors. */
export class GuardValueAliases1779929200004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER POLICY connector_alias_write ON connector_alias WITH CHECK (
        made_by_id = (SELECT access.actor_id()) AND connector_id IN (SELECT id FROM connector)
        AND ((SELECT access.reach('connector.manage')) = 'city' OR (SELECT access.reach('enterprise.update')) IS NOT NULL));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
