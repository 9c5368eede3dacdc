import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A link is seen, made and ended by who sees both its ends, so that it tells nobody of an enterprise another unit holds. */
const SEES_BOTH = `EXISTS (SELECT FROM enterprise e WHERE e.id = parent_id) AND EXISTS (SELECT FROM enterprise e WHERE e.id = child_id)`;

/** 集团关系 (measure 2e): who owns which share of whom, with source and date. */
export class KeepGroupRelations1779919100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE group_relation (
        id uuid PRIMARY KEY DEFAULT uuidv7(), parent_id uuid NOT NULL REFERENCES enterprise, child_id uuid NOT NULL REFERENCES enterprise,
        kind text NOT NULL CHECK (kind IN ('wholly_owned', 'holding', 'joint', 'associate')), is_indirect boolean NOT NULL DEFAULT false,
        share numeric CHECK (share > 0 AND share <= 1), source_name text NOT NULL, source_url text, source_on text,
        created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user,
        ended_at timestamptz, ended_by_id uuid REFERENCES app_user, end_reason text, CHECK ((ended_at IS NULL) = (end_reason IS NULL))
      );
      COMMENT ON TABLE group_relation IS '集团关系: parent owns a share of child; wholly_owned and holding are control, and make a group';
      COMMENT ON COLUMN group_relation.is_indirect IS 'Through companies in between that are not named';
      CREATE UNIQUE INDEX group_relation_pair ON group_relation (parent_id, child_id) WHERE ended_at IS NULL;
      CREATE INDEX group_relation_child ON group_relation (child_id) WHERE ended_at IS NULL;
      SELECT audit_table('group_relation');
      REVOKE UPDATE, DELETE, TRUNCATE ON group_relation FROM lianghuan_app;
      GRANT UPDATE (ended_at, ended_by_id, end_reason) ON group_relation TO lianghuan_app;
      ALTER TABLE group_relation ENABLE ROW LEVEL SECURITY;
      CREATE POLICY group_relation_read ON group_relation FOR SELECT USING (${SEES_BOTH});
      CREATE POLICY group_relation_add ON group_relation FOR INSERT WITH CHECK ((SELECT access.reach('enterprise.update')) IS NOT NULL AND ${SEES_BOTH}
        AND created_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY group_relation_end ON group_relation FOR UPDATE USING ((SELECT access.reach('enterprise.update')) IS NOT NULL AND ${SEES_BOTH});

      -- Nobody owns himself, however far round, also through links the actor does not see. Links are made one after another, so that two
      -- halves of a circle cannot pass each other. The code of the error is one at which a merge leaves the link where it is.
      CREATE FUNCTION refuse_group_circle() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        PERFORM pg_advisory_xact_lock(hashtext('group_relation'));
        IF NEW.child_id IN (
          WITH RECURSIVE above AS (SELECT NEW.parent_id AS id UNION
            SELECT r.parent_id FROM group_relation r JOIN above a ON r.child_id = a.id WHERE r.ended_at IS NULL AND r.id <> NEW.id)
          SELECT id FROM above) THEN
          RAISE EXCEPTION 'group_relation_circle' USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'group_relation_circle';
        END IF;
        RETURN NEW;
      END $$;
      REVOKE EXECUTE ON FUNCTION refuse_group_circle FROM PUBLIC;
      CREATE TRIGGER refuse_circle BEFORE INSERT OR UPDATE OF parent_id, child_id ON group_relation FOR EACH ROW
        WHEN (NEW.ended_at IS NULL) EXECUTE FUNCTION refuse_group_circle();

      CREATE VIEW live_group_relation WITH (security_invoker = true) AS
        SELECT r.* FROM group_relation r JOIN enterprise p ON p.id = r.parent_id JOIN enterprise c ON c.id = r.child_id
        WHERE r.ended_at IS NULL AND p.archived_at IS NULL AND c.archived_at IS NULL;
      COMMENT ON VIEW live_group_relation IS 'Links that hold now, between enterprises in use';

      -- The head of the group an enterprise is in: up by control, the largest share first; itself where nobody controls it.
      CREATE FUNCTION group_head(wanted uuid) RETURNS uuid LANGUAGE plpgsql STABLE AS $$
      DECLARE
        head uuid := wanted;
        up uuid;
      BEGIN
        LOOP
          SELECT r.parent_id INTO up FROM live_group_relation r WHERE r.child_id = head AND r.kind IN ('wholly_owned', 'holding')
            ORDER BY r.share DESC NULLS LAST, r.id LIMIT 1;
          EXIT WHEN up IS NULL;
          head := up;
        END LOOP;
        RETURN head;
      END $$;
      COMMENT ON FUNCTION group_head IS 'Under the policies of who asks: for the city''s roles the whole group';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
