import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As for suggestions: see CreateMatches. */
const reachesProject = (permission: string, also = '') => `(
  (SELECT access.reach('${permission}')) = 'city'
  OR ((SELECT access.reach('${permission}')) = 'own'
    AND EXISTS (SELECT FROM area a WHERE a.kind = 'city' AND a.code = ANY ((SELECT access.areas())::text[])))
  OR ((SELECT access.reach('${permission}')) IS NOT NULL AND project_id IN (
    SELECT p.id FROM project p WHERE ${also} p.area_code = ANY ((SELECT access.areas())::text[])))
)`;
const READS_PROJECT = reachesProject('match.read', 'p.area_code IS NULL OR');
const DECIDES_PROJECT = reachesProject('match.decide');
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('match.run')) = 'city')`;

/** 换包: what a run puts on the table for each proposed pair, and the quantities people set. */
export class CreateExchangePackages1779902200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exchange_package (
        id uuid PRIMARY KEY DEFAULT uuidv7(), run_id uuid NOT NULL, project_id uuid NOT NULL, enterprise_id uuid NOT NULL REFERENCES enterprise,
        enterprise_name text NOT NULL, role text, gain double precision NOT NULL, value double precision NOT NULL,
        role_factor double precision NOT NULL, reasons text[] NOT NULL, resource jsonb, market jsonb, shown jsonb NOT NULL,
        planned_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        FOREIGN KEY (run_id, project_id) REFERENCES match_run_project, UNIQUE (run_id, project_id, enterprise_id),
        CHECK ((role IS NULL) = (resource IS NULL AND market IS NULL))
      );
      COMMENT ON TABLE exchange_package IS '换包 (measures 1-4): enterprise + project + resource + market, as planned with the run';
      CREATE INDEX exchange_package_enterprise ON exchange_package (enterprise_id, run_id);

      CREATE TABLE package_quantity (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid NOT NULL REFERENCES project, enterprise_id uuid NOT NULL REFERENCES enterprise,
        side text NOT NULL CHECK (side IN ('resource', 'market')), supply_id uuid NOT NULL,
        quantity numeric NOT NULL CHECK (quantity > 0), unit text NOT NULL, note text, is_in_force boolean NOT NULL DEFAULT true,
        updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
        UNIQUE (project_id, enterprise_id, supply_id)
      );
      COMMENT ON TABLE package_quantity IS '拟用数量: what people set a pair to take of a resource or market; outlives the run, is kept in every plan until released';
      CREATE UNIQUE INDEX package_quantity_side ON package_quantity (project_id, enterprise_id, side) WHERE is_in_force;
      SELECT audit_table('package_quantity');
      REVOKE DELETE ON package_quantity FROM lianghuan_app;

      ALTER TABLE exchange_package ENABLE ROW LEVEL SECURITY;
      CREATE POLICY exchange_package_read ON exchange_package FOR SELECT USING ${READS_PROJECT};
      CREATE POLICY exchange_package_system ON exchange_package USING ${IS_SYSTEM};
      ALTER TABLE package_quantity ENABLE ROW LEVEL SECURITY;
      CREATE POLICY package_quantity_read ON package_quantity FOR SELECT USING ${READS_PROJECT};
      CREATE POLICY package_quantity_decide ON package_quantity USING ${DECIDES_PROJECT};
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
