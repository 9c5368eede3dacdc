import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was seen and how it ended, versioned weights learnt from it, and the confidence fitted on it. */
export class CreateLearning1779901010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE suggestion_impression (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run_id uuid NOT NULL REFERENCES match_run, project_id uuid NOT NULL REFERENCES project,
        viewer_id uuid NOT NULL REFERENCES app_user, shown_on date NOT NULL, shown_at timestamptz NOT NULL, suggestion_ids uuid[] NOT NULL
      );
      COMMENT ON TABLE suggestion_impression IS 'One page of a project''s suggestions on somebody''s screen, once a day; the rank shown is that of the suggestion';
      CREATE UNIQUE INDEX suggestion_impression_page ON suggestion_impression (run_id, project_id, viewer_id, shown_on, suggestion_ids);

      -- Nothing to feed and nothing to enter twice: how a suggestion ended is what its decision and its lead say now.
      CREATE VIEW match_outcome WITH (security_invoker = true) AS
        SELECT d.project_id, d.enterprise_id, d.suggestion_id, s.run_id, d.reason, d.decided_at, d.decided_by_id,
          CASE WHEN d.decision = 'dismissed' THEN 'dismissed' WHEN l.status = 'lost' THEN 'fellThrough'
            WHEN l.stage IN ('start', 'production') THEN 'landed' WHEN l.stage = 'signing' THEN 'signed'
            WHEN l.stage IN ('visit', 'negotiation') THEN 'visited' WHEN l.stage = 'contact' THEN 'contacted' ELSE 'accepted' END AS outcome
        FROM suggestion_decision d JOIN match_suggestion s ON s.id = d.suggestion_id LEFT JOIN lead l ON l.id = d.lead_id
        WHERE d.decision IN ('accepted', 'dismissed') AND l.is_example IS NOT TRUE;
      COMMENT ON VIEW match_outcome IS '建议结果: graded by the decision on the suggestion and the stage of the lead it became; examples left out';

      CREATE TABLE weight_version (
        id uuid PRIMARY KEY DEFAULT uuidv7(), number int GENERATED ALWAYS AS IDENTITY UNIQUE, parent_id uuid REFERENCES weight_version,
        weights jsonb NOT NULL, algorithm_version text, training_hash text, training jsonb, backtest jsonb, verdict text,
        made_at timestamptz NOT NULL, made_by_id uuid REFERENCES app_user,
        is_active boolean NOT NULL DEFAULT false, activated_at timestamptz, activated_by_id uuid REFERENCES app_user, activation_reason text,
        CHECK ((parent_id IS NULL) = (verdict IS NULL)), CHECK (NOT is_active OR activated_at IS NOT NULL)
      );
      COMMENT ON TABLE weight_version IS '权重版本: trained candidates, promoted or not; match runs use the active one';
      COMMENT ON COLUMN weight_version.weights IS 'Criterion → weight; what is left out has the default of the matching library';
      COMMENT ON COLUMN weight_version.algorithm_version IS 'Formulas it was trained on and is used with; NULL: any (the defaults)';
      CREATE UNIQUE INDEX weight_version_active ON weight_version ((true)) WHERE is_active;
      INSERT INTO weight_version (weights, made_at, is_active, activated_at) VALUES ('{}', now(), true, now());
      SELECT audit_table('weight_version');
      ALTER TABLE match_run ADD COLUMN weight_version_id uuid REFERENCES weight_version;
      COMMENT ON COLUMN match_run.weight_version_id IS 'Weights frozen into the input; NULL for runs made before there were versions';

      CREATE TABLE learning_run (
        id uuid PRIMARY KEY DEFAULT uuidv7(), status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
        requested_by_id uuid REFERENCES app_user, requested_on date NOT NULL, requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz, finished_at timestamptz, attempts int NOT NULL DEFAULT 0, claim_token uuid,
        heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(), error_code text, error_details jsonb,
        verdict text, positives int, backtest_lists int, weight_version_id uuid REFERENCES weight_version,
        CHECK ((status IN ('done', 'failed')) = (finished_at IS NOT NULL)), CHECK ((status = 'done') = (verdict IS NOT NULL))
      );
      COMMENT ON TABLE learning_run IS '学习任务: one attempt to learn from feedback, nightly (requested_by_id NULL) or asked for';
      CREATE UNIQUE INDEX learning_run_active ON learning_run ((true)) WHERE status IN ('queued', 'running');
      CREATE UNIQUE INDEX learning_run_night ON learning_run (requested_on) WHERE requested_by_id IS NULL;
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON learning_run FOR EACH ROW EXECUTE FUNCTION write_audit();

      CREATE TABLE confidence_fit (
        run_id uuid PRIMARY KEY REFERENCES match_run, algorithm_version text NOT NULL, fit jsonb NOT NULL, fitted_at timestamptz NOT NULL
      );
      COMMENT ON TABLE confidence_fit IS '匹配置信度 of a run: fitted on outcomes of the same formulas, or how many are missing';
      REVOKE DELETE ON weight_version, learning_run FROM lianghuan_app;
      REVOKE UPDATE, DELETE ON suggestion_impression FROM lianghuan_app;

      ALTER TABLE suggestion_impression ENABLE ROW LEVEL SECURITY;
      CREATE POLICY suggestion_impression_read ON suggestion_impression FOR SELECT
        USING ((SELECT access.reach('learning.read')) = 'city' OR viewer_id = (SELECT access.actor_id()));
      CREATE POLICY suggestion_impression_add ON suggestion_impression FOR INSERT
        WITH CHECK ((SELECT access.reach('match.read')) IS NOT NULL AND viewer_id = (SELECT access.actor_id()));
      ALTER TABLE weight_version ENABLE ROW LEVEL SECURITY;
      CREATE POLICY weight_version_read ON weight_version FOR SELECT USING ((SELECT access.reach('match.read')) IS NOT NULL);
      CREATE POLICY weight_version_make ON weight_version FOR INSERT
        WITH CHECK ((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('learning.manage')) = 'city');
      CREATE POLICY weight_version_choose ON weight_version FOR UPDATE USING ((SELECT access.reach('learning.manage')) = 'city');
      -- Those who choose a version say only which one is used, never what it holds.
      REVOKE UPDATE ON weight_version FROM lianghuan_app;
      GRANT UPDATE (is_active, activated_at, activated_by_id, activation_reason) ON weight_version TO lianghuan_app;
      ALTER TABLE learning_run ENABLE ROW LEVEL SECURITY;
      CREATE POLICY learning_run_read ON learning_run FOR SELECT USING ((SELECT access.reach('learning.read')) = 'city');
      CREATE POLICY learning_run_request ON learning_run FOR INSERT
        WITH CHECK ((SELECT access.reach('learning.manage')) = 'city' AND requested_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY learning_run_work ON learning_run FOR UPDATE
        USING ((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('learning.manage')) = 'city');
      ALTER TABLE confidence_fit ENABLE ROW LEVEL SECURITY;
      CREATE POLICY confidence_fit_read ON confidence_fit FOR SELECT USING ((SELECT access.reach('match.read')) IS NOT NULL);
      CREATE POLICY confidence_fit_write ON confidence_fit
        USING ((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('match.run')) = 'city');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
