import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A run no project shows any more gives its frozen enterprises up after a while; that it has is told, and audited. */
export class ForgetFrozenEnterprises1779923000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE match_run ADD COLUMN frozen_removed_at timestamptz;
      COMMENT ON COLUMN match_run.frozen_removed_at IS 'Frozen enterprises removed; the digest stays, but the run can no longer be repeated';
      DROP TRIGGER write_audit ON match_run;
      CREATE TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE OF status, options, project_ids, frozen_removed_at ON match_run
        FOR EACH ROW EXECUTE FUNCTION write_audit();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER write_audit ON match_run;
      CREATE TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE OF status, options, project_ids ON match_run
        FOR EACH ROW EXECUTE FUNCTION write_audit();
      ALTER TABLE match_run DROP COLUMN frozen_removed_at;
    `);
  }
}
