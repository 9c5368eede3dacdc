import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How good and how ripe the reserve is: approvals (13b), the five-criterion rubric (2b), quality (11d), nightly proposals (9a), snapshots (10c). */
export class MeasureReserve1779915100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const sees = `(SELECT access.reach('review.read')) = 'city'
      OR ((SELECT access.reach('review.read')) IS NOT NULL AND area_code = ANY ((SELECT access.areas())::text[]))`;
    const isSystem = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('review.read')) = 'city')`;
    await runner.query(`
      ALTER TABLE project ADD COLUMN approval_kind text CHECK (approval_kind IN ('approval', 'permit', 'filing')),
        ADD COLUMN approval_applied_on date, ADD COLUMN approval_due_on date, ADD COLUMN approved_on date,
        ADD COLUMN approval_document_no text, ADD COLUMN approval_authority text,
        ADD CONSTRAINT project_approved CHECK (approved_on IS NULL OR (approval_kind IS NOT NULL AND approval_document_no IS NOT NULL));
      COMMENT ON COLUMN project.approved_on IS 'Of 审批 the day the feasibility report was approved (可研批复), of 核准 and 备案 the day of it (measure 13b)';
      CREATE INDEX project_approval ON project (approval_kind, area_code) WHERE archived_at IS NULL AND approval_kind IS NOT NULL;
      CREATE INDEX project_reserve ON project (reserve_state, area_code) WHERE archived_at IS NULL AND placement = 'local';

      CREATE TABLE project_rubric (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid NOT NULL REFERENCES project, area_code text REFERENCES area,
        market_score int NOT NULL, benefit_score int NOT NULL, chain_score int NOT NULL, prospect_score int NOT NULL, speed_score int NOT NULL,
        rationale jsonb NOT NULL, organisation_id uuid REFERENCES organisation, scored_by_id uuid REFERENCES app_user, scored_at timestamptz NOT NULL,
        is_example boolean NOT NULL DEFAULT false,
        total int NOT NULL GENERATED ALWAYS AS (market_score + benefit_score + chain_score + prospect_score + speed_score) STORED,
        CHECK (least(market_score, benefit_score, chain_score, prospect_score, speed_score) >= 1),
        CHECK (greatest(market_score, benefit_score, chain_score, prospect_score, speed_score) <= 5)
      );
      COMMENT ON TABLE project_rubric IS '五项标准评分 (measure 2b): every scoring is a version of its own; the newest counts';
      CREATE INDEX project_rubric_project ON project_rubric (project_id, scored_at DESC);
      SELECT audit_table('project_rubric');
      REVOKE UPDATE, DELETE, TRUNCATE ON project_rubric FROM lianghuan_app;
      GRANT DELETE ON project_rubric TO lianghuan_app;
      ALTER TABLE project_rubric ENABLE ROW LEVEL SECURITY;
      CREATE POLICY project_rubric_read ON project_rubric FOR SELECT USING (${sees});
      CREATE POLICY project_rubric_add ON project_rubric FOR INSERT WITH CHECK (${isSystem} OR (SELECT access.reach('rubric.score')) = 'city'
        OR ((SELECT access.reach('rubric.score')) IS NOT NULL AND area_code = ANY ((SELECT access.areas())::text[])));
      CREATE POLICY project_rubric_remove ON project_rubric FOR DELETE
        USING (is_example AND (SELECT access.reach('demonstration.remove')) IS NOT NULL);

      -- What quality takes from rubric and review: two numbers for everybody who reads projects, without the words behind them.
      CREATE TABLE project_rating (
        project_id uuid PRIMARY KEY REFERENCES project, rubric_total int CHECK (rubric_total BETWEEN 5 AND 25),
        review_share numeric NOT NULL DEFAULT 0 CHECK (review_share BETWEEN 0 AND 1)
      );
      COMMENT ON TABLE project_rating IS 'Parts of the quality score that rest on confidential rows; written by their services in the same transaction';
      INSERT INTO project_rating (project_id, review_share) SELECT id, 0.5 FROM project WHERE reserve_state = 'in_reserve' AND reserve_exception_reason IS NOT NULL;

      -- 储备质量分 (measure 11d), 100 points; the parts as shown add up to it. Same fields as QUALITY_FIELDS of the contracts.
      CREATE FUNCTION quality_parts(p project) RETURNS TABLE (completeness numeric, rubric numeric, review numeric, freshness numeric)
        LANGUAGE sql STABLE AS $$
        SELECT round(30.0 * (num_nonnulls(p.national_code, p.area_code, p.place, p.sector, nullif(p.industry_codes, '{}'), p.modernisation,
            p.project_category, p.investor_kind, p.content, p.scale_text, p.total_investment_cny, p.planned_start_on, p.planned_finish_on,
            p.land_mu, p.energy_tce, p.water_m3, p.approval_kind, nullif(p.responsible_units, '{}'))) / 18, 1),
          round(30.0 * coalesce((SELECT r.rubric_total FROM project_rating r WHERE r.project_id = p.id), 0) / 25, 1),
          CASE WHEN p.reserve_state IN ('in_reserve', 'paused')
            THEN round(20 * coalesce((SELECT r.review_share FROM project_rating r WHERE r.project_id = p.id), 0), 1) ELSE 0.0 END,
          CASE WHEN p.valid_until IS NULL THEN 6.0 WHEN p.valid_until < (now() AT TIME ZONE 'Asia/Shanghai')::date THEN 0.0
            WHEN p.valid_until < (now() AT TIME ZONE 'Asia/Shanghai')::date + 60 THEN 12.0 ELSE 20.0 END $$;
      -- Read as a column of the row: r.quality.
      CREATE FUNCTION quality(p project) RETURNS numeric LANGUAGE sql STABLE AS
        $$ SELECT q.completeness + q.rubric + q.review + q.freshness FROM quality_parts(p) q $$;
      -- 成熟度 of what is in the reserve (measure 9a): ripe may start next year.
      CREATE FUNCTION maturity(p project) RETURNS text LANGUAGE sql STABLE AS $$ SELECT CASE
        WHEN p.reserve_state <> 'in_reserve' OR p.placement <> 'local' THEN NULL
        WHEN p.phase IN ('new_build', 'building', 'finishing', 'done') THEN 'started'
        WHEN p.approved_on IS NOT NULL AND coalesce(p.land_guarantee, 'open') IN ('settled', 'partial')
          AND 'refused' <> ALL (ARRAY[coalesce(p.energy_guarantee, ''), coalesce(p.water_guarantee, ''), coalesce(p.environment_guarantee, '')]) THEN 'ripe'
        WHEN p.approved_on IS NOT NULL OR p.approval_applied_on IS NOT NULL THEN 'near' ELSE 'early' END $$;

      CREATE TABLE reserve_run (
        id uuid PRIMARY KEY DEFAULT uuidv7(), status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed')),
        requested_by_id uuid REFERENCES app_user, requested_on date NOT NULL, requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        started_at timestamptz, finished_at timestamptz, attempts int NOT NULL DEFAULT 0, claim_token uuid,
        heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(), error_code text, error_details jsonb,
        proposed int, lapsed int, snapshot_period text,
        CHECK ((status IN ('done', 'failed')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE reserve_run IS '储备夜检: proposals to promote, refresh or exit, and the month-end snapshot where it is missing';
      CREATE UNIQUE INDEX reserve_run_active ON reserve_run ((true)) WHERE status IN ('queued', 'running');
      CREATE UNIQUE INDEX reserve_run_night ON reserve_run (requested_on) WHERE requested_by_id IS NULL;
      REVOKE DELETE ON reserve_run FROM lianghuan_app;

      CREATE TABLE reserve_proposal (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid NOT NULL REFERENCES project, area_code text REFERENCES area,
        kind text NOT NULL CHECK (kind IN ('promote', 'refresh', 'exit')), rule text NOT NULL, facts jsonb NOT NULL, proposed_on date NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'lapsed')),
        decided_by_id uuid REFERENCES app_user, decided_at timestamptz, reason text,
        CHECK ((state = 'open') = (decided_at IS NULL)), CHECK (state <> 'declined' OR reason IS NOT NULL)
      );
      COMMENT ON TABLE reserve_proposal IS '滚动建议 (measure 9a): what a rule proposes for a project; nothing follows until somebody accepts';
      CREATE UNIQUE INDEX reserve_proposal_open ON reserve_proposal (project_id, rule) WHERE state = 'open';
      CREATE INDEX reserve_proposal_area ON reserve_proposal (state, area_code);
      SELECT audit_table('reserve_proposal');
      REVOKE UPDATE, DELETE, TRUNCATE ON reserve_proposal FROM lianghuan_app;
      GRANT UPDATE (state, decided_by_id, decided_at, reason) ON reserve_proposal TO lianghuan_app;
      ALTER TABLE reserve_proposal ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reserve_proposal_read ON reserve_proposal FOR SELECT USING (${sees});
      CREATE POLICY reserve_proposal_add ON reserve_proposal FOR INSERT WITH CHECK (${isSystem});
      CREATE POLICY reserve_proposal_change ON reserve_proposal FOR UPDATE USING (${sees}) WITH CHECK (true);

      -- 月末快照 (measure 10c): written once, never again. 520500 is the whole city.
      CREATE TABLE reserve_snapshot (
        period text NOT NULL CHECK (period ~ '^\\d{4}-(0[1-9]|1[0-2])$'), area_code text NOT NULL REFERENCES area, count int NOT NULL,
        total_investment_cny numeric(20,2) NOT NULL, quality_mean numeric, good int NOT NULL, fair int NOT NULL, poor int NOT NULL, ripe int NOT NULL,
        rules_version text NOT NULL, taken_at timestamptz NOT NULL, taken_by_id uuid REFERENCES app_user, PRIMARY KEY (period, area_code)
      );
      COMMENT ON TABLE reserve_snapshot IS '储备月末快照 by area: as it stood at taken_at';
      CREATE TABLE reserve_snapshot_project (
        period text NOT NULL, project_id uuid NOT NULL REFERENCES project, area_code text, total_investment_cny numeric(18,2), quality numeric NOT NULL,
        maturity text, PRIMARY KEY (period, project_id)
      );
      COMMENT ON TABLE reserve_snapshot_project IS 'The projects a snapshot counted';
      REVOKE UPDATE, DELETE, TRUNCATE ON reserve_snapshot, reserve_snapshot_project FROM lianghuan_app;
      CREATE TRIGGER reserve_snapshot_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reserve_snapshot FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER reserve_snapshot_project_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reserve_snapshot_project
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      ALTER TABLE reserve_snapshot ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reserve_snapshot_read ON reserve_snapshot FOR SELECT USING ((SELECT access.reach('project.read')) IS NOT NULL);
      CREATE POLICY reserve_snapshot_take ON reserve_snapshot FOR INSERT WITH CHECK (${isSystem});
      ALTER TABLE reserve_snapshot_project ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reserve_snapshot_project_read ON reserve_snapshot_project FOR SELECT USING ((SELECT access.reach('project.read')) IS NOT NULL);
      CREATE POLICY reserve_snapshot_project_take ON reserve_snapshot_project FOR INSERT WITH CHECK (${isSystem});
      -- What becomes of these when a project is merged into another: each tells of the row it was made for.
      INSERT INTO merge_rule (table_name, column_name, register, treatment, why) VALUES
        ('project_rubric', 'project_id', 'project', 'stay', 'Scores the row that was scored'),
        ('project_rating', 'project_id', 'project', 'stay', 'The survivor has its own'),
        ('reserve_proposal', 'project_id', 'project', 'stay', 'Lapses with the next nightly check'),
        ('reserve_snapshot_project', 'project_id', 'project', 'stay', 'A snapshot is never changed');
      ALTER TABLE reserve_run ENABLE ROW LEVEL SECURITY;
      CREATE POLICY reserve_run_read ON reserve_run FOR SELECT USING ((SELECT access.reach('review.read')) = 'city');
      CREATE POLICY reserve_run_request ON reserve_run FOR INSERT
        WITH CHECK ((SELECT access.reach('reserve.run')) = 'city' AND requested_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY reserve_run_work ON reserve_run FOR UPDATE USING (${isSystem});
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
