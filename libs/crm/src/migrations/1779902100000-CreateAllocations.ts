import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As for the suggestions a run found: projects in the reader's areas, the city's own for everybody, all for the city's units. */
const READS_PROJECT = `(
  (SELECT access.reach('match.read')) = 'city'
  OR ((SELECT access.reach('match.read')) = 'own'
    AND EXISTS (SELECT FROM area a WHERE a.kind = 'city' AND a.code = ANY ((SELECT access.areas())::text[])))
  OR ((SELECT access.reach('match.read')) IS NOT NULL AND project_id IN (
    SELECT p.id FROM project p WHERE p.area_code IS NULL OR p.area_code = ANY ((SELECT access.areas())::text[])))
)`;
/** Jobs only: what a run found is not for people to write. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('match.run')) = 'city')`;

/** 分配: who is proposed to whom within what enterprises, projects, counties and officers can carry, and the limits people set. */
export class CreateAllocations1779902100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE allocation_limit (
        id uuid PRIMARY KEY DEFAULT uuidv7(), version int NOT NULL DEFAULT 1,
        kind text NOT NULL CHECK (kind IN ('enterprise', 'project', 'area', 'officer')), subject_key text,
        capacity int CHECK (capacity >= 0), note text, is_in_force boolean NOT NULL DEFAULT true,
        updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
        UNIQUE NULLS NOT DISTINCT (kind, subject_key), CHECK (subject_key IS NOT NULL OR is_in_force)
      );
      COMMENT ON TABLE allocation_limit IS '分配上限: open approaches one enterprise, project, county or officer carries; subject_key NULL is the default of the kind';
      COMMENT ON COLUMN allocation_limit.subject_key IS 'Id of the enterprise, project or officer, code of the area';
      COMMENT ON COLUMN allocation_limit.capacity IS 'NULL: no limit';
      INSERT INTO allocation_limit (kind, capacity, note) VALUES
        ('enterprise', 3, '同时对接同一家企业的项目数'), ('project', 5, '同一项目同时对接的企业数'),
        ('area', NULL, '一个地区同时推进的对接数'), ('officer', NULL, '一名招商人员同时推进的对接数');
      SELECT audit_table('allocation_limit');
      REVOKE DELETE ON allocation_limit FROM lianghuan_app;
      ALTER TABLE allocation_limit ENABLE ROW LEVEL SECURITY;
      -- A limit of its own would tell that an enterprise is known that another unit holds.
      CREATE POLICY allocation_limit_read ON allocation_limit FOR SELECT USING (
        (SELECT access.reach('match.read')) IS NOT NULL
        AND (kind <> 'enterprise' OR subject_key IS NULL OR EXISTS (SELECT FROM enterprise e WHERE e.id::text = subject_key)));
      CREATE POLICY allocation_limit_make ON allocation_limit FOR INSERT WITH CHECK ((SELECT access.reach('allocation.update')) = 'city');
      CREATE POLICY allocation_limit_change ON allocation_limit FOR UPDATE USING ((SELECT access.reach('allocation.update')) = 'city');

      CREATE TABLE match_allocation (
        run_id uuid PRIMARY KEY REFERENCES match_run, allocated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        value_basis text NOT NULL, limits jsonb NOT NULL, candidate_count int NOT NULL, pair_count int NOT NULL, pinned_count int NOT NULL,
        kept_count int NOT NULL, enterprise_count int NOT NULL, largest_load int NOT NULL, largest_demand int NOT NULL,
        value double precision NOT NULL, bound double precision NOT NULL, gap double precision NOT NULL,
        unlimited_value double precision NOT NULL, lost_to_limits double precision NOT NULL, price_step double precision NOT NULL
      );
      COMMENT ON TABLE match_allocation IS '分配结果 of a match run, as a whole';
      COMMENT ON COLUMN match_allocation.value_basis IS 'What a pair is worth: score-1 the score of the suggestion, otherwise the calibration it was read from';
      COMMENT ON COLUMN match_allocation.kept_count IS 'Pairs that were proposed before, too';

      CREATE TABLE match_allocation_pair (
        run_id uuid NOT NULL, project_id uuid NOT NULL, enterprise_id uuid NOT NULL REFERENCES enterprise,
        enterprise_name text NOT NULL, is_proposed boolean NOT NULL, reason text NOT NULL, value double precision NOT NULL,
        held_surplus double precision, sister_id uuid, enterprise_price double precision NOT NULL, area_price double precision NOT NULL,
        officer_price double precision NOT NULL, project_capacity int NOT NULL,
        enterprise_load int NOT NULL, enterprise_capacity int NOT NULL, enterprise_demand int NOT NULL,
        PRIMARY KEY (run_id, project_id, enterprise_id), FOREIGN KEY (run_id, project_id) REFERENCES match_run_project,
        CHECK (is_proposed = (reason IN ('PINNED', 'ALLOCATED')))
      );
      COMMENT ON TABLE match_allocation_pair IS 'Why each suggestion of a run is, or is not, proposed; live leads are pinned and may be no suggestion';
      COMMENT ON COLUMN match_allocation_pair.enterprise_demand IS 'Projects that would have the enterprise among their best were there no limits';
      CREATE INDEX match_allocation_pair_enterprise ON match_allocation_pair (enterprise_id, run_id);
      CREATE INDEX match_allocation_pair_proposed ON match_allocation_pair (run_id, project_id) WHERE is_proposed;

      CREATE TABLE match_allocation_load (
        run_id uuid NOT NULL REFERENCES match_run, kind text NOT NULL CHECK (kind IN ('area', 'officer')), subject_key text NOT NULL,
        load int NOT NULL, capacity int, price double precision NOT NULL, PRIMARY KEY (run_id, kind, subject_key)
      );
      COMMENT ON TABLE match_allocation_load IS 'What counties and officers carry after a run, outside its projects included';

      ALTER TABLE match_allocation ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_allocation_read ON match_allocation FOR SELECT USING ((SELECT access.reach('match.read')) IS NOT NULL);
      CREATE POLICY match_allocation_system ON match_allocation USING ${IS_SYSTEM};
      ALTER TABLE match_allocation_pair ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_allocation_pair_read ON match_allocation_pair FOR SELECT USING ${READS_PROJECT};
      CREATE POLICY match_allocation_pair_system ON match_allocation_pair USING ${IS_SYSTEM};
      ALTER TABLE match_allocation_load ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_allocation_load_read ON match_allocation_load FOR SELECT USING (
        (SELECT access.reach('match.read')) = 'city'
        OR ((SELECT access.reach('match.read')) IS NOT NULL AND kind = 'area' AND subject_key = ANY ((SELECT access.areas())::text[]))
        OR ((SELECT access.reach('match.read')) IS NOT NULL AND kind = 'officer' AND subject_key = (SELECT access.actor_id())::text)
        OR ((SELECT access.reach('match.read')) = 'own'
          AND EXISTS (SELECT FROM area a WHERE a.kind = 'city' AND a.code = ANY ((SELECT access.areas())::text[]))));
      CREATE POLICY match_allocation_load_system ON match_allocation_load USING ${IS_SYSTEM};
      REVOKE UPDATE ON match_allocation, match_allocation_pair, match_allocation_load FROM lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
