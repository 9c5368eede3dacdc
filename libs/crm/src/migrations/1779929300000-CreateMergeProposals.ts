import type { MigrationInterface, QueryRunner } from 'typeorm';

const REGISTERS = `('resource', 'market', 'project', 'enterprise')`;
/** Who proposed, who is asked, and who decides for the city. */
const HAS_PART = `((SELECT access.reach(register || '.read')) IS NOT NULL AND (
  organisation_id = (SELECT access.organisation_id())
  OR asked_organisation_id = (SELECT access.organisation_id())
  OR (asked_area_code IS NOT NULL AND access.reaches_area(register || '.update', asked_area_code))
  OR (SELECT access.reach('merge.decide')) = 'city'))`;

/** 合并提议: merges of rows that different units answer for. */
export class CreateMergeProposals1779929300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE merge_proposal (
        id uuid PRIMARY KEY DEFAULT uuidv7(), register text NOT NULL CHECK (register IN ${REGISTERS}),
        own_id uuid NOT NULL, other_id uuid NOT NULL CHECK (other_id <> own_id),
        own_name text NOT NULL, own_keeper text NOT NULL, other_name text NOT NULL, other_keeper text NOT NULL,
        asked_organisation_id uuid REFERENCES organisation, asked_area_code text REFERENCES area, keeps_id uuid,
        reason text NOT NULL, organisation_id uuid NOT NULL REFERENCES organisation, proposed_by_id uuid NOT NULL REFERENCES app_user,
        proposed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'agreed', 'declined', 'withdrawn')),
        decided_by_id uuid REFERENCES app_user, decided_at timestamptz, decision_reason text, merge_id uuid REFERENCES record_merge,
        CHECK (asked_organisation_id IS NULL OR asked_area_code IS NULL),
        CHECK (keeps_id IS NULL OR keeps_id IN (own_id, other_id)),
        CHECK ((state = 'open') = (decided_at IS NULL)), CHECK ((state = 'agreed') = (merge_id IS NOT NULL)),
        CHECK (state <> 'declined' OR decision_reason IS NOT NULL)
      );
      COMMENT ON TABLE merge_proposal IS '合并提议: who may write one of two rows asks who answers for the other to have them merged';
      COMMENT ON COLUMN merge_proposal.own_name IS 'Names and keepers as they were when it was proposed: neither side sees the other''s row of an enterprise';
      COMMENT ON COLUMN merge_proposal.asked_organisation_id IS 'The unit that follows the other enterprise; of other registers the area is asked, without either the city';
      COMMENT ON COLUMN merge_proposal.keeps_id IS 'The row that must stay: of two enterprises that are followed, the one followed first';
      CREATE UNIQUE INDEX merge_proposal_open ON merge_proposal (register, least(own_id, other_id), greatest(own_id, other_id)) WHERE state = 'open';
      CREATE INDEX merge_proposal_merge ON merge_proposal (merge_id) WHERE merge_id IS NOT NULL;
      CREATE INDEX merge_proposal_newest ON merge_proposal (proposed_at DESC, id);
      SELECT audit_table('merge_proposal');

      ALTER TABLE merge_proposal ENABLE ROW LEVEL SECURITY;
      CREATE POLICY merge_proposal_read ON merge_proposal FOR SELECT USING ${HAS_PART};
      CREATE POLICY merge_proposal_make ON merge_proposal FOR INSERT WITH CHECK (access.reach(register || '.update') IS NOT NULL
        AND state = 'open' AND organisation_id = (SELECT access.organisation_id()) AND proposed_by_id = (SELECT access.actor_id()));
      -- An open one is settled once, by who has a part in it; who proposed only withdraws.
      CREATE POLICY merge_proposal_settle ON merge_proposal FOR UPDATE
        USING (state = 'open' AND (access.reach(register || '.update') IS NOT NULL OR (SELECT access.reach('merge.decide')) = 'city') AND ${HAS_PART})
        WITH CHECK (decided_by_id = (SELECT access.actor_id())
          AND (state = 'withdrawn') = (organisation_id = (SELECT access.organisation_id())));
      REVOKE DELETE ON merge_proposal FROM lianghuan_app;

      -- Enterprises others follow that a scan found to be like one's own: the name and whom to ask, as in a look-up, and logged like one.
      CREATE FUNCTION held_doubles(wanted uuid)
        RETURNS TABLE (id uuid, name text, organisation_id uuid, organisation_name text, held_since timestamptz, verdict text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE
        own enterprise;
        found int;
      BEGIN
        SELECT * INTO own FROM enterprise e WHERE e.id = wanted AND e.archived_at IS NULL AND reach('enterprise.update') IS NOT NULL
          AND (e.holder_organisation_id IS NULL OR e.holder_organisation_id = organisation_id());
        IF own.id IS NULL THEN RETURN; END IF;
        RETURN QUERY SELECT e.id, e.name, o.id, o.name, e.held_since, p.verdict FROM duplicate_pair p
          JOIN enterprise e ON e.id = CASE WHEN p.a_id = own.id THEN p.b_id ELSE p.a_id END
          JOIN organisation o ON o.id = e.holder_organisation_id
          WHERE p.register = 'enterprise' AND p.state = 'open' AND own.id IN (p.a_id, p.b_id) AND e.archived_at IS NULL
            AND e.holder_organisation_id IS DISTINCT FROM organisation_id()
          ORDER BY p.score DESC, e.id LIMIT 20;
        GET DIAGNOSTICS found = ROW_COUNT;
        IF found > 0 THEN INSERT INTO lookup_log (actor_id, query, masked_count) VALUES (actor_id(), own.name, found); END IF;
      END $$;
      -- Said to both sides, of whom neither may see both rows.
      CREATE FUNCTION is_merge_undone(wanted uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS
        $$ SELECT undone_at IS NOT NULL FROM record_merge WHERE id = wanted $$;
      REVOKE EXECUTE ON FUNCTION held_doubles, is_merge_undone FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION held_doubles, is_merge_undone TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
