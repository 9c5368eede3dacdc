import type { MigrationInterface, QueryRunner } from 'typeorm';

const READS = `(SELECT access.reach('chain.read')) IS NOT NULL`;
const UPDATES = `(SELECT access.reach('chain.update')) IS NOT NULL`;
/** Jobs only: what the rules found is not for people to write. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('chain.update')) = 'city')`;
/** Of an enterprise the reader may not see, not even where it stands. The sub-select reads under the reader's own policy. */
const SEES_SUBJECT = `(subject_kind <> 'enterprise' OR EXISTS (SELECT FROM enterprise e WHERE e.id = subject_id))`;

/** Industry chains (measures 2d, 4e): versioned graphs, people's corrections, and what the rules make of them. */
export class CreateIndustryChains1779903000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE industry_chain_code_seq;
      CREATE TABLE industry_chain (
        id uuid PRIMARY KEY DEFAULT uuidv7(), code text NOT NULL UNIQUE, name text NOT NULL, summary text,
        industry_codes text[] NOT NULL DEFAULT '{}', basis text NOT NULL DEFAULT 'entered', source text, sort int NOT NULL DEFAULT 1000,
        version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user,
        updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
        archived_at timestamptz, archived_by_id uuid REFERENCES app_user, archive_reason text,
        CHECK ((archived_at IS NULL) = (archive_reason IS NULL))
      );
      COMMENT ON TABLE industry_chain IS '产业链 (measure 2d); version counts every change of its graph';
      CREATE TABLE chain_node (
        id uuid PRIMARY KEY DEFAULT uuidv7(), chain_id uuid NOT NULL REFERENCES industry_chain, key text NOT NULL, name text NOT NULL,
        industry_codes text[] NOT NULL DEFAULT '{}', words text[] NOT NULL DEFAULT '{}', except_words text[] NOT NULL DEFAULT '{}',
        basis text NOT NULL DEFAULT 'entered', source text, sort int NOT NULL, archived_at timestamptz,
        UNIQUE (chain_id, key)
      );
      COMMENT ON TABLE chain_node IS '链节: a step of a chain, told by GB/T 4754 codes and product words';
      CREATE TABLE chain_edge (
        id uuid PRIMARY KEY DEFAULT uuidv7(), chain_id uuid NOT NULL REFERENCES industry_chain,
        from_node_id uuid NOT NULL REFERENCES chain_node, to_node_id uuid NOT NULL REFERENCES chain_node,
        kind text NOT NULL, basis text NOT NULL DEFAULT 'entered', source text, archived_at timestamptz,
        UNIQUE (from_node_id, to_node_id), CHECK (from_node_id <> to_node_id)
      );
      COMMENT ON TABLE chain_edge IS '上下游: what is made at from_node is used at to_node';
      CREATE INDEX chain_edge_chain ON chain_edge (chain_id);
      CREATE TABLE chain_version (
        chain_id uuid NOT NULL REFERENCES industry_chain, version int NOT NULL, graph jsonb NOT NULL, reason text,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp(), made_by_id uuid REFERENCES app_user, PRIMARY KEY (chain_id, version)
      );
      COMMENT ON TABLE chain_version IS '链图版本: the whole graph after each change, so that any verdict can be read against the graph it was made on';
      CREATE TABLE chain_correction (
        id uuid PRIMARY KEY DEFAULT uuidv7(), node_id uuid NOT NULL REFERENCES chain_node,
        subject_kind text NOT NULL CHECK (subject_kind IN ('enterprise', 'project', 'resource', 'market')), subject_id uuid NOT NULL,
        is_member boolean NOT NULL, reason text NOT NULL,
        made_at timestamptz NOT NULL DEFAULT clock_timestamp(), made_by_id uuid REFERENCES app_user,
        withdrawn_at timestamptz, withdrawn_by_id uuid REFERENCES app_user, withdraw_reason text,
        CHECK ((withdrawn_at IS NULL) = (withdraw_reason IS NULL))
      );
      COMMENT ON TABLE chain_correction IS '人工更正: what a person says about who is at a node; the rule never overwrites it';
      CREATE UNIQUE INDEX chain_correction_live ON chain_correction (node_id, subject_kind, subject_id) WHERE withdrawn_at IS NULL;

      CREATE TABLE chain_refresh (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        rule_version text NOT NULL, requested_by_id uuid REFERENCES app_user, requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        as_of timestamptz, audit_mark bigint, started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        counts jsonb NOT NULL DEFAULT '{}', error_code text, error_details jsonb,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE chain_refresh IS '产业链测算: the row is the truth, the queue only the bell';
      COMMENT ON COLUMN chain_refresh.audit_mark IS 'Last audit entry before the registers were read: later ones may ask for another refresh';
      CREATE UNIQUE INDEX chain_refresh_active ON chain_refresh ((true)) WHERE status IN ('queued', 'running');
      CREATE INDEX chain_refresh_requested ON chain_refresh (requested_at DESC, id);

      -- What the last refresh found. Replaced as a whole, in one transaction.
      CREATE TABLE chain_link (
        node_id uuid NOT NULL REFERENCES chain_node, subject_kind text NOT NULL, subject_id uuid NOT NULL,
        strength double precision NOT NULL, origin text NOT NULL CHECK (origin IN ('rule', 'person')), evidence jsonb NOT NULL,
        PRIMARY KEY (node_id, subject_kind, subject_id)
      );
      COMMENT ON TABLE chain_link IS '链节归属: which enterprises, projects, resources and markets belong to a node, by rule or by a person';
      CREATE INDEX chain_link_subject ON chain_link (subject_kind, subject_id);
      CREATE TABLE chain_occupant (
        node_id uuid NOT NULL REFERENCES chain_node, area_code text NOT NULL REFERENCES area,
        kind text NOT NULL CHECK (kind IN ('enterprise', 'lead', 'project')), id uuid NOT NULL,
        enterprise_id uuid REFERENCES enterprise, project_id uuid REFERENCES project, name text NOT NULL, is_example boolean NOT NULL DEFAULT false,
        CHECK ((kind = 'project') = (enterprise_id IS NULL)),
        PRIMARY KEY (node_id, area_code, kind, id)
      );
      COMMENT ON TABLE chain_occupant IS '本地布局: an enterprise of the place, a landed lead (开工 or 投产) or a standing plant at a node';
      CREATE TABLE chain_occupancy (
        node_id uuid NOT NULL REFERENCES chain_node, area_code text NOT NULL REFERENCES area, chain_id uuid NOT NULL REFERENCES industry_chain,
        chain_version int NOT NULL, gap_class text CHECK (gap_class IN ('build', 'fill', 'extend', 'strengthen')),
        rule text NOT NULL, rule_version text NOT NULL, facts jsonb NOT NULL, parks jsonb NOT NULL,
        priority double precision NOT NULL, parts jsonb NOT NULL, PRIMARY KEY (node_id, area_code)
      );
      COMMENT ON TABLE chain_occupancy IS '链节判定: verdict of the rules on a node in a place, with the facts it rests on';
      CREATE INDEX chain_occupancy_gap ON chain_occupancy (area_code, priority DESC) WHERE gap_class IS NOT NULL;
      CREATE INDEX chain_occupancy_chain ON chain_occupancy (chain_id, area_code);
      CREATE TABLE chain_filler (
        node_id uuid NOT NULL REFERENCES chain_node, rank int NOT NULL, enterprise_id uuid NOT NULL REFERENCES enterprise,
        enterprise_name text NOT NULL, score double precision NOT NULL, parts jsonb NOT NULL, evidence jsonb NOT NULL, PRIMARY KEY (node_id, rank)
      );
      COMMENT ON TABLE chain_filler IS '外地同类企业: who does a node elsewhere, best first';
      CREATE TABLE chain_near (
        area_code text NOT NULL REFERENCES area, node_id uuid NOT NULL REFERENCES chain_node, density double precision NOT NULL,
        because jsonb NOT NULL, PRIMARY KEY (area_code, node_id)
      );
      COMMENT ON TABLE chain_near IS '邻近环节: density of the product space around what a place has';

      REVOKE DELETE ON industry_chain, chain_node, chain_edge, chain_correction, chain_refresh FROM lianghuan_app;
      REVOKE UPDATE, DELETE ON chain_version FROM lianghuan_app;
      SELECT audit_table('industry_chain'); SELECT audit_table('chain_node'); SELECT audit_table('chain_edge'); SELECT audit_table('chain_correction');
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON chain_refresh FOR EACH ROW EXECUTE FUNCTION write_audit();
    `);
    for (const table of ['industry_chain', 'chain_node', 'chain_edge']) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${READS});
        CREATE POLICY ${table}_write ON ${table} USING (${UPDATES});
      `);
    }
    for (const table of ['chain_occupancy', 'chain_occupant', 'chain_filler', 'chain_near']) {
      await runner.query(`
        ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${READS});
        CREATE POLICY ${table}_system ON ${table} USING ${IS_SYSTEM};
      `);
    }
    await runner.query(`
      ALTER TABLE chain_version ENABLE ROW LEVEL SECURITY;
      CREATE POLICY chain_version_read ON chain_version FOR SELECT USING (${READS});
      CREATE POLICY chain_version_make ON chain_version FOR INSERT WITH CHECK (${UPDATES});
      ALTER TABLE chain_correction ENABLE ROW LEVEL SECURITY;
      CREATE POLICY chain_correction_read ON chain_correction FOR SELECT USING (${READS} AND ${SEES_SUBJECT});
      CREATE POLICY chain_correction_write ON chain_correction USING (${UPDATES} AND ${SEES_SUBJECT});
      ALTER TABLE chain_link ENABLE ROW LEVEL SECURITY;
      CREATE POLICY chain_link_read ON chain_link FOR SELECT USING (${READS} AND ${SEES_SUBJECT});
      CREATE POLICY chain_link_system ON chain_link USING ${IS_SYSTEM};
      ALTER TABLE chain_refresh ENABLE ROW LEVEL SECURITY;
      CREATE POLICY chain_refresh_read ON chain_refresh FOR SELECT USING (${READS});
      CREATE POLICY chain_refresh_request ON chain_refresh FOR INSERT
        WITH CHECK (${UPDATES} AND requested_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY chain_refresh_system ON chain_refresh FOR UPDATE USING ${IS_SYSTEM};
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
