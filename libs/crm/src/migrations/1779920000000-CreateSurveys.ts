import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * 摸底普查 (measures 1a, 1d): campaigns, their cells (one field in one area) and what was done with them. A cell holds no rows: its rows are
 * those of the register, counted where they are.
 */
export class CreateSurveys1779920000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE survey_campaign (
        id uuid PRIMARY KEY DEFAULT uuidv7(), title text NOT NULL, year int NOT NULL, fields text[] NOT NULL CHECK (cardinality(fields) > 0),
        area_codes text[] NOT NULL CHECK (cardinality(area_codes) > 0), lead_organisation_id uuid NOT NULL REFERENCES organisation,
        opens_on date NOT NULL, due_on date NOT NULL, effective_due_on date NOT NULL, instructions text,
        previous_id uuid REFERENCES survey_campaign ON DELETE SET NULL, is_proposed boolean NOT NULL DEFAULT false, is_example boolean NOT NULL DEFAULT false,
        state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'open', 'closed', 'archived')), opened_at timestamptz,
        created_by_id uuid REFERENCES app_user, created_at timestamptz NOT NULL DEFAULT clock_timestamp(), updated_by_id uuid REFERENCES app_user,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(), version int NOT NULL DEFAULT 1,
        CHECK (due_on >= opens_on AND effective_due_on >= due_on), CHECK (state NOT IN ('open', 'closed') OR opened_at IS NOT NULL)
      );
      COMMENT ON TABLE survey_campaign IS '普查批次: which fields are surveyed in which areas by when';
      COMMENT ON COLUMN survey_campaign.effective_due_on IS 'due_on, or the next working day where that is a holiday';
      COMMENT ON COLUMN survey_campaign.is_proposed IS 'Drafted by the yearly check';
      CREATE UNIQUE INDEX survey_campaign_previous ON survey_campaign (previous_id) WHERE state <> 'archived';

      CREATE TABLE survey_cell (
        id uuid PRIMARY KEY DEFAULT uuidv7(), campaign_id uuid NOT NULL REFERENCES survey_campaign ON DELETE CASCADE,
        area_code text NOT NULL REFERENCES area, register text NOT NULL CHECK (register IN ('resource', 'market')), kind text NOT NULL,
        field text NOT NULL GENERATED ALWAYS AS (register || '.' || kind) STORED,
        organisation_id uuid NOT NULL REFERENCES organisation, assignee_id uuid REFERENCES app_user,
        step text NOT NULL DEFAULT 'open' CHECK (step IN ('open', 'submitted', 'none_submitted', 'returned', 'verified', 'none_confirmed')),
        none_basis text, none_person text, submitted_by_id uuid REFERENCES app_user, submitted_at timestamptz,
        decided_by_id uuid REFERENCES app_user, decided_at timestamptz, return_reason text,
        final_state text, final_rows int, final_expired int,
        updated_by_id uuid REFERENCES app_user, updated_at timestamptz NOT NULL DEFAULT clock_timestamp(), version int NOT NULL DEFAULT 1,
        UNIQUE (campaign_id, area_code, register, kind),
        CHECK (step = 'open' OR submitted_at IS NOT NULL), CHECK (step NOT IN ('none_submitted', 'none_confirmed') OR (none_basis IS NOT NULL AND none_person IS NOT NULL)),
        CHECK (step <> 'returned' OR return_reason IS NOT NULL), CHECK (step NOT IN ('verified', 'none_confirmed') OR decided_at IS NOT NULL),
        CHECK (decided_by_id <> submitted_by_id), CHECK (num_nonnulls(final_state, final_rows, final_expired) IN (0, 3))
      );
      COMMENT ON TABLE survey_cell IS '普查任务: one field in one area, for the unit of the area';
      COMMENT ON COLUMN survey_cell.step IS 'What was said of it; its state follows from this and from what the register holds (survey_cell_now)';
      COMMENT ON COLUMN survey_cell.final_state IS 'State, rows and rows past their validity as the campaign was closed';
      CREATE INDEX survey_cell_area ON survey_cell (area_code);

      CREATE TABLE survey_step (
        id uuid PRIMARY KEY DEFAULT uuidv7(), campaign_id uuid NOT NULL REFERENCES survey_campaign ON DELETE CASCADE,
        cell_id uuid REFERENCES survey_cell ON DELETE CASCADE, action text NOT NULL, note text, rows int,
        at timestamptz NOT NULL, by_id uuid REFERENCES app_user
      );
      COMMENT ON TABLE survey_step IS '普查过程: what was done with a campaign or a cell, by whom and why; only ever added to';
      CREATE INDEX survey_step_campaign ON survey_step (campaign_id, at DESC) WHERE cell_id IS NULL;
      CREATE INDEX survey_step_cell ON survey_step (cell_id, at DESC) WHERE cell_id IS NOT NULL;
      SELECT audit_table('survey_campaign'); SELECT audit_table('survey_cell');

      -- Counted for each cell, so with the validity in the index.
      CREATE INDEX resource_cell ON resource (area_code, kind) INCLUDE (valid_until) WHERE archived_at IS NULL;
      CREATE INDEX market_cell ON market (area_code, kind) INCLUDE (valid_until) WHERE archived_at IS NULL;
      DROP INDEX resource_area, market_area;

      -- The one rule of a cell's state. What was said of it lapses where the register says otherwise: 无 when there are rows, rows when there are none.
      CREATE FUNCTION survey_cell_state(step text, rows bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE
          WHEN step = 'returned' THEN 'returned'
          WHEN rows = 0 THEN CASE step WHEN 'none_submitted' THEN 'submitted' WHEN 'none_confirmed' THEN 'confirmed_none' ELSE 'not_started' END
          ELSE CASE step WHEN 'submitted' THEN 'submitted' WHEN 'verified' THEN 'verified' ELSE 'filling' END END $$;

      CREATE VIEW survey_cell_now WITH (security_invoker = true) AS
        SELECT s.*, s.state IN ('verified', 'confirmed_none') AS is_settled,
          s.state IN ('verified', 'confirmed_none') AND s.expired = 0 AS is_covered,
          s.campaign_state = 'open' AND s.state IN ('not_started', 'filling', 'returned')
            AND s.effective_due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date AS is_overdue
        FROM (
          SELECT c.id, c.campaign_id, k.title AS campaign_title, k.state AS campaign_state, k.effective_due_on, k.previous_id,
            c.area_code, c.register, c.kind, c.field, c.organisation_id, c.assignee_id, c.step, c.none_basis, c.none_person,
            c.submitted_by_id, c.submitted_at, c.decided_by_id, c.decided_at, c.return_reason, c.version,
            coalesce(c.final_rows, n.rows) AS rows, coalesce(c.final_expired, n.expired) AS expired,
            CASE WHEN c.final_state IS NULL THEN n.unconfirmed ELSE 0 END AS unconfirmed, c.final_state IS NOT NULL AS is_frozen,
            coalesce(c.final_state, survey_cell_state(c.step, n.rows)) AS state
          FROM survey_cell c JOIN survey_campaign k ON k.id = c.campaign_id
          CROSS JOIN LATERAL (
            SELECT count(*)::int AS rows, count(*) FILTER (WHERE v.valid_until < d.today)::int AS expired,
              count(*) FILTER (WHERE v.valid_until IS NULL OR v.valid_until < d.today + 60)::int AS unconfirmed
            FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) d CROSS JOIN LATERAL (
              SELECT r.valid_until FROM resource r WHERE c.register = 'resource' AND c.final_state IS NULL
                AND r.area_code = c.area_code AND r.kind = c.kind AND r.archived_at IS NULL
              UNION ALL
              SELECT m.valid_until FROM market m WHERE c.register = 'market' AND c.final_state IS NULL
                AND m.area_code = c.area_code AND m.kind = c.kind AND m.archived_at IS NULL) v) n
        ) s;
      COMMENT ON VIEW survey_cell_now IS '普查任务 with its state, and the rows the register holds for it now or held when the campaign was closed';
    `);
    await this.secure(runner);
  }

  private async secure(runner: QueryRunner): Promise<void> {
    const manages = `(SELECT access.reach('survey.manage')) = 'city'`;
    const fills = (table: string) => `((SELECT access.reach('survey.fill')) = 'city'
      OR ((SELECT access.reach('survey.fill')) = 'area' AND ${table}.area_code = ANY ((SELECT access.areas())::text[])))`;
    const verifies = `((SELECT access.reach('survey.verify')) = 'city'
      AND survey_cell.organisation_id IS DISTINCT FROM (SELECT access.organisation_id()))`;
    await runner.query(`
      ALTER TABLE survey_campaign ENABLE ROW LEVEL SECURITY;
      CREATE POLICY survey_campaign_read ON survey_campaign FOR SELECT
        USING (${manages} OR ((SELECT access.reach('survey.read')) IS NOT NULL AND opened_at IS NOT NULL) OR (is_example AND (SELECT access.reach('demonstration.remove')) IS NOT NULL));
      CREATE POLICY survey_campaign_add ON survey_campaign FOR INSERT WITH CHECK (${manages});
      CREATE POLICY survey_campaign_change ON survey_campaign FOR UPDATE USING (${manages});
      CREATE POLICY survey_campaign_remove ON survey_campaign FOR DELETE
        USING (is_example AND (SELECT access.reach('demonstration.remove')) IS NOT NULL);

      ALTER TABLE survey_cell ENABLE ROW LEVEL SECURITY;
      CREATE POLICY survey_cell_read ON survey_cell FOR SELECT USING ((SELECT access.reach('survey.read')) = 'city'
        OR ((SELECT access.reach('survey.read')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[])));
      CREATE POLICY survey_cell_add ON survey_cell FOR INSERT WITH CHECK (${manages} AND step = 'open');
      -- Who fills in does not verify, and who verifies does not fill in, whatever path a row takes.
      CREATE POLICY survey_cell_fill ON survey_cell FOR UPDATE USING (${fills('survey_cell')})
        WITH CHECK (${fills('survey_cell')} AND step NOT IN ('verified', 'none_confirmed') AND final_state IS NULL);
      CREATE POLICY survey_cell_verify ON survey_cell FOR UPDATE USING (${verifies})
        WITH CHECK (step IN ('verified', 'none_confirmed', 'returned') AND decided_by_id IS NOT DISTINCT FROM (SELECT access.actor_id())
          AND final_state IS NULL);
      CREATE POLICY survey_cell_close ON survey_cell FOR UPDATE USING (${manages}) WITH CHECK (${manages});

      ALTER TABLE survey_step ENABLE ROW LEVEL SECURITY;
      CREATE POLICY survey_step_read ON survey_step FOR SELECT USING (CASE WHEN cell_id IS NULL
        THEN EXISTS (SELECT FROM survey_campaign k WHERE k.id = survey_step.campaign_id)
        ELSE EXISTS (SELECT FROM survey_cell c WHERE c.id = survey_step.cell_id) END);
      CREATE POLICY survey_step_add ON survey_step FOR INSERT WITH CHECK (by_id IS NOT DISTINCT FROM (SELECT access.actor_id()) AND CASE WHEN cell_id IS NULL
        THEN ${manages} ELSE EXISTS (SELECT FROM survey_cell c WHERE c.id = survey_step.cell_id) END);

      REVOKE UPDATE, DELETE, TRUNCATE ON survey_cell, survey_step FROM lianghuan_app;
      GRANT UPDATE (assignee_id, step, none_basis, none_person, submitted_by_id, submitted_at, decided_by_id, decided_at, return_reason,
        final_state, final_rows, final_expired, updated_by_id, updated_at, version) ON survey_cell TO lianghuan_app;
      REVOKE TRUNCATE ON survey_campaign FROM lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
