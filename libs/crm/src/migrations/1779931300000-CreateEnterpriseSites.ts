import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Seen with the enterprise: its own policy decides, since a sub-query runs under it. */
const SEEN = `EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_site.enterprise_id)`;
const WRITES = `(SELECT access.reach('enterprise.update')) IS NOT NULL`;

/** 厂区 (measure 2e, footprint): where an enterprise is at work, with source and date, as confidential as the enterprise itself. */
export class CreateEnterpriseSites1779931300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE enterprise_site (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise, version int NOT NULL DEFAULT 1,
        kind text NOT NULL CHECK (kind IN ('headquarters', 'plant', 'research', 'sales', 'logistics', 'other')),
        status text NOT NULL CHECK (status IN ('operating', 'building', 'planned', 'idle', 'closed')),
        name text, region_code text REFERENCES region, place text,
        province_code text GENERATED ALWAYS AS (left(region_code, 2) || '0000') STORED,
        products text[] NOT NULL DEFAULT '{}', capacity numeric CHECK (capacity >= 0), capacity_unit text,
        since text, source_name text NOT NULL CHECK (source_name <> ''), source_url text, source_on text, note text,
        is_example boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(), created_by_id uuid REFERENCES app_user,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp(), updated_by_id uuid REFERENCES app_user,
        withdrawn_at timestamptz, withdrawn_by_id uuid REFERENCES app_user, withdraw_reason text,
        CHECK (region_code IS NOT NULL OR place IS NOT NULL), CHECK ((capacity IS NULL) = (capacity_unit IS NULL)),
        CHECK ((withdrawn_at IS NULL) = (withdraw_reason IS NULL))
      );
      COMMENT ON TABLE enterprise_site IS '厂区: where an enterprise is at work, here or elsewhere; a wrong one is withdrawn and stays';
      COMMENT ON COLUMN enterprise_site.region_code IS 'As far down as the source says: province, prefecture or county';
      COMMENT ON COLUMN enterprise_site.since IS 'Year, month or day, as far as the source says; as source_on';
      COMMENT ON COLUMN enterprise_site.is_example IS '示例: invented for demonstration';
      CREATE UNIQUE INDEX enterprise_site_one ON enterprise_site (enterprise_id, kind, region_code, place, name) NULLS NOT DISTINCT
        WHERE withdrawn_at IS NULL;
      CREATE INDEX enterprise_site_plant ON enterprise_site (province_code, enterprise_id) WHERE kind = 'plant' AND withdrawn_at IS NULL;
      SELECT audit_table('enterprise_site');
      REVOKE UPDATE, TRUNCATE ON enterprise_site FROM lianghuan_app;
      GRANT UPDATE (version, kind, status, name, region_code, place, products, capacity, capacity_unit, since, source_name, source_url,
        source_on, note, updated_at, updated_by_id, withdrawn_at, withdrawn_by_id, withdraw_reason) ON enterprise_site TO lianghuan_app;
      ALTER TABLE enterprise_site ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_site_read ON enterprise_site FOR SELECT USING (${SEEN});
      CREATE POLICY enterprise_site_record ON enterprise_site FOR INSERT WITH CHECK (${WRITES} AND ${SEEN}
        AND created_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY enterprise_site_change ON enterprise_site FOR UPDATE USING (withdrawn_at IS NULL AND ${WRITES} AND ${SEEN})
        WITH CHECK (${WRITES} AND ${SEEN});
      -- What is invented goes with the other examples; everything else stays.
      CREATE POLICY enterprise_site_remove ON enterprise_site FOR DELETE
        USING (is_example AND (SELECT access.reach('demonstration.remove')) IS NOT NULL);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
