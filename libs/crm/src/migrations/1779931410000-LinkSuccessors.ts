import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who writes either of both projects makes a link between them, and ends it; everybody who reads projects sees it. */
const WRITES_ONE = `EXISTS (SELECT FROM project p WHERE p.id IN (predecessor_id, successor_id) AND access.reaches_area('project.update', p.area_code))`;

/** 接续关系 (measure 9): which project goes on with, splits, replaces or extends which other. */
export class LinkSuccessors1779931410000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE project_succession (
        id uuid PRIMARY KEY DEFAULT uuidv7(), predecessor_id uuid NOT NULL REFERENCES project, successor_id uuid NOT NULL REFERENCES project,
        kind text NOT NULL CHECK (kind IN ('continue', 'split', 'replace', 'extend')), reason text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(), created_by_id uuid REFERENCES app_user,
        ended_at timestamptz, ended_by_id uuid REFERENCES app_user, end_reason text, CHECK ((ended_at IS NULL) = (end_reason IS NULL))
      );
      COMMENT ON TABLE project_succession IS '接续关系: the successor goes on with, is a part of, replaces or extends the predecessor';
      CREATE UNIQUE INDEX project_succession_pair ON project_succession (predecessor_id, successor_id) WHERE ended_at IS NULL;
      CREATE INDEX project_succession_successor ON project_succession (successor_id) WHERE ended_at IS NULL;
      SELECT audit_table('project_succession');
      REVOKE UPDATE, DELETE, TRUNCATE ON project_succession FROM lianghuan_app;
      GRANT UPDATE (ended_at, ended_by_id, end_reason) ON project_succession TO lianghuan_app;
      ALTER TABLE project_succession ENABLE ROW LEVEL SECURITY;
      CREATE POLICY project_succession_read ON project_succession FOR SELECT USING ((SELECT access.reach('project.read')) IS NOT NULL);
      CREATE POLICY project_succession_add ON project_succession FOR INSERT WITH CHECK (
        created_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()) AND ended_at IS NULL AND ${WRITES_ONE});
      CREATE POLICY project_succession_end ON project_succession FOR UPDATE USING (ended_at IS NULL AND ${WRITES_ONE})
        WITH CHECK (ended_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));

      -- No project comes before itself, however far round. Links are made one after another, so that two halves of a circle cannot pass each
      -- other. The code of the error is one at which a merge leaves the link where it is.
      CREATE FUNCTION refuse_succession_circle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('project_succession'));
        IF NEW.successor_id IN (
          WITH RECURSIVE earlier AS (SELECT NEW.predecessor_id AS id UNION
            SELECT s.predecessor_id FROM project_succession s JOIN earlier e ON s.successor_id = e.id WHERE s.ended_at IS NULL AND s.id <> NEW.id)
          SELECT id FROM earlier) THEN
          RAISE EXCEPTION 'project_succession_circle' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'project_succession_circle';
        END IF;
        RETURN NEW;
      END $$;
      REVOKE ALL ON FUNCTION refuse_succession_circle FROM PUBLIC;
      CREATE TRIGGER refuse_circle BEFORE INSERT OR UPDATE OF predecessor_id, successor_id ON project_succession FOR EACH ROW
        WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION refuse_succession_circle();
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
