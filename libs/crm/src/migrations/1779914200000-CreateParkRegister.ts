import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * 园区 as a register (measures 28–32): what stands in the notice stays as the deploy step loads it, the rest is filled in by who answers for
 * the park. And a statistic (数据性质) is nothing the ledger promises.
 */
export class CreateParkRegister1779914200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE park ADD COLUMN id uuid NOT NULL UNIQUE DEFAULT uuidv7(),
        ADD COLUMN level text CHECK (level IN ('national', 'provincial', 'county')), ADD COLUMN band text CHECK (band IN ('east', 'centre', 'west')),
        ADD COLUMN main_industries text, ADD COLUMN planned_area_mu numeric CHECK (planned_area_mu >= 0), ADD COLUMN built_area_mu numeric CHECK (built_area_mu >= 0),
        ADD COLUMN tenant_count int CHECK (tenant_count >= 0), ADD COLUMN utilities text, ADD COLUMN committee_name text,
        ADD COLUMN state_company_name text, ADD COLUMN professional_company_name text, ADD COLUMN plan_text text, ADD COLUMN note text,
        ADD COLUMN version int NOT NULL DEFAULT 1, ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN updated_by_id uuid REFERENCES app_user;
      SELECT audit_table('park');
      GRANT UPDATE (level, band, main_industries, planned_area_mu, built_area_mu, tenant_count, utilities, committee_name, state_company_name,
        professional_company_name, plan_text, note, version, updated_at, updated_by_id) ON park TO lianghuan_app;

      CREATE TABLE park_evaluation (
        id uuid PRIMARY KEY DEFAULT uuidv7(), park_id uuid NOT NULL REFERENCES park (id), kind text NOT NULL, result text NOT NULL, document text,
        evaluated_on date NOT NULL, valid_until date NOT NULL CHECK (valid_until >= evaluated_on),
        added_by_id uuid NOT NULL REFERENCES app_user, added_at timestamptz NOT NULL DEFAULT now(),
        withdrawn_at timestamptz, withdraw_reason text, CHECK ((withdrawn_at IS NULL) = (withdraw_reason IS NULL))
      );
      COMMENT ON TABLE park_evaluation IS '区域评估 (measure 31): done once for the park, shared by every project in it while it holds';
      CREATE INDEX park_evaluation_park ON park_evaluation (park_id);
      SELECT audit_table('park_evaluation');
      REVOKE DELETE ON park_evaluation FROM lianghuan_app;

      ALTER TABLE park ENABLE ROW LEVEL SECURITY;
      CREATE POLICY park_read ON park FOR SELECT USING (true);
      CREATE POLICY park_update ON park FOR UPDATE USING ((SELECT access.reach('park.update')) = 'city'
        OR ((SELECT access.reach('park.update')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[])));
      ALTER TABLE park_evaluation ENABLE ROW LEVEL SECURITY;
      CREATE POLICY park_evaluation_read ON park_evaluation FOR SELECT USING (true);
      CREATE POLICY park_evaluation_write ON park_evaluation USING ((SELECT access.reach('park.update')) = 'city'
        OR ((SELECT access.reach('park.update')) = 'area' AND EXISTS (
          SELECT FROM park p WHERE p.id = park_evaluation.park_id AND p.area_code = ANY ((SELECT access.areas())::text[]))));

      CREATE OR REPLACE VIEW supply AS
        SELECT id, 'resource' AS side, code, name, coalesce(category, '') AS category, area_code, tier, quantity_total AS total,
          quantity_unit || CASE WHEN reserve_basis = 'output' AND quantity_unit !~ '年' THEN '/年' ELSE '' END AS unit,
          valid_until, archived_at IS NOT NULL AS is_archived, false AS lacks_review, nature = 'statistic' AS is_statistic
        FROM resource
        UNION ALL
        SELECT id, 'market', code, name, coalesce(category, ''), area_code, NULL,
          coalesce(annual_volume, annual_value_cny) * coalesce(substitutable_share, 1),
          CASE WHEN annual_volume IS NULL THEN '元/年' WHEN volume_unit ~ '年' THEN volume_unit ELSE volume_unit || '/年' END,
          valid_until, archived_at IS NOT NULL, kind = 'public_procurement' AND coalesce(trim(fair_competition_note), '') = '', nature = 'statistic'
        FROM market;
      CREATE FUNCTION refuse_statistic() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT FROM supply s WHERE s.id = NEW.supply_id AND s.is_statistic) THEN
          RAISE EXCEPTION 'supply % is a statistic', NEW.supply_id USING ERRCODE = 'check_violation', TABLE = 'supply_entry', CONSTRAINT = 'supply_no_statistic';
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER supply_entry_statistic AFTER INSERT ON supply_entry FOR EACH ROW WHEN (NEW.kind IN ('reserve', 'commit'))
        EXECUTE FUNCTION refuse_statistic();
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
