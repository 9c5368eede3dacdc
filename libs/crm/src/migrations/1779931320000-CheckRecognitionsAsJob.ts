import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 核对 of a 名录批次 is a job: its lines wait until they are looked up. The sender's own rows are kept, to be handed back with the reasons. */
export class CheckRecognitionsAsJob1779931320000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE recognition_batch DROP CONSTRAINT recognition_batch_state_check, DROP CONSTRAINT recognition_batch_check,
        ADD COLUMN status text NOT NULL DEFAULT 'done' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        ADD COLUMN attempts int NOT NULL DEFAULT 0, ADD COLUMN claim_token uuid,
        ADD COLUMN heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(), ADD COLUMN started_at timestamptz, ADD COLUMN finished_at timestamptz,
        ADD COLUMN error_code text, ADD COLUMN error_details jsonb,
        ADD COLUMN progress_done int NOT NULL DEFAULT 0, ADD COLUMN progress_total int NOT NULL DEFAULT 0,
        ADD COLUMN columns jsonb NOT NULL DEFAULT '[{"position": 0, "heading": "企业名称", "field": "name", "unit": null},
          {"position": 1, "heading": "统一社会信用代码", "field": "creditCode", "unit": null}]',
        ADD CONSTRAINT recognition_batch_state_check CHECK (state IN ('checking', 'checked', 'written', 'undone')),
        ADD CONSTRAINT recognition_batch_written_check CHECK ((state IN ('checking', 'checked')) = (written_at IS NULL)),
        ADD CONSTRAINT recognition_batch_job_check CHECK ((state = 'checking') = (status <> 'done')),
        ADD CONSTRAINT recognition_batch_claim_check CHECK ((status = 'running') = (claim_token IS NOT NULL));
      ALTER TABLE recognition_batch ALTER COLUMN state SET DEFAULT 'checking', ALTER COLUMN status SET DEFAULT 'queued', ALTER COLUMN columns DROP DEFAULT;
      COMMENT ON COLUMN recognition_batch.status IS 'Of the job that looks the lines up; of lists brought before it was one: done';
      COMMENT ON COLUMN recognition_batch.columns IS 'Columns of the sender''s table as they were understood; of lists brought before these were kept: name and code';
      CREATE INDEX recognition_batch_waiting ON recognition_batch (heartbeat_at) WHERE status IN ('queued', 'running');
      ALTER TABLE recognition_batch_row DROP CONSTRAINT recognition_batch_row_verdict_check, ADD COLUMN cells jsonb,
        ADD CONSTRAINT recognition_batch_row_verdict_check CHECK (verdict IN (
          'waiting', 'ready', 'exists', 'doubtful', 'unknown', 'repeated', 'error', 'left_out', 'written'));

      -- Heartbeats and progress are no history.
      DROP TRIGGER write_audit ON recognition_batch;
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF state, status, undo_reason OR DELETE ON recognition_batch FOR EACH ROW EXECUTE FUNCTION write_audit();
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
