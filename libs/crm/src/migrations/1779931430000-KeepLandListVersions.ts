import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 用地需求清单 in versions (measure 43): as a county submitted or the city issued it; written once, never changed. */
export class KeepLandListVersions1779931430000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE land_list_version (
        id uuid PRIMARY KEY DEFAULT uuidv7(), year int NOT NULL, area_code text REFERENCES area, number int NOT NULL CHECK (number > 0),
        step text NOT NULL CHECK (step IN ('submitted', 'issued')), reason text NOT NULL, frozen_at timestamptz NOT NULL,
        frozen_by_id uuid NOT NULL REFERENCES app_user, organisation_id uuid NOT NULL REFERENCES organisation,
        UNIQUE NULLS NOT DISTINCT (year, area_code, number)
      );
      COMMENT ON TABLE land_list_version IS '清单版本: the 用地需求清单 of a year as it was submitted or issued; area_code NULL is the whole city';
      CREATE TABLE land_list_project (
        version_id uuid NOT NULL REFERENCES land_list_version, project_id uuid NOT NULL REFERENCES project, code text NOT NULL, name text NOT NULL,
        area_code text, land_class text, land_mu numeric, new_construction_mu numeric, forest_mu numeric, quota_prepaid text, land_batch text,
        land_guaranteed_mu numeric, forest_guaranteed_mu numeric, land_guarantee text, forest_guarantee text, PRIMARY KEY (version_id, project_id)
      );
      COMMENT ON TABLE land_list_project IS 'The projects of a version, with what of land they needed and had then';
      SELECT audit_table('land_list_version');
      REVOKE UPDATE, DELETE, TRUNCATE ON land_list_version, land_list_project FROM lianghuan_app;
      CREATE TRIGGER land_list_version_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON land_list_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      CREATE TRIGGER land_list_project_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON land_list_project FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      ALTER TABLE land_list_version ENABLE ROW LEVEL SECURITY;
      CREATE POLICY land_list_version_read ON land_list_version FOR SELECT USING ((SELECT access.reach('project.read')) IS NOT NULL);
      CREATE POLICY land_list_version_freeze ON land_list_version FOR INSERT WITH CHECK (frozen_by_id = (SELECT access.actor_id())
        AND organisation_id = (SELECT access.organisation_id()) AND CASE WHEN area_code IS NULL THEN (SELECT access.reach('project.update')) = 'city'
          ELSE access.reaches_area('project.update', area_code) END);
      ALTER TABLE land_list_project ENABLE ROW LEVEL SECURITY;
      CREATE POLICY land_list_project_read ON land_list_project FOR SELECT USING ((SELECT access.reach('project.read')) IS NOT NULL);
      -- Only by the transaction that makes the version: afterwards nothing is added to it.
      CREATE POLICY land_list_project_freeze ON land_list_project FOR INSERT WITH CHECK (EXISTS (SELECT FROM land_list_version v
        WHERE v.id = version_id AND v.xmin = pg_current_xact_id()::xid));
      INSERT INTO merge_rule (table_name, column_name, register, treatment, why) VALUES
        ('land_list_project', 'project_id', 'project', 'stay', 'A version is never changed');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
