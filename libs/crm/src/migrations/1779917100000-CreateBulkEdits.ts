import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs look after the rows of everybody; people never act without an id. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('import.review')) = 'city')`;

/** Bulk edits with a verdict for each row; what they change is kept in the change journal under the same id. */
export class CreateBulkEdits1779917100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bulk_edit (
        id uuid PRIMARY KEY DEFAULT uuidv7(), register text NOT NULL CHECK (register IN ('resource', 'market', 'project', 'enterprise')),
        field text NOT NULL, mode text NOT NULL CHECK (mode IN ('set', 'add', 'remove')), value jsonb,
        status text NOT NULL DEFAULT 'checked' CHECK (status IN ('checked', 'queued', 'running', 'done', 'failed', 'cancelled')),
        reason text, created_by_id uuid NOT NULL REFERENCES app_user, created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        progress_done int NOT NULL DEFAULT 0, progress_total int NOT NULL DEFAULT 0,
        error_code text, error_details jsonb,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
        CHECK (status IN ('checked', 'cancelled') OR reason IS NOT NULL)
      );
      COMMENT ON TABLE bulk_edit IS '批量修改: one field of many rows, checked first and written when its author says so; its change_batch has its id';
      COMMENT ON COLUMN bulk_edit.value IS 'As the register takes it; NULL empties the field';
      CREATE INDEX bulk_edit_mine ON bulk_edit (created_by_id, created_at DESC);
      CREATE INDEX bulk_edit_waiting ON bulk_edit (heartbeat_at) WHERE status IN ('queued', 'running');

      CREATE TABLE bulk_edit_row (
        bulk_edit_id uuid NOT NULL REFERENCES bulk_edit, row_id uuid NOT NULL, position int NOT NULL, version int NOT NULL,
        code text NOT NULL, name text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('change', 'unchanged', 'refused', 'changed')),
        before jsonb, after jsonb, error_code text, error_details jsonb,
        PRIMARY KEY (bulk_edit_id, row_id), CHECK ((outcome = 'refused') = (error_code IS NOT NULL))
      );
      COMMENT ON COLUMN bulk_edit_row.version IS 'Version that was checked; a row changed since is refused';
      CREATE INDEX bulk_edit_row_outcome ON bulk_edit_row (bulk_edit_id, outcome, position);
      REVOKE DELETE ON bulk_edit, bulk_edit_row FROM lianghuan_app;

      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON bulk_edit FOR EACH ROW EXECUTE FUNCTION write_audit();

      -- What was written is a change batch, and seen by whoever sees that; before, it is its author's alone.
      ALTER TABLE bulk_edit ENABLE ROW LEVEL SECURITY;
      CREATE POLICY bulk_edit_read ON bulk_edit FOR SELECT USING (
        created_by_id = (SELECT access.actor_id()) OR id IN (SELECT id FROM change_batch) OR ${IS_SYSTEM});
      CREATE POLICY bulk_edit_create ON bulk_edit FOR INSERT WITH CHECK (created_by_id = (SELECT access.actor_id()));
      CREATE POLICY bulk_edit_change ON bulk_edit FOR UPDATE USING (created_by_id = (SELECT access.actor_id()) OR ${IS_SYSTEM});
      ALTER TABLE bulk_edit_row ENABLE ROW LEVEL SECURITY;
      CREATE POLICY bulk_edit_row_read ON bulk_edit_row FOR SELECT USING (bulk_edit_id IN (SELECT id FROM bulk_edit));
      CREATE POLICY bulk_edit_row_write ON bulk_edit_row
        USING (bulk_edit_id IN (SELECT id FROM bulk_edit WHERE created_by_id = (SELECT access.actor_id())));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
