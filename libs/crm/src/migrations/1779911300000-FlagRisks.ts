import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 风险研判 (measure 27): a flag on a project or resource with the unit to ask. It holds no details, so nothing of a petition can leak. */
export class FlagRisks1779911300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE risk_flag (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid REFERENCES project, resource_id uuid REFERENCES resource,
        level text NOT NULL CHECK (level IN ('red', 'amber')), ask_organisation_id uuid NOT NULL REFERENCES organisation,
        set_at timestamptz NOT NULL, set_by_id uuid NOT NULL REFERENCES app_user,
        cleared_at timestamptz, cleared_by_id uuid REFERENCES app_user,
        CHECK (num_nonnulls(project_id, resource_id) = 1), CHECK ((cleared_at IS NULL) = (cleared_by_id IS NULL))
      );
      COMMENT ON TABLE risk_flag IS '风险标记: blocks offering a project or resource until it is cleared; who to ask, never why';
      CREATE UNIQUE INDEX risk_flag_project ON risk_flag (project_id) WHERE cleared_at IS NULL AND project_id IS NOT NULL;
      CREATE UNIQUE INDEX risk_flag_resource ON risk_flag (resource_id) WHERE cleared_at IS NULL AND resource_id IS NOT NULL;
      SELECT audit_table('risk_flag');
      REVOKE DELETE, UPDATE ON risk_flag FROM lianghuan_app;
      GRANT UPDATE (cleared_at, cleared_by_id) ON risk_flag TO lianghuan_app;
      ALTER TABLE risk_flag ENABLE ROW LEVEL SECURITY;
      CREATE POLICY risk_flag_read ON risk_flag FOR SELECT USING ((SELECT access.reach('risk.manage')) = 'city');
      CREATE POLICY risk_flag_set ON risk_flag FOR INSERT
        WITH CHECK ((SELECT access.reach('risk.manage')) = 'city' AND set_by_id = (SELECT access.actor_id()));
      CREATE POLICY risk_flag_clear ON risk_flag FOR UPDATE USING ((SELECT access.reach('risk.manage')) = 'city');

      -- That something must be cleared first is no secret: whoever would offer it has to know. Level and unit are.
      CREATE FUNCTION awaits_clearance(subject uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
        SELECT EXISTS (SELECT FROM risk_flag WHERE project_id = subject AND cleared_at IS NULL)
          OR EXISTS (SELECT FROM risk_flag WHERE resource_id = subject AND cleared_at IS NULL)
      $$;
      REVOKE EXECUTE ON FUNCTION awaits_clearance FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION awaits_clearance TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
