import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the system does for everybody, without an id of its own. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('connector.read')) = 'city')`;
/** Runs and what they read are seen by those who look after all of them and by who answers for them. */
const SEES_RUN = `((SELECT access.reach('connector.read')) = 'city' OR responsible_id = (SELECT access.actor_id()))`;
const ENTERPRISE_SEEN = (table: string) => `EXISTS (SELECT FROM enterprise e WHERE e.id = ${table}.enterprise_id)`;
const COUNTS = `'{"create": 0, "update": 0, "propose": 0, "signal": 0, "unchanged": 0, "skip": 0, "error": 0}'`;

/** 数据连接: vendors' data by configuration, with runs, deliveries, rows, the source of each field, and what people must decide. */
export class CreateConnectors1779919500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE connector (
        id uuid PRIMARY KEY DEFAULT uuidv7(), kind text NOT NULL CHECK (kind IN ('drop-folder')),
        name text NOT NULL CHECK (name <> ''), folder text NOT NULL UNIQUE CHECK (folder ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
        source_name text NOT NULL, source_kind text NOT NULL, confidence text NOT NULL CHECK (confidence IN ('high', 'medium', 'low')),
        mapping jsonb NOT NULL DEFAULT '[]', creates_enterprises boolean NOT NULL, every_minutes int CHECK (every_minutes > 0),
        settle_seconds int NOT NULL CHECK (settle_seconds >= 0), responsible_id uuid NOT NULL REFERENCES app_user,
        is_enabled boolean NOT NULL, looked_at timestamptz, version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(), created_by_id uuid NOT NULL REFERENCES app_user,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(), updated_by_id uuid REFERENCES app_user
      );
      COMMENT ON TABLE connector IS '数据连接: where a vendor''s data comes from, what its columns mean, and in whose name it is written';
      COMMENT ON COLUMN connector.looked_at IS 'When the schedule looked for something new the last time';

      CREATE TABLE connector_run (
        id uuid PRIMARY KEY DEFAULT uuidv7(), connector_id uuid NOT NULL REFERENCES connector,
        mode text NOT NULL CHECK (mode IN ('preview', 'write')),
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        requested_by_id uuid REFERENCES app_user, responsible_id uuid NOT NULL REFERENCES app_user,
        requested_at timestamptz NOT NULL DEFAULT clock_timestamp(), started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        progress_done int NOT NULL DEFAULT 0, counts jsonb NOT NULL DEFAULT ${COUNTS}, is_undone boolean NOT NULL DEFAULT false,
        error_code text, error_details jsonb,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE connector_run IS '运行: one taking of what lies ready at a connector; its changes are the change batch of the same id';
      CREATE UNIQUE INDEX connector_run_one ON connector_run (connector_id) WHERE status IN ('queued', 'running');
      CREATE INDEX connector_run_recent ON connector_run (connector_id, requested_at DESC);
      CREATE INDEX connector_run_waiting ON connector_run (heartbeat_at) WHERE status IN ('queued', 'running');

      CREATE TABLE connector_delivery (
        id uuid PRIMARY KEY DEFAULT uuidv7(), connector_id uuid NOT NULL REFERENCES connector, run_id uuid NOT NULL REFERENCES connector_run,
        name text NOT NULL, sha256 text NOT NULL, size_bytes bigint NOT NULL,
        status text NOT NULL CHECK (status IN ('taking', 'taken', 'rejected', 'duplicate', 'previewed')),
        columns text[] NOT NULL DEFAULT '{}', last_row int NOT NULL DEFAULT 0, row_count int NOT NULL DEFAULT 0,
        counts jsonb NOT NULL DEFAULT ${COUNTS}, is_undone boolean NOT NULL DEFAULT false,
        error_code text, error_details jsonb, created_at timestamptz NOT NULL DEFAULT clock_timestamp(), settled_at timestamptz
      );
      COMMENT ON TABLE connector_delivery IS '投放文件: what is taken as a whole; the same content is taken once';
      COMMENT ON COLUMN connector_delivery.last_row IS 'Rows up to this one are written, in the same transaction; a resumed run goes on after it';
      COMMENT ON COLUMN connector_delivery.settled_at IS 'When it was put away at its source; before that a run killed in between does so';
      CREATE UNIQUE INDEX connector_delivery_once ON connector_delivery (connector_id, sha256)
        WHERE status IN ('taking', 'taken', 'rejected') AND NOT is_undone;
      CREATE INDEX connector_delivery_run ON connector_delivery (run_id);

      CREATE TABLE connector_row (
        delivery_id uuid NOT NULL REFERENCES connector_delivery, row_number int NOT NULL,
        verdict text NOT NULL CHECK (verdict IN ('create', 'update', 'propose', 'signal', 'unchanged', 'skip', 'error')),
        name text, enterprise_id uuid REFERENCES enterprise, cells jsonb NOT NULL, changes jsonb NOT NULL DEFAULT '{}',
        issues jsonb NOT NULL DEFAULT '[]', PRIMARY KEY (delivery_id, row_number)
      );
      COMMENT ON TABLE connector_row IS '投放行: what came and what became of it';
      CREATE INDEX connector_row_verdict ON connector_row (delivery_id, verdict, row_number);
      CREATE INDEX connector_row_enterprise ON connector_row (enterprise_id);

      CREATE TABLE enterprise_field_source (
        enterprise_id uuid NOT NULL REFERENCES enterprise, field text NOT NULL, value jsonb NOT NULL,
        connector_id uuid NOT NULL REFERENCES connector, source_name text NOT NULL, confidence text NOT NULL, source_on text,
        written_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (enterprise_id, field)
      );
      COMMENT ON TABLE enterprise_field_source IS '字段来源: which connector wrote a field last. Only as long as the field still has that value is it the connector''s; else people wrote it since';

      CREATE TABLE field_proposal (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise, field text NOT NULL,
        current jsonb NOT NULL, proposed jsonb NOT NULL, connector_id uuid NOT NULL REFERENCES connector,
        run_id uuid NOT NULL REFERENCES connector_run, connector_name text NOT NULL, source_name text NOT NULL,
        confidence text NOT NULL, source_on text,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused', 'withdrawn')),
        raised_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        decided_by_id uuid REFERENCES app_user, decided_at timestamptz, reason text,
        CHECK ((state = 'open') = (decided_at IS NULL))
      );
      COMMENT ON TABLE field_proposal IS '待定值: a vendor says something else than people wrote; people decide';
      CREATE UNIQUE INDEX field_proposal_open ON field_proposal (enterprise_id, field, connector_id) WHERE state = 'open';
      CREATE INDEX field_proposal_recent ON field_proposal (state, raised_at DESC, id DESC);
      CREATE INDEX field_proposal_enterprise ON field_proposal (enterprise_id, field);
      CREATE INDEX field_proposal_run ON field_proposal (run_id);

      ALTER TABLE enterprise_signal ADD FOREIGN KEY (connector_run_id) REFERENCES connector_run;
      ALTER TABLE change_batch DROP CONSTRAINT change_batch_kind_check,
        ADD CONSTRAINT change_batch_kind_check CHECK (kind IN ('import', 'bulk-edit', 'connector'));

      -- That the schedule looked is no decision of anybody.
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF version ON connector FOR EACH ROW EXECUTE FUNCTION write_audit();
      SELECT audit_table('field_proposal');
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status, is_undone ON connector_run FOR EACH ROW EXECUTE FUNCTION write_audit();
      REVOKE DELETE ON connector, connector_run, connector_delivery, field_proposal, enterprise_field_source FROM lianghuan_app;
      REVOKE UPDATE, DELETE ON connector_row FROM lianghuan_app;
      GRANT DELETE ON connector_row TO lianghuan_app;

      ALTER TABLE connector ENABLE ROW LEVEL SECURITY;
      CREATE POLICY connector_read ON connector FOR SELECT USING (${SEES_RUN});
      CREATE POLICY connector_create ON connector FOR INSERT WITH CHECK ((SELECT access.reach('connector.manage')) = 'city');
      CREATE POLICY connector_change ON connector FOR UPDATE USING ((SELECT access.reach('connector.manage')) = 'city');
      ALTER TABLE connector_run ENABLE ROW LEVEL SECURITY;
      CREATE POLICY connector_run_read ON connector_run FOR SELECT USING (${SEES_RUN});
      CREATE POLICY connector_run_ask ON connector_run FOR INSERT WITH CHECK (
        requested_by_id IS NOT DISTINCT FROM (SELECT access.actor_id())
        AND ((SELECT access.reach('connector.manage')) = 'city' OR responsible_id = (SELECT access.actor_id())));
      CREATE POLICY connector_run_change ON connector_run FOR UPDATE USING (
        responsible_id = (SELECT access.actor_id()) OR (SELECT access.reach('connector.manage')) = 'city' OR ${IS_SYSTEM});
      ALTER TABLE connector_delivery ENABLE ROW LEVEL SECURITY;
      CREATE POLICY connector_delivery_read ON connector_delivery FOR SELECT USING (run_id IN (SELECT id FROM connector_run));
      CREATE POLICY connector_delivery_write ON connector_delivery
        USING (connector_id IN (SELECT id FROM connector WHERE responsible_id = (SELECT access.actor_id())))
        WITH CHECK (run_id IN (SELECT id FROM connector_run WHERE responsible_id = (SELECT access.actor_id())));
      ALTER TABLE connector_row ENABLE ROW LEVEL SECURITY;
      -- Rows about an enterprise another unit holds are hidden like the enterprise.
      CREATE POLICY connector_row_read ON connector_row FOR SELECT USING (
        delivery_id IN (SELECT id FROM connector_delivery) AND (enterprise_id IS NULL OR ${ENTERPRISE_SEEN('connector_row')}));
      CREATE POLICY connector_row_write ON connector_row USING (
        delivery_id IN (SELECT d.id FROM connector_delivery d JOIN connector_run r ON r.id = d.run_id WHERE r.responsible_id = (SELECT access.actor_id())));
      ALTER TABLE enterprise_field_source ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_field_source_read ON enterprise_field_source FOR SELECT USING (${ENTERPRISE_SEEN('enterprise_field_source')});
      CREATE POLICY enterprise_field_source_write ON enterprise_field_source USING (
        (SELECT access.reach('enterprise.update')) IS NOT NULL AND ${ENTERPRISE_SEEN('enterprise_field_source')});
      ALTER TABLE field_proposal ENABLE ROW LEVEL SECURITY;
      CREATE POLICY field_proposal_read ON field_proposal FOR SELECT USING (
        (SELECT access.reach('enterprise.update')) IS NOT NULL AND ${ENTERPRISE_SEEN('field_proposal')});
      CREATE POLICY field_proposal_write ON field_proposal USING (
        (SELECT access.reach('enterprise.update')) IS NOT NULL AND ${ENTERPRISE_SEEN('field_proposal')});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
