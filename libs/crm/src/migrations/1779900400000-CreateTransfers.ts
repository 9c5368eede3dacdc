import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs look after the rows of everybody; people never act without an id. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('import.review')) = 'city')`;

/** Imports with their rows, and the record of exports. */
export class CreateTransfers1779900400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE import_batch (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        register text NOT NULL CHECK (register IN ('resource', 'market', 'project', 'enterprise')),
        mode text NOT NULL CHECK (mode IN ('create', 'update', 'both')),
        status text NOT NULL DEFAULT 'uploaded'
          CHECK (status IN ('uploaded', 'checking', 'checked', 'committing', 'committed', 'failed', 'cancelled')),
        file_id uuid NOT NULL REFERENCES stored_file, file_name text NOT NULL,
        created_by_id uuid NOT NULL REFERENCES app_user, area_code text NOT NULL REFERENCES area,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(), started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        progress_done int NOT NULL DEFAULT 0, progress_total int NOT NULL DEFAULT 0,
        columns jsonb NOT NULL DEFAULT '[]',
        counts jsonb NOT NULL DEFAULT '{"create": 0, "update": 0, "unchanged": 0, "skip": 0, "error": 0}',
        error_code text, error_details jsonb,
        CHECK (claim_token IS NULL OR status IN ('checking', 'committing')),
        CHECK ((status IN ('committed', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE import_batch IS '导入批次: the row is the truth, the queue only the bell';
      COMMENT ON COLUMN import_batch.claim_token IS 'Who works on the batch now; a worker whose token was replaced may not write any more';
      COMMENT ON COLUMN import_batch.area_code IS 'Area of the importer''s unit when he uploaded';
      CREATE INDEX import_batch_creator ON import_batch (created_by_id, created_at DESC);
      CREATE INDEX import_batch_area ON import_batch (area_code, created_at DESC);
      CREATE INDEX import_batch_waiting ON import_batch (heartbeat_at) WHERE status IN ('uploaded', 'checking', 'committing');

      CREATE TABLE import_row (
        batch_id uuid NOT NULL REFERENCES import_batch, row_number int NOT NULL,
        verdict text NOT NULL CHECK (verdict IN ('create', 'update', 'unchanged', 'skip', 'error')),
        key text, name text, cells jsonb NOT NULL, input jsonb NOT NULL, target_id uuid, target_version int,
        changes jsonb NOT NULL DEFAULT '{}', before jsonb, issues jsonb NOT NULL DEFAULT '[]', written_at timestamptz,
        PRIMARY KEY (batch_id, row_number)
      );
      COMMENT ON TABLE import_row IS '导入行: what came, what is to be done with it, and what was done';
      COMMENT ON COLUMN import_row.written_at IS 'Set in the transaction that wrote the row, so that a resumed job leaves it out';
      COMMENT ON COLUMN import_row.before IS 'Stored values that an update replaced';
      CREATE INDEX import_row_verdict ON import_row (batch_id, verdict, row_number);

      CREATE TABLE export_record (
        id uuid PRIMARY KEY DEFAULT uuidv7(), register text NOT NULL, format text NOT NULL CHECK (format IN ('xlsx', 'csv')),
        query jsonb NOT NULL,
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        requested_by_id uuid NOT NULL REFERENCES app_user, requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        row_count int, file_id uuid REFERENCES stored_file, file_name text, size_bytes bigint, sha256 text,
        error_code text, error_details jsonb,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
        CHECK (status <> 'done' OR (row_count IS NOT NULL AND file_id IS NOT NULL AND sha256 IS NOT NULL))
      );
      COMMENT ON TABLE export_record IS '导出记录: who took which rows out of the house, under which filters, as which file';
      CREATE INDEX export_record_requester ON export_record (requested_by_id, requested_at DESC);
      CREATE INDEX export_record_waiting ON export_record (heartbeat_at) WHERE status IN ('queued', 'running');
      REVOKE DELETE ON import_batch, export_record FROM lianghuan_app;

      -- Heartbeats and progress are no decisions of anybody: only a change of state is audited.
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON import_batch FOR EACH ROW EXECUTE FUNCTION write_audit();
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON export_record FOR EACH ROW EXECUTE FUNCTION write_audit();

      ALTER TABLE import_batch ENABLE ROW LEVEL SECURITY;
      CREATE POLICY import_batch_read ON import_batch FOR SELECT USING (
        created_by_id = (SELECT access.actor_id())
        OR (SELECT access.reach('import.review')) = 'city'
        OR ((SELECT access.reach('import.review')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[])));
      CREATE POLICY import_batch_create ON import_batch FOR INSERT
        WITH CHECK (created_by_id = (SELECT access.actor_id()) AND (SELECT access.reach('import.create')) IS NOT NULL);
      CREATE POLICY import_batch_change ON import_batch FOR UPDATE
        USING (created_by_id = (SELECT access.actor_id()) OR ${IS_SYSTEM});

      ALTER TABLE import_row ENABLE ROW LEVEL SECURITY;
      CREATE POLICY import_row_read ON import_row FOR SELECT USING (batch_id IN (SELECT id FROM import_batch));
      CREATE POLICY import_row_write ON import_row
        USING (batch_id IN (SELECT id FROM import_batch WHERE created_by_id = (SELECT access.actor_id())));

      -- Files of imports and exports belong to who brought or asked for them; evidence keeps its rule.
      ALTER POLICY stored_file_scope ON stored_file USING (
        (purpose IN ('import', 'export') AND (created_by_id = (SELECT access.actor_id()) OR ${IS_SYSTEM}))
        OR purpose NOT IN ('import', 'export', 'evidence')
        OR ((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('funds.read')) = 'city')
        OR EXISTS (SELECT FROM evidence_item e WHERE e.file_id = stored_file.id)
        OR (purpose = 'evidence' AND created_by_id = (SELECT access.actor_id()) AND NOT file_is_evidence(id))
      );

      ALTER TABLE export_record ENABLE ROW LEVEL SECURITY;
      CREATE POLICY export_record_own ON export_record
        USING (requested_by_id = (SELECT access.actor_id()) OR ${IS_SYSTEM});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
