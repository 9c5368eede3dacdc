import type { MigrationInterface, QueryRunner } from 'typeorm';

const LEVELS = `('city', 'county', 'township')`;

/** Whether the actor may write a row of the register with the permission `register.verb`: SQL for the table's policies, over the row itself. */
const writes = (register: 'resource' | 'market', verb: 'create' | 'update' | 'archive') => {
  const reach = `(SELECT access.reach('${register}.${verb}'))`;
  return `CASE ${reach} WHEN 'city' THEN true
    WHEN 'field' THEN level = 'city' AND '${register}.' || kind = ANY ((SELECT access.fields())::text[])
    ELSE ${reach} IS NOT NULL AND area_code = ANY ((SELECT access.areas_within())::text[]) END`;
};

/**
 * 分层级 (measure 1a): resources and markets say at which level they are held, surveys have a task for each level, and departments keep the
 * rows of the city level in the fields they answer for. Who may write a row of these two registers the database now says, too.
 */
export class SurveyByLevel1779930200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const register of ['resource', 'market'] as const) {
      await runner.query(`
        ALTER TABLE ${register} ADD COLUMN level text NOT NULL DEFAULT 'county' CHECK (level IN ${LEVELS});
        ALTER TABLE ${register} DISABLE TRIGGER USER;
        UPDATE ${register} SET level = 'city' WHERE area_code IN (SELECT code FROM area WHERE kind IN ('city', 'city_level'));
        ALTER TABLE ${register} ENABLE TRIGGER USER;
        COMMENT ON COLUMN ${register}.level IS '层级: which level holds it; by the area where nobody said';
        DROP INDEX ${register}_cell;
        CREATE INDEX ${register}_cell ON ${register} (area_code, kind) INCLUDE (level, valid_until) WHERE archived_at IS NULL;
        CREATE INDEX ${register}_city_cell ON ${register} (kind) INCLUDE (valid_until) WHERE archived_at IS NULL AND level = 'city';
      `);
    }
    await this.splitCells(runner);
    await this.countByLevel(runner);
    await this.nameWriters(runner);
    await this.secure(runner);
  }

  private async splitCells(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE survey_campaign ADD COLUMN levels text[] NOT NULL DEFAULT '{county}' CHECK (cardinality(levels) > 0 AND levels <@ '{city,county,township}');
      UPDATE survey_campaign k SET levels = CASE WHEN cardinality(k.area_codes) = 1 THEN '{city}' ELSE '{city,county}' END::text[]
        WHERE EXISTS (SELECT FROM area a WHERE a.code = ANY (k.area_codes) AND a.kind = 'city_level');
      COMMENT ON COLUMN survey_campaign.levels IS '层级 with tasks of their own; without township what townships hold is counted with their county';
      ALTER TABLE survey_cell ADD COLUMN level text NOT NULL DEFAULT 'county' CHECK (level IN ${LEVELS});
      UPDATE survey_cell c SET level = 'city' FROM area a WHERE a.code = c.area_code AND a.kind = 'city_level';
      ALTER TABLE survey_cell DROP CONSTRAINT survey_cell_campaign_id_area_code_register_kind_key;
      ALTER TABLE survey_cell ADD UNIQUE (campaign_id, area_code, register, kind, level);
    `);
  }

  private async countByLevel(runner: QueryRunner): Promise<void> {
    // Rows of the city level are in the city's cell wherever they lie; all others in the cell of their area.
    const rows = (register: 'resource' | 'market') => `
      SELECT r.valid_until FROM ${register} r WHERE c.register = '${register}' AND c.final_state IS NULL AND c.level <> 'city'
        AND r.area_code = c.area_code AND r.kind = c.kind AND r.level = ANY (l.levels) AND r.archived_at IS NULL
      UNION ALL
      SELECT r.valid_until FROM ${register} r WHERE c.register = '${register}' AND c.final_state IS NULL AND c.level = 'city'
        AND r.level = 'city' AND r.kind = c.kind AND r.archived_at IS NULL`;
    await runner.query(`
      DROP VIEW survey_cell_now;
      CREATE VIEW survey_cell_now WITH (security_invoker = true) AS
        SELECT s.*, s.state IN ('verified', 'confirmed_none') AS is_settled,
          s.state IN ('verified', 'confirmed_none') AND s.expired = 0 AS is_covered,
          s.campaign_state = 'open' AND s.state IN ('not_started', 'filling', 'returned')
            AND s.effective_due_on < (now() AT TIME ZONE 'Asia/Shanghai')::date AS is_overdue
        FROM (
          SELECT c.id, c.campaign_id, k.title AS campaign_title, k.state AS campaign_state, k.effective_due_on, k.previous_id,
            c.area_code, c.level, l.levels AS counted_levels, c.register, c.kind, c.field, c.organisation_id, c.assignee_id, c.step,
            c.none_basis, c.none_person, c.submitted_by_id, c.submitted_at, c.decided_by_id, c.decided_at, c.return_reason, c.version,
            coalesce(c.final_rows, n.rows) AS rows, coalesce(c.final_expired, n.expired) AS expired,
            CASE WHEN c.final_state IS NULL THEN n.unconfirmed ELSE 0 END AS unconfirmed, c.final_state IS NOT NULL AS is_frozen,
            coalesce(c.final_state, survey_cell_state(c.step, n.rows)) AS state
          FROM survey_cell c JOIN survey_campaign k ON k.id = c.campaign_id
          CROSS JOIN LATERAL (SELECT CASE WHEN c.level = 'county' AND NOT 'township' = ANY (k.levels) THEN '{county,township}'::text[]
            ELSE ARRAY[c.level] END AS levels) l
          CROSS JOIN LATERAL (
            SELECT count(*)::int AS rows, count(*) FILTER (WHERE v.valid_until < d.today)::int AS expired,
              count(*) FILTER (WHERE v.valid_until IS NULL OR v.valid_until < d.today + 60)::int AS unconfirmed
            FROM (SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date AS today) d
            CROSS JOIN LATERAL (${rows('resource')} UNION ALL ${rows('market')}) v) n
        ) s;
      COMMENT ON VIEW survey_cell_now IS '普查任务 with its state, and the rows the register holds for it now or held when the campaign was closed';
    `);
  }

  /** The vocabulary of policies, with the reach of a department; see reachOf in the contracts. */
  private async nameWriters(runner: QueryRunner): Promise<void> {
    await runner.query(`
      COMMENT ON FUNCTION access.reach IS 'own | field | area | city: how far a permission of the actor reaches; NULL without it';
      CREATE FUNCTION access.fields() RETURNS text[] LANGUAGE sql STABLE AS $$
        SELECT coalesce(array_agg(d.field), '{}') FROM public.survey_department d WHERE d.organisation_id = access.organisation_id() $$;
      COMMENT ON FUNCTION access.fields IS '领域 the unit of the actor answers for';
      CREATE FUNCTION access.areas_within() RETURNS text[] LANGUAGE sql STABLE AS $$
        SELECT coalesce(array_agg(a.code), '{}') FROM public.area a WHERE a.code = ANY (access.areas())
          OR EXISTS (SELECT FROM public.area own WHERE own.code = ANY (access.areas()) AND own.kind = 'city') $$;
      COMMENT ON FUNCTION access.areas_within IS 'Areas of the unit of the actor and all below them';
      CREATE OR REPLACE FUNCTION access.reaches_area(permission text, wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT access.reach(permission) IS NOT NULL AND access.reach(permission) <> 'field'
          AND (access.reach(permission) = 'city' OR wanted = ANY (access.areas_within())) $$;
      CREATE FUNCTION access.reaches_supply(permission text, area_code text, level text, field text) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT access.reaches_area(permission, area_code)
          OR (access.reach(permission) = 'field' AND level = 'city' AND field = ANY (access.fields())) $$;
      COMMENT ON FUNCTION access.reaches_supply IS 'Whether a permission of the actor reaches a row of the resource or market register';

      CREATE OR REPLACE FUNCTION may_write_subject(subject text, wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT CASE subject
          WHEN 'resource' THEN EXISTS (SELECT FROM resource s WHERE s.id = wanted
            AND access.reaches_supply('resource.update', s.area_code, s.level, 'resource.' || s.kind))
          WHEN 'market' THEN EXISTS (SELECT FROM market s WHERE s.id = wanted
            AND access.reaches_supply('market.update', s.area_code, s.level, 'market.' || s.kind))
          WHEN 'project' THEN EXISTS (SELECT FROM project s WHERE s.id = wanted AND access.reaches_area('project.update', s.area_code))
          WHEN 'enterprise' THEN access.reach('enterprise.update') IS NOT NULL AND EXISTS (SELECT FROM enterprise s WHERE s.id = wanted)
          WHEN 'lead' THEN access.reach('lead.update') IS NOT NULL AND EXISTS (SELECT FROM lead s WHERE s.id = wanted
            AND (access.reach('lead.update') = 'city' OR s.owner_id = access.actor_id() OR access.organisation_id() = ANY (s.shared_organisation_ids)
              OR (access.reach('lead.update') = 'area' AND s.area_code = ANY (access.areas()))))
          WHEN 'review_packet' THEN EXISTS (SELECT FROM review_packet s WHERE s.id = wanted
            AND (access.reach('review.conclude') IS NOT NULL OR access.reaches_area('review.submit', s.area_code)
              OR (access.reach('review.submit') IS NOT NULL AND s.organisation_id = access.organisation_id())))
          ELSE false END $$;
    `);
  }

  private async secure(runner: QueryRunner): Promise<void> {
    for (const register of ['resource', 'market'] as const) {
      const changes = `${writes(register, 'update')} OR ${writes(register, 'archive')}`;
      await runner.query(`
        ALTER TABLE ${register} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${register}_read ON ${register} FOR SELECT USING (true);
        CREATE POLICY ${register}_add ON ${register} FOR INSERT WITH CHECK (${writes(register, 'create')});
        CREATE POLICY ${register}_change ON ${register} FOR UPDATE USING (${changes}) WITH CHECK (${changes});
      `);
    }
    // The unit of a task of the city level is the department, which reaches no area.
    const fills = `((SELECT access.reach('survey.fill')) = 'city'
      OR ((SELECT access.reach('survey.fill')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[]))
      OR ((SELECT access.reach('survey.fill')) = 'field' AND level = 'city' AND organisation_id = (SELECT access.organisation_id())))`;
    await runner.query(`
      ALTER POLICY survey_cell_fill ON survey_cell USING (${fills})
        WITH CHECK (${fills} AND step NOT IN ('verified', 'none_confirmed') AND final_state IS NULL);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
