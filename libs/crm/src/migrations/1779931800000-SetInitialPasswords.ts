import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A password that somebody else set is good for one sign-in, to set one's own; who changed an account last is told when two change it at once. */
export class SetInitialPasswords1779931800000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE app_user ADD COLUMN must_change_password boolean NOT NULL DEFAULT false, ADD COLUMN password_set_at timestamptz,
        ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN updated_by_id uuid REFERENCES app_user;
      COMMENT ON COLUMN app_user.must_change_password IS 'Set by an administrator: whoever signs in with it sets an own one before anything else';
      COMMENT ON COLUMN app_user.password_set_at IS 'When the password was set last, by the user or for him; NULL for one as old as the account';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
