import type { MigrationInterface, QueryRunner } from 'typeorm';

const KEEPS = `(SELECT access.reach('project.update')) = 'city'`;

/** 列入提议: what a county proposes for the lists the city keeps (measures 5, 14, 33). */
export class CreateListProposals1779931100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE list_proposal (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid NOT NULL REFERENCES project, list text NOT NULL, reason text NOT NULL,
        organisation_id uuid NOT NULL REFERENCES organisation, proposed_by_id uuid NOT NULL REFERENCES app_user,
        proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'declined', 'withdrawn')),
        decided_by_id uuid REFERENCES app_user, decided_at timestamptz, decision_reason text,
        CHECK ((state = 'open') = (decided_at IS NULL)), CHECK ((state = 'open') = (decision_reason IS NULL)),
        CHECK ((state = 'open') = (decided_by_id IS NULL))
      );
      COMMENT ON TABLE list_proposal IS '列入提议: a county proposes a project for a list the city keeps; the city accepts or declines, each with the reason';
      CREATE UNIQUE INDEX list_proposal_open ON list_proposal (project_id, list) WHERE state = 'open';
      CREATE INDEX list_proposal_project ON list_proposal (project_id, proposed_at DESC);
      CREATE INDEX list_proposal_newest ON list_proposal (proposed_at DESC, id);
      SELECT audit_table('list_proposal');
      REVOKE UPDATE, DELETE, TRUNCATE ON list_proposal FROM lianghuan_app;
      GRANT UPDATE (state, decided_by_id, decided_at, decision_reason) ON list_proposal TO lianghuan_app;

      -- A proposal is between the county and the city; other counties see the list itself.
      ALTER TABLE list_proposal ENABLE ROW LEVEL SECURITY;
      CREATE POLICY list_proposal_read ON list_proposal FOR SELECT USING (
        (SELECT access.reach('project.read')) = 'city'
        OR ((SELECT access.reach('project.read')) IS NOT NULL AND organisation_id = (SELECT access.organisation_id()))
        OR EXISTS (SELECT FROM project p WHERE p.id = project_id AND p.area_code = ANY ((SELECT access.areas_reached('project.read'))::text[])));
      CREATE POLICY list_proposal_make ON list_proposal FOR INSERT WITH CHECK (state = 'open' AND list NOT IN ('land_need', 'financing_demand')
        AND organisation_id = (SELECT access.organisation_id()) AND proposed_by_id = (SELECT access.actor_id())
        AND EXISTS (SELECT FROM project p WHERE p.id = project_id AND access.reaches_area('project.update', p.area_code)));
      -- An open one is settled once: the unit that proposed withdraws, who keeps the lists decides.
      CREATE POLICY list_proposal_settle ON list_proposal FOR UPDATE USING (state = 'open' AND (${KEEPS}
          OR ((SELECT access.reach('project.update')) IS NOT NULL AND organisation_id = (SELECT access.organisation_id()))))
        WITH CHECK (decided_by_id = (SELECT access.actor_id()) AND CASE state
          WHEN 'withdrawn' THEN organisation_id = (SELECT access.organisation_id()) ELSE ${KEEPS} END);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
