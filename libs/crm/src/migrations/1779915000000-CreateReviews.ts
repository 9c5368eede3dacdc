import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 联评联审 (measure 11c): packets with a frozen version of a project, the seats' conclusions, their conditions and files. */
export class CreateReviews1779915000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const sees = `(SELECT access.reach('review.read')) = 'city'
      OR ((SELECT access.reach('review.read')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[]))
      OR ((SELECT access.reach('review.read')) IS NOT NULL AND organisation_id = (SELECT access.organisation_id()))`;
    const seesPacket = (table: string) => `EXISTS (SELECT FROM review_packet p WHERE p.id = ${table}.packet_id)`;
    // First-start loading and jobs.
    const isSystem = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('review.conclude')) = 'city')`;
    const concludes = `((SELECT access.reach('review.conclude')) IS NOT NULL AND organisation_id = (SELECT access.organisation_id()))`;
    const mayRemove = `(SELECT access.reach('demonstration.remove')) IS NOT NULL`;
    await runner.query(`
      ALTER TABLE project ADD COLUMN intake_on date, ADD COLUMN reserve_packet_id uuid, ADD COLUMN reserve_exception_reason text,
        ADD COLUMN reserve_key_facts jsonb;
      COMMENT ON COLUMN project.intake_on IS 'Day it came into the reserve, of the present stay';
      COMMENT ON COLUMN project.reserve_packet_id IS 'The review packet by whose outcome it is in the reserve';
      COMMENT ON COLUMN project.reserve_exception_reason IS 'Why it is in the reserve without a review';
      COMMENT ON COLUMN project.reserve_key_facts IS '关键信息 as they were when it was admitted';
      UPDATE project SET reserve_exception_reason = '联评联审启用前已在库', intake_on = (reserve_changed_at AT TIME ZONE 'Asia/Shanghai')::date,
        reserve_key_facts = jsonb_build_object('areaCode', area_code, 'place', place, 'industryCodes', to_jsonb(industry_codes),
          'content', content, 'scaleText', scale_text, 'totalInvestmentCny', total_investment_cny::text, 'landMu', land_mu::text,
          'energyTce', energy_tce::text, 'waterM3', water_m3::text)
        WHERE reserve_state = 'in_reserve';
      -- measure 11c: whatever path a row takes, it is in the reserve by a review or by a recorded exception
      ALTER TABLE project ADD CONSTRAINT project_admitted CHECK (reserve_state <> 'in_reserve'
        OR (reserve_key_facts IS NOT NULL AND (reserve_packet_id IS NOT NULL OR reserve_exception_reason IS NOT NULL)));

      CREATE TABLE review_seat (
        seat text NOT NULL, organisation_id uuid NOT NULL REFERENCES organisation, industry_codes text[] NOT NULL DEFAULT '{}',
        basis text NOT NULL, sort int NOT NULL, PRIMARY KEY (seat, organisation_id)
      );
      COMMENT ON TABLE review_seat IS '评审席: which unit sits where; for the line seat, in charge of which GB/T 4754 codes';
      CREATE TABLE review_checklist_item (
        seat text NOT NULL, version int NOT NULL, sort int NOT NULL, code text NOT NULL, text text NOT NULL,
        is_required boolean NOT NULL, is_declaration boolean NOT NULL, basis text, PRIMARY KEY (seat, version, code)
      );
      COMMENT ON TABLE review_checklist_item IS '评审要点, versioned';
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON review_seat, review_checklist_item FROM lianghuan_app;

      CREATE TABLE review_packet (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid NOT NULL REFERENCES project, number int NOT NULL CHECK (number > 0),
        area_code text REFERENCES area, frozen jsonb NOT NULL, sha256 text NOT NULL, project_version int NOT NULL,
        status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'approved', 'conditional', 'returned', 'vetoed', 'withdrawn')),
        note text, organisation_id uuid NOT NULL REFERENCES organisation, submitted_by_id uuid REFERENCES app_user,
        submitted_at timestamptz NOT NULL, concluded_at timestamptz, withdraw_reason text, is_example boolean NOT NULL DEFAULT false,
        UNIQUE (project_id, number), CHECK ((status = 'open') = (concluded_at IS NULL)),
        CHECK ((status = 'withdrawn') = (withdraw_reason IS NOT NULL))
      );
      COMMENT ON TABLE review_packet IS '送审件 (measure 11c): one frozen version of a project, and what became of it';
      COMMENT ON COLUMN review_packet.organisation_id IS 'Unit that submitted it';
      CREATE UNIQUE INDEX review_packet_open ON review_packet (project_id) WHERE status = 'open';
      CREATE INDEX review_packet_area ON review_packet (area_code, status);
      CREATE INDEX review_packet_submitted ON review_packet (submitted_at DESC, id);
      ALTER TABLE project ADD FOREIGN KEY (reserve_packet_id) REFERENCES review_packet;

      CREATE TABLE review_opinion (
        id uuid PRIMARY KEY DEFAULT uuidv7(), packet_id uuid NOT NULL REFERENCES review_packet ON DELETE CASCADE,
        seat text NOT NULL CHECK (seat IN ('investment', 'line', 'land', 'forest', 'environment', 'energy', 'water')),
        organisation_id uuid NOT NULL REFERENCES organisation, checklist_version int NOT NULL,
        answers jsonb NOT NULL DEFAULT '{}', verdict text CHECK (verdict IN ('pass', 'conditional', 'return', 'veto')), opinion text,
        concluded_by_id uuid REFERENCES app_user, concluded_at timestamptz,
        UNIQUE (packet_id, seat), CHECK ((verdict IS NULL) = (concluded_at IS NULL)), CHECK (verdict NOT IN ('return', 'veto') OR opinion IS NOT NULL)
      );
      COMMENT ON TABLE review_opinion IS '评审意见: one seat of a packet, concluded once by its own unit';
      CREATE INDEX review_opinion_waiting ON review_opinion (organisation_id, packet_id) WHERE verdict IS NULL;

      CREATE TABLE review_condition (
        id uuid PRIMARY KEY DEFAULT uuidv7(), packet_id uuid NOT NULL REFERENCES review_packet ON DELETE CASCADE,
        opinion_id uuid NOT NULL REFERENCES review_opinion ON DELETE CASCADE,
        project_id uuid NOT NULL REFERENCES project, packet_number int NOT NULL, seat text NOT NULL,
        organisation_id uuid NOT NULL REFERENCES organisation, owner_organisation_id uuid NOT NULL REFERENCES organisation,
        text text NOT NULL, due_on date NOT NULL,
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'reported', 'closed')), evidence text,
        reported_by_id uuid REFERENCES app_user, reported_at timestamptz, settled_by_id uuid REFERENCES app_user, settled_at timestamptz, settle_note text,
        CHECK (state = 'open' OR (evidence IS NOT NULL AND reported_at IS NOT NULL)), CHECK (state <> 'closed' OR settled_at IS NOT NULL)
      );
      COMMENT ON TABLE review_condition IS '附带条件: what a conditional pass asks for, until it is closed with evidence';
      COMMENT ON COLUMN review_condition.organisation_id IS 'Unit that set it and closes it';
      COMMENT ON COLUMN review_condition.seat IS 'Seat and number of the packet, as there: its owner may not see the packet';
      CREATE INDEX review_condition_packet ON review_condition (packet_id);
      CREATE INDEX review_condition_open ON review_condition (owner_organisation_id, due_on) WHERE state <> 'closed';

      CREATE TABLE review_file (
        packet_id uuid NOT NULL REFERENCES review_packet ON DELETE CASCADE, opinion_id uuid REFERENCES review_opinion ON DELETE CASCADE,
        condition_id uuid REFERENCES review_condition ON DELETE CASCADE, file_id uuid NOT NULL UNIQUE REFERENCES stored_file,
        CHECK (num_nonnulls(opinion_id, condition_id) = 1)
      );
      COMMENT ON TABLE review_file IS '评审附件: belongs to an opinion, or to the evidence of a condition';
      CREATE INDEX review_file_packet ON review_file (packet_id);
      SELECT audit_table('review_packet'); SELECT audit_table('review_opinion'); SELECT audit_table('review_condition');

      ALTER TABLE review_packet ENABLE ROW LEVEL SECURITY;
      CREATE POLICY review_packet_read ON review_packet FOR SELECT USING (${sees});
      CREATE POLICY review_packet_add ON review_packet FOR INSERT WITH CHECK (${isSystem}
        OR ((SELECT access.reach('review.submit')) IS NOT NULL AND status = 'open' AND organisation_id = (SELECT access.organisation_id())));
      CREATE POLICY review_packet_change ON review_packet FOR UPDATE USING ((${sees})
        AND ((SELECT access.reach('review.submit')) IS NOT NULL OR (SELECT access.reach('review.conclude')) IS NOT NULL)) WITH CHECK (true);
      CREATE POLICY review_packet_remove ON review_packet FOR DELETE USING (is_example AND ${mayRemove});

      -- A seat is its unit's own: neither the submitter nor another bureau concludes it.
      ALTER TABLE review_opinion ENABLE ROW LEVEL SECURITY;
      CREATE POLICY review_opinion_read ON review_opinion FOR SELECT USING (${seesPacket('review_opinion')});
      CREATE POLICY review_opinion_add ON review_opinion FOR INSERT
        WITH CHECK (${seesPacket('review_opinion')} AND (verdict IS NULL OR ${isSystem}));
      CREATE POLICY review_opinion_change ON review_opinion FOR UPDATE USING (${concludes}) WITH CHECK (${concludes});

      ALTER TABLE review_condition ENABLE ROW LEVEL SECURITY;
      CREATE POLICY review_condition_read ON review_condition FOR SELECT USING (${seesPacket('review_condition')}
        OR ((SELECT access.reach('review.read')) IS NOT NULL AND owner_organisation_id = (SELECT access.organisation_id())));
      CREATE POLICY review_condition_add ON review_condition FOR INSERT WITH CHECK (${concludes} OR ${isSystem});
      CREATE POLICY review_condition_change ON review_condition FOR UPDATE USING (${concludes}
        OR ((SELECT access.reach('review.read')) IS NOT NULL AND owner_organisation_id = (SELECT access.organisation_id()))) WITH CHECK (true);

      ALTER TABLE review_file ENABLE ROW LEVEL SECURITY;
      CREATE POLICY review_file_read ON review_file FOR SELECT USING (${seesPacket('review_file')}
        OR EXISTS (SELECT FROM review_condition c WHERE c.id = review_file.condition_id));
      CREATE POLICY review_file_add ON review_file FOR INSERT WITH CHECK (
        EXISTS (SELECT FROM review_opinion o WHERE o.id = review_file.opinion_id AND o.organisation_id = (SELECT access.organisation_id()))
        OR EXISTS (SELECT FROM review_condition c WHERE c.id = review_file.condition_id AND c.owner_organisation_id = (SELECT access.organisation_id()))
        OR ${isSystem});

      -- What was submitted and concluded stays as it was; only these columns ever change.
      REVOKE UPDATE, DELETE, TRUNCATE ON review_packet, review_opinion, review_condition, review_file FROM lianghuan_app;
      GRANT UPDATE (status, concluded_at, withdraw_reason) ON review_packet TO lianghuan_app;
      GRANT DELETE ON review_packet TO lianghuan_app;
      GRANT UPDATE (answers, verdict, opinion, concluded_by_id, concluded_at) ON review_opinion TO lianghuan_app;
      GRANT UPDATE (state, evidence, reported_by_id, reported_at, settled_by_id, settled_at, settle_note) ON review_condition TO lianghuan_app;

      -- Whether a project is with the reviewers, also for who may not see the packet: it must not be changed meanwhile.
      CREATE FUNCTION open_review_packet(wanted_id uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS
        $$ SELECT number FROM review_packet WHERE project_id = wanted_id AND status = 'open' $$;
      REVOKE EXECUTE ON FUNCTION open_review_packet FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION open_review_packet TO lianghuan_app;

      -- The next number also where earlier packets are not the submitter's to see. The project's row is locked meanwhile.
      CREATE FUNCTION next_review_number(wanted_id uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS
        $$ SELECT coalesce(max(number), 0) + 1 FROM review_packet WHERE project_id = wanted_id $$;
      REVOKE EXECUTE ON FUNCTION next_review_number FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION next_review_number TO lianghuan_app;

      -- A file of a review is seen with what it belongs to; before that, by who uploaded it.
      CREATE FUNCTION file_is_of_review(wanted_id uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS
        $$ SELECT EXISTS (SELECT FROM review_file WHERE file_id = wanted_id) $$;
      REVOKE EXECUTE ON FUNCTION file_is_of_review FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION file_is_of_review TO lianghuan_app;
      CREATE POLICY stored_file_review ON stored_file AS RESTRICTIVE USING (
        purpose <> 'review'
        OR EXISTS (SELECT FROM review_file f WHERE f.file_id = stored_file.id)
        OR (created_by_id = (SELECT access.actor_id()) AND NOT file_is_of_review(id))
      ) WITH CHECK (true);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
