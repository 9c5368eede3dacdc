import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs look after the rows of everybody; people never act without an id. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('import.review')) = 'city')`;

/** The change journal: what a batch changed, row by row, and the undoing of a batch as a job. */
export class CreateChangeJournal1779912000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['resource', 'market', 'project', 'enterprise', 'need_entry']) {
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN is_undone boolean NOT NULL DEFAULT false CHECK (NOT is_undone OR archived_at IS NOT NULL);
        COMMENT ON COLUMN ${table}.is_undone IS 'Archived because the batch that made it was undone: an import of the same row brings it back';
      `);
    }
    await runner.query(`
      CREATE TABLE change_batch (
        id uuid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('import', 'bulk-edit')),
        register text NOT NULL CHECK (register IN ('resource', 'market', 'project', 'enterprise', 'need')),
        title text NOT NULL, created_by_id uuid NOT NULL REFERENCES app_user, area_code text NOT NULL REFERENCES area,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      COMMENT ON TABLE change_batch IS '变更批次: changes of many rows that were asked for together, and are taken back together; an import has the id of its import_batch';
      COMMENT ON COLUMN change_batch.area_code IS 'Area of the unit of who asked, at that time; reviewers of that area may look and undo';

      CREATE TABLE change_entry (
        batch_id uuid NOT NULL REFERENCES change_batch, row_id uuid NOT NULL, version int NOT NULL, before jsonb, after jsonb,
        PRIMARY KEY (batch_id, row_id), CHECK ((before IS NULL) = (after IS NULL))
      );
      COMMENT ON TABLE change_entry IS '变更日志: field → value before and after the batch; both NULL for a row the batch made';
      COMMENT ON COLUMN change_entry.version IS 'Version of the row as the batch left it';

      CREATE TABLE change_undo (
        id uuid PRIMARY KEY DEFAULT uuidv7(), batch_id uuid NOT NULL REFERENCES change_batch, reason text NOT NULL,
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        requested_by_id uuid NOT NULL REFERENCES app_user, requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        progress_done int NOT NULL DEFAULT 0, progress_total int NOT NULL,
        error_code text, error_details jsonb,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE change_undo IS '撤销: takes a batch back; what others changed since stays as it is';
      CREATE UNIQUE INDEX change_undo_batch ON change_undo (batch_id) WHERE status IN ('queued', 'running', 'done');
      CREATE INDEX change_undo_waiting ON change_undo (heartbeat_at) WHERE status IN ('queued', 'running');

      CREATE TABLE change_undo_row (
        undo_id uuid NOT NULL REFERENCES change_undo, row_id uuid NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('restored', 'withdrawn', 'kept', 'refused')),
        code text, name text, fields text[] NOT NULL DEFAULT '{}', changed_by text, changed_at timestamptz,
        error_code text, error_details jsonb,
        PRIMARY KEY (undo_id, row_id)
      );
      COMMENT ON COLUMN change_undo_row.fields IS 'For a kept row: what was changed since, and therefore not touched';
      CREATE INDEX change_undo_row_outcome ON change_undo_row (undo_id, outcome, row_id);
      REVOKE DELETE ON change_batch, change_undo FROM lianghuan_app;
      REVOKE UPDATE ON change_batch FROM lianghuan_app;
      REVOKE UPDATE, DELETE ON change_undo_row FROM lianghuan_app;
      REVOKE DELETE ON change_entry FROM lianghuan_app;

      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON change_undo FOR EACH ROW EXECUTE FUNCTION write_audit();
      SELECT audit_table('change_batch');

      -- Who may see a batch may undo it; what the undo may change is for the rules of the register.
      ALTER TABLE change_batch ENABLE ROW LEVEL SECURITY;
      CREATE POLICY change_batch_read ON change_batch FOR SELECT USING (
        created_by_id = (SELECT access.actor_id())
        OR (SELECT access.reach('import.review')) = 'city'
        OR ((SELECT access.reach('import.review')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[])));
      CREATE POLICY change_batch_create ON change_batch FOR INSERT WITH CHECK (created_by_id = (SELECT access.actor_id()));
      ALTER TABLE change_entry ENABLE ROW LEVEL SECURITY;
      CREATE POLICY change_entry_read ON change_entry FOR SELECT USING (batch_id IN (SELECT id FROM change_batch));
      CREATE POLICY change_entry_write ON change_entry
        USING (batch_id IN (SELECT id FROM change_batch WHERE created_by_id = (SELECT access.actor_id())));
      ALTER TABLE change_undo ENABLE ROW LEVEL SECURITY;
      CREATE POLICY change_undo_read ON change_undo FOR SELECT USING (batch_id IN (SELECT id FROM change_batch) OR ${IS_SYSTEM});
      CREATE POLICY change_undo_create ON change_undo FOR INSERT
        WITH CHECK (requested_by_id = (SELECT access.actor_id()) AND batch_id IN (SELECT id FROM change_batch));
      CREATE POLICY change_undo_change ON change_undo FOR UPDATE USING (requested_by_id = (SELECT access.actor_id()) OR ${IS_SYSTEM});
      ALTER TABLE change_undo_row ENABLE ROW LEVEL SECURITY;
      CREATE POLICY change_undo_row_read ON change_undo_row FOR SELECT USING (undo_id IN (SELECT id FROM change_undo));
      CREATE POLICY change_undo_row_create ON change_undo_row FOR INSERT
        WITH CHECK (undo_id IN (SELECT id FROM change_undo WHERE requested_by_id = (SELECT access.actor_id())));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
