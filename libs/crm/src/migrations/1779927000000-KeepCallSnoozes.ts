import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who puts something off decides for the own unit, about what it may see. */
const IS_OWN = `(SELECT access.reach('lead.update')) IS NOT NULL AND organisation_id = (SELECT access.organisation_id())
        AND EXISTS (SELECT FROM enterprise e WHERE e.id = call_snooze.enterprise_id)
        AND (lead_id IS NULL OR EXISTS (SELECT FROM lead l WHERE l.id = call_snooze.lead_id))`;

/** 暂缓联系 of the list of whom to contact, and views of that list. */
export class KeepCallSnoozes1779927000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE call_snooze (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise, lead_id uuid REFERENCES lead ON DELETE CASCADE,
        organisation_id uuid NOT NULL REFERENCES organisation, until date NOT NULL, reason text NOT NULL CHECK (length(trim(reason)) >= 2),
        by_id uuid NOT NULL REFERENCES app_user, at timestamptz NOT NULL, lifted_at timestamptz, lifted_by_id uuid REFERENCES app_user,
        CHECK ((lifted_at IS NULL) = (lifted_by_id IS NULL))
      );
      COMMENT ON TABLE call_snooze IS '暂缓联系: keeps a lead, or an enterprise nobody follows, off the list of whom a unit is to contact';
      COMMENT ON COLUMN call_snooze.lead_id IS 'NULL: the enterprise as long as nobody follows it';
      CREATE INDEX call_snooze_enterprise ON call_snooze (enterprise_id) WHERE lifted_at IS NULL;
      CREATE INDEX call_snooze_lead ON call_snooze (lead_id) WHERE lifted_at IS NULL AND lead_id IS NOT NULL;
      SELECT audit_table('call_snooze');
      REVOKE UPDATE, DELETE, TRUNCATE ON call_snooze FROM lianghuan_app;
      GRANT UPDATE (lifted_at, lifted_by_id) ON call_snooze TO lianghuan_app;
      ALTER TABLE call_snooze ENABLE ROW LEVEL SECURITY;
      CREATE POLICY call_snooze_read ON call_snooze FOR SELECT USING (${IS_OWN});
      CREATE POLICY call_snooze_add ON call_snooze FOR INSERT WITH CHECK (${IS_OWN} AND by_id = (SELECT access.actor_id()));
      CREATE POLICY call_snooze_lift ON call_snooze FOR UPDATE USING (${IS_OWN});

      -- The list asks for what counts of one enterprise; the unique key gives its rows, this one only those that are not void.
      CREATE INDEX enterprise_signal_enterprise ON enterprise_signal (enterprise_id, valid_until) WHERE state <> 'void';

      -- What awaits_clearance says of one project, of all at once: a list asks it of thousands.
      CREATE FUNCTION uncleared_projects() RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
        SET search_path = public, access, pg_temp AS $$
        SELECT project_id FROM risk_flag WHERE project_id IS NOT NULL AND cleared_at IS NULL $$;
      REVOKE EXECUTE ON FUNCTION uncleared_projects FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION uncleared_projects TO lianghuan_app;

      ALTER TABLE saved_view DROP CONSTRAINT saved_view_list_check;
      ALTER TABLE saved_view ADD CONSTRAINT saved_view_list_check CHECK (list IN
        ('resource', 'market', 'project', 'enterprise', 'need', 'lead', 'funds', 'package', 'review', 'reservation', 'survey', 'call'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
