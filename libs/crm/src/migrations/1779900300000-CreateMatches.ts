import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether the actor's permission reaches the project's area: all of them for the city's roles and for a unit of the city (measure 4), else
 * the unit's own. `also` names further projects.
 */
const reachesProject = (permission: string, also = '') => `(
  (SELECT access.reach('${permission}')) = 'city'
  OR ((SELECT access.reach('${permission}')) = 'own'
    AND EXISTS (SELECT FROM area a WHERE a.kind = 'city' AND a.code = ANY ((SELECT access.areas())::text[])))
  OR ((SELECT access.reach('${permission}')) IS NOT NULL AND project_id IN (
    SELECT p.id FROM project p WHERE ${also} p.area_code = ANY ((SELECT access.areas())::text[])))
)`;
/** Projects of the city as a whole, without an area, are everybody's to read. */
const READS_PROJECT = reachesProject('match.read', 'p.area_code IS NULL OR');
const DECIDES_PROJECT = reachesProject('match.decide');
/** Jobs only: what a run found is not for people to write. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('match.run')) = 'city')`;

/** Match runs with their frozen input, suggestions and the decisions on them. */
export class CreateMatches1779900300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE match_run (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        requested_by_id uuid REFERENCES app_user, requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        project_ids uuid[], area_codes text[], options jsonb NOT NULL, algorithm_version text NOT NULL,
        input_snapshot text, frozen_at timestamptz, started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz,
        progress_done int NOT NULL DEFAULT 0, progress_total int NOT NULL DEFAULT 0,
        project_count int NOT NULL DEFAULT 0, enterprise_count int NOT NULL DEFAULT 0, resource_count int NOT NULL DEFAULT 0,
        market_count int NOT NULL DEFAULT 0, suggestion_count int NOT NULL DEFAULT 0, timings jsonb,
        error_code text, error_message text, is_current boolean NOT NULL DEFAULT false,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
        CHECK ((input_snapshot IS NULL) = (frozen_at IS NULL)),
        CHECK (status <> 'done' OR input_snapshot IS NOT NULL)
      );
      COMMENT ON TABLE match_run IS '匹配任务: the row is the truth, the queue only the bell';
      COMMENT ON COLUMN match_run.project_ids IS 'Projects asked for; NULL: all within area_codes';
      COMMENT ON COLUMN match_run.area_codes IS 'Areas of the person who asked, as they were then; NULL: all';
      COMMENT ON COLUMN match_run.claim_token IS 'Who works on the run now; a worker whose token was replaced may not write any more';
      COMMENT ON COLUMN match_run.is_current IS 'The list of at least one project shows this run; see match_run_project.is_current';
      CREATE UNIQUE INDEX match_run_active ON match_run ((true)) WHERE status IN ('queued', 'running');
      CREATE INDEX match_run_requested ON match_run (requested_at DESC, id);

      CREATE TABLE match_run_input (
        run_id uuid NOT NULL REFERENCES match_run, kind text NOT NULL, part_no int NOT NULL, records jsonb NOT NULL,
        PRIMARY KEY (run_id, kind, part_no)
      );
      COMMENT ON TABLE match_run_input IS 'Frozen input in parts: what the matching library was given, so that the run can be repeated';

      CREATE TABLE match_run_project (
        run_id uuid NOT NULL REFERENCES match_run, project_id uuid NOT NULL REFERENCES project, block_no int NOT NULL, position int NOT NULL,
        area_code text REFERENCES area, name text NOT NULL, content text, is_current boolean NOT NULL DEFAULT false,
        PRIMARY KEY (run_id, project_id)
      );
      COMMENT ON TABLE match_run_project IS 'Projects a run covers, as they were when it was frozen; a newer run takes over project by project';
      CREATE UNIQUE INDEX match_run_project_current ON match_run_project (project_id) WHERE is_current;
      CREATE INDEX match_run_project_block ON match_run_project (run_id, block_no, position);

      CREATE TABLE match_run_block (
        run_id uuid NOT NULL REFERENCES match_run, block_no int NOT NULL, project_count int NOT NULL, suggestion_count int NOT NULL,
        done_at timestamptz NOT NULL DEFAULT clock_timestamp(), PRIMARY KEY (run_id, block_no)
      );
      COMMENT ON TABLE match_run_block IS 'Blocks of projects whose suggestions are stored; a resumed run leaves them out';

      CREATE TABLE match_suggestion (
        id uuid PRIMARY KEY DEFAULT uuidv7(), run_id uuid NOT NULL, project_id uuid NOT NULL, enterprise_id uuid NOT NULL REFERENCES enterprise,
        rank int NOT NULL CHECK (rank > 0), score double precision NOT NULL, contributions jsonb NOT NULL, constraints jsonb NOT NULL,
        counter_argument jsonb, resource jsonb, market jsonb,
        enterprise_name text NOT NULL, enterprise_short_name text, enterprise_province text, enterprise_city text,
        enterprise_products text[] NOT NULL DEFAULT '{}',
        FOREIGN KEY (run_id, project_id) REFERENCES match_run_project,
        UNIQUE (run_id, project_id, enterprise_id), UNIQUE (run_id, project_id, rank)
      );
      COMMENT ON TABLE match_suggestion IS '匹配建议: what was true when the run was made is stored then';
      CREATE INDEX match_suggestion_enterprise ON match_suggestion (enterprise_id, run_id);
      REVOKE UPDATE ON match_suggestion, match_run_input, match_run_block FROM lianghuan_app;

      CREATE TABLE suggestion_decision (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid NOT NULL REFERENCES project, enterprise_id uuid NOT NULL REFERENCES enterprise,
        suggestion_id uuid NOT NULL, decision text NOT NULL CHECK (decision IN ('accepted', 'dismissed', 'snoozed')),
        reason text, note text, snoozed_until date, lead_id uuid,
        decided_by_id uuid REFERENCES app_user, decided_at timestamptz NOT NULL,
        UNIQUE (project_id, enterprise_id),
        CHECK ((decision = 'dismissed') = (reason IS NOT NULL)),
        CHECK ((decision = 'snoozed') = (snoozed_until IS NOT NULL))
      );
      COMMENT ON TABLE suggestion_decision IS '建议处理: belongs to the pair, so it outlives the run whose suggestion was decided';
      CREATE INDEX suggestion_decision_enterprise ON suggestion_decision (enterprise_id);

      -- Heartbeats and progress are no decisions of anybody: only a change of state is audited.
      CREATE TRIGGER write_audit AFTER INSERT OR DELETE OR UPDATE OF status, options, project_ids ON match_run
        FOR EACH ROW EXECUTE FUNCTION write_audit();
      SELECT audit_table('suggestion_decision');

      ALTER TABLE match_run ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_read ON match_run FOR SELECT USING ((SELECT access.reach('match.read')) IS NOT NULL);
      CREATE POLICY match_run_request ON match_run FOR INSERT
        WITH CHECK ((SELECT access.reach('match.run')) IS NOT NULL AND requested_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY match_run_change ON match_run FOR UPDATE
        USING ((SELECT access.reach('match.run')) = 'city'
          OR ((SELECT access.reach('match.run')) IS NOT NULL AND requested_by_id = (SELECT access.actor_id())));

      -- Holds enterprises of all units, so jobs only.
      ALTER TABLE match_run_input ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_input_system ON match_run_input USING ${IS_SYSTEM};
      ALTER TABLE match_run_block ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_block_system ON match_run_block USING ${IS_SYSTEM};

      ALTER TABLE match_run_project ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_project_read ON match_run_project FOR SELECT USING ${READS_PROJECT};
      CREATE POLICY match_run_project_system ON match_run_project USING ${IS_SYSTEM};
      ALTER TABLE match_suggestion ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_suggestion_read ON match_suggestion FOR SELECT USING ${READS_PROJECT};
      CREATE POLICY match_suggestion_system ON match_suggestion USING ${IS_SYSTEM};

      ALTER TABLE suggestion_decision ENABLE ROW LEVEL SECURITY;
      CREATE POLICY suggestion_decision_read ON suggestion_decision FOR SELECT USING ${READS_PROJECT};
      CREATE POLICY suggestion_decision_decide ON suggestion_decision USING ${DECIDES_PROJECT};
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
