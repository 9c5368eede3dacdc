import type { MigrationInterface, QueryRunner } from 'typeorm';

const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('enterprise.contact')) = 'city')`;
const MARKED = ['resource', 'project', 'enterprise_contact', 'enterprise_signal', 'enterprise_grading', 'connector', 'reserve_snapshot', 'reserve_snapshot_project']; // prettier-ignore

/**
 * 示例 of assets, plots, projects, contacts, signals, gradings, connectors and snapshots: marked, and taken away by one function, since the
 * application may delete none of these. What real work hangs on by then stays, archived or withdrawn.
 */
export class MarkMoreExamples1779931020000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of MARKED) {
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN is_example boolean NOT NULL DEFAULT false;
        COMMENT ON COLUMN ${table}.is_example IS '示例: invented for demonstration';
      `);
    }
    await runner.query(`
      GRANT SELECT (is_example) ON enterprise_contact TO lianghuan_app;
      CREATE POLICY enterprise_contact_invent ON enterprise_contact FOR INSERT WITH CHECK (is_example AND ${IS_SYSTEM});
      CREATE INDEX resource_example ON resource (id) WHERE is_example;
      CREATE INDEX project_example ON project (id) WHERE is_example;

      -- A snapshot stays as it was taken; an invented one may go.
      DROP TRIGGER reserve_snapshot_append_only ON reserve_snapshot;
      DROP TRIGGER reserve_snapshot_project_append_only ON reserve_snapshot_project;
    `);
    for (const table of ['reserve_snapshot', 'reserve_snapshot_project']) {
      await runner.query(`
        CREATE TRIGGER ${table}_append_only BEFORE UPDATE OR TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER ${table}_kept BEFORE DELETE ON ${table} FOR EACH ROW WHEN (NOT OLD.is_example) EXECUTE FUNCTION refuse_change();
      `);
    }
    await runner.query(`
      CREATE FUNCTION example_projects() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
        SELECT id FROM project WHERE is_example UNION SELECT project_id FROM review_packet WHERE is_example $$;
      COMMENT ON FUNCTION example_projects IS 'Projects that are invented, or stand where an invented review put them';
      REVOKE ALL ON FUNCTION example_projects FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION example_projects TO lianghuan_app;

      CREATE FUNCTION remove_examples() RETURNS TABLE (kind text, removed int, kept int) LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, access, pg_temp AS $$
      DECLARE one record;
      BEGIN
        IF reach('demonstration.remove') IS NULL THEN
          RAISE EXCEPTION 'examples are removed by who may' USING ERRCODE = 'insufficient_privilege';
        END IF;

        kind := 'snapshots'; kept := 0;
        DELETE FROM reserve_snapshot_project WHERE is_example;
        DELETE FROM reserve_snapshot WHERE is_example;
        GET DIAGNOSTICS removed = ROW_COUNT;
        RETURN NEXT;

        kind := 'gradings'; kept := 0;
        WITH gone AS (DELETE FROM enterprise_grading WHERE is_example RETURNING id, enterprise_id),
          back AS (UPDATE enterprise e SET grade = coalesce(g.grade, 'unrated'), grade_evidence = g.summary, graded_on = g.decided_on
            FROM (SELECT DISTINCT enterprise_id FROM gone) w LEFT JOIN LATERAL (SELECT * FROM enterprise_grading d WHERE d.enterprise_id = w.enterprise_id
              AND d.state = 'approved' AND NOT d.is_example ORDER BY d.decided_at DESC, d.id DESC LIMIT 1) g ON true
            WHERE e.id = w.enterprise_id)
        SELECT count(*)::int INTO removed FROM gone;
        RETURN NEXT;

        kind := 'signals'; removed := 0; kept := 0;
        FOR one IN SELECT id FROM enterprise_signal WHERE is_example LOOP
          BEGIN
            DELETE FROM enterprise_signal WHERE id = one.id;
            removed := removed + 1;
          EXCEPTION WHEN foreign_key_violation THEN
            UPDATE enterprise_signal SET state = 'void', state_reason = '示例已移除', state_at = now() WHERE id = one.id;
            kept := kept + 1;
          END;
        END LOOP;
        RETURN NEXT;

        -- Who had the numbers shown stays on record.
        kind := 'contacts'; removed := 0; kept := 0;
        FOR one IN SELECT id FROM enterprise_contact WHERE is_example LOOP
          BEGIN
            DELETE FROM enterprise_contact WHERE id = one.id;
            removed := removed + 1;
          EXCEPTION WHEN foreign_key_violation THEN
            UPDATE enterprise_contact SET withdrawn_at = now(), withdraw_reason = '示例已移除', version = version + 1
              WHERE id = one.id AND withdrawn_at IS NULL;
            kept := kept + 1;
          END;
        END LOOP;
        RETURN NEXT;

        -- One that wrote is part of the history of what it wrote, and can no longer run.
        kind := 'connectors'; removed := 0; kept := 0;
        FOR one IN SELECT c.id, EXISTS (SELECT FROM connector_run r WHERE r.connector_id = c.id AND r.mode = 'write') AS wrote
            FROM connector c WHERE c.is_example LOOP
          IF one.wrote THEN
            UPDATE connector SET is_enabled = false, version = version + 1 WHERE id = one.id AND is_enabled;
            kept := kept + 1;
          ELSE
            DELETE FROM connector_row WHERE delivery_id IN (SELECT id FROM connector_delivery WHERE connector_id = one.id);
            DELETE FROM connector_delivery WHERE connector_id = one.id;
            DELETE FROM connector_run WHERE connector_id = one.id;
            DELETE FROM connector_alias WHERE connector_id = one.id;
            DELETE FROM connector WHERE id = one.id;
            removed := removed + 1;
          END IF;
        END LOOP;
        RETURN NEXT;

        kind := 'resources'; removed := 0; kept := 0;
        FOR one IN SELECT id FROM resource WHERE is_example LOOP
          BEGIN
            DELETE FROM resource WHERE id = one.id;
            removed := removed + 1;
          EXCEPTION WHEN foreign_key_violation THEN
            UPDATE resource SET archived_at = now(), archive_reason = '示例已移除', version = version + 1 WHERE id = one.id AND archived_at IS NULL;
            kept := kept + 1;
          END;
        END LOOP;
        RETURN NEXT;

        kind := 'projects'; removed := 0; kept := 0;
        FOR one IN SELECT id FROM project WHERE is_example LOOP
          BEGIN
            DELETE FROM reserve_proposal WHERE project_id = one.id;
            DELETE FROM project_list_membership WHERE project_id = one.id;
            DELETE FROM project_rating WHERE project_id = one.id;
            DELETE FROM project WHERE id = one.id;
            removed := removed + 1;
          EXCEPTION WHEN foreign_key_violation THEN
            UPDATE project SET archived_at = now(), archive_reason = '示例已移除', version = version + 1 WHERE id = one.id AND archived_at IS NULL;
            kept := kept + 1;
          END;
        END LOOP;
        RETURN NEXT;
      END $$;
      COMMENT ON FUNCTION remove_examples IS 'Takes away what was invented for demonstration beside leads, funds, reviews and surveys; says how many of each went, and how many had to stay';
      REVOKE ALL ON FUNCTION remove_examples FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION remove_examples TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
