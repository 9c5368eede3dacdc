import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Wrong passwords are counted by where they come from, too, so that nobody tries one password on every name. */
export class CountSignInsByAddress1779932110000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Beside app_user like sign_in_attempt, and not audited.
      CREATE TABLE sign_in_address (address cidr PRIMARY KEY, failed_count int NOT NULL, began_at timestamptz NOT NULL);
      COMMENT ON TABLE sign_in_address IS 'Wrong passwords from an address, or from the 64 bits an IPv6 network is known by, since began_at';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
