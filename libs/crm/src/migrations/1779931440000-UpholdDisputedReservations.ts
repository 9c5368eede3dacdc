import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A title that is disputed after something was reserved: the unit that holds the reservation says why it stands all the same, or releases it. */
export class UpholdDisputedReservations1779931440000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      COMMENT ON COLUMN supply_reservation.dispute_reason IS 'Why it was asked for, or stands, although the title of the resource is disputed; NULL where nobody has said so';
      GRANT UPDATE (dispute_reason) ON supply_reservation TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
