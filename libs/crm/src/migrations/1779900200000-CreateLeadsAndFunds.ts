import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Leads, funds with evidence, targets and published statistics, with row-level security and audit. */
export class CreateLeadsAndFunds1779900200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE lead_code_seq; CREATE SEQUENCE funds_line_code_seq;

      -- Found by whatever its enterprise and project are found by, and by its own code and area. The enterprise's name is kept with the
      -- row, since who sees the row may not see the enterprise once another unit holds it.
      CREATE FUNCTION fill_search_text() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$ BEGIN
        NEW.enterprise_name := (SELECT e.name FROM enterprise e WHERE e.id = NEW.enterprise_id);
        NEW.search_text := concat_ws(' ', lower(NEW.code), (SELECT a.name FROM area a WHERE a.code = NEW.area_code),
          (SELECT e.search_text FROM enterprise e WHERE e.id = NEW.enterprise_id),
          (SELECT p.search_text FROM project p WHERE p.id = NEW.project_id));
        RETURN NEW;
      END $$;

      CREATE TABLE lead (
        id uuid PRIMARY KEY DEFAULT uuidv7(), code text NOT NULL UNIQUE, version int NOT NULL DEFAULT 1,
        enterprise_id uuid NOT NULL REFERENCES enterprise, enterprise_name text NOT NULL,
        project_id uuid REFERENCES project, area_code text NOT NULL REFERENCES area,
        stage text NOT NULL DEFAULT 'clue' CHECK (stage IN ('clue', 'contact', 'visit', 'negotiation', 'signing', 'start', 'production')),
        stage_entered_on date NOT NULL,
        status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paused', 'lost', 'done')), status_reason text,
        source text NOT NULL CHECK (source IN ('suggestion', 'manual', 'enquiry')), suggestion_id uuid,
        owner_id uuid NOT NULL REFERENCES app_user, organisation_id uuid NOT NULL REFERENCES organisation,
        shared_organisation_ids uuid[] NOT NULL DEFAULT '{}',
        next_step text NOT NULL, next_step_on date NOT NULL, agreed_investment_cny numeric(18,2) CHECK (agreed_investment_cny > 0), note text,
        first_reported_at timestamptz NOT NULL DEFAULT now(), first_reported_by_id uuid REFERENCES app_user,
        last_activity_on date, is_example boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
        search_text text NOT NULL, search_grams text[] GENERATED ALWAYS AS (search_grams(search_text)) STORED,
        CHECK ((status = 'done') = (stage = 'production')),
        CHECK (status NOT IN ('paused', 'lost') OR status_reason IS NOT NULL),
        CHECK (stage NOT IN ('signing', 'start', 'production') OR agreed_investment_cny IS NOT NULL)
      );
      COMMENT ON TABLE lead IS '线索 (measures 4b-4d, 35): an enterprise on its way to a project';
      COMMENT ON COLUMN lead.is_example IS '示例: invented for demonstration, the only rows that may be deleted';
      -- One enterprise is approached for one project (or without one) once at a time, whoever may see the lead.
      CREATE UNIQUE INDEX lead_live ON lead (enterprise_id, project_id) NULLS NOT DISTINCT WHERE status IN ('open', 'paused');
      CREATE INDEX lead_enterprise ON lead (enterprise_id);
      CREATE INDEX lead_project ON lead (project_id);
      CREATE INDEX lead_area ON lead (area_code, status, next_step_on);
      CREATE INDEX lead_owner ON lead (owner_id, status, next_step_on);
      CREATE INDEX lead_shared ON lead USING gin (shared_organisation_ids);
      CREATE INDEX lead_updated ON lead (updated_at DESC, id);
      CREATE INDEX lead_grams ON lead USING gin (search_grams);
      CREATE TRIGGER fill_search_text BEFORE INSERT OR UPDATE OF search_text, enterprise_id, project_id, area_code ON lead
        FOR EACH ROW EXECUTE FUNCTION fill_search_text();

      CREATE TABLE lead_stage_entry (
        id uuid PRIMARY KEY DEFAULT uuidv7(), lead_id uuid NOT NULL REFERENCES lead ON DELETE CASCADE, from_stage text, to_stage text NOT NULL,
        happened_on date NOT NULL, note text, evidence text, agreed_investment_cny numeric(18,2),
        recorded_by_id uuid REFERENCES app_user, recorded_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE lead_stage_entry IS '阶段记录: every gate a lead went through, with what was shown for it';
      CREATE INDEX lead_stage_entry_lead ON lead_stage_entry (lead_id, recorded_at);
      CREATE TABLE lead_activity (
        id uuid PRIMARY KEY DEFAULT uuidv7(), lead_id uuid NOT NULL REFERENCES lead ON DELETE CASCADE, kind text NOT NULL,
        happened_on date NOT NULL, summary text NOT NULL, place text, attendees text,
        recorded_by_id uuid REFERENCES app_user, recorded_at timestamptz NOT NULL DEFAULT now()
      );
      COMMENT ON TABLE lead_activity IS '跟进记录';
      CREATE INDEX lead_activity_lead ON lead_activity (lead_id, happened_on DESC);

      CREATE TABLE funds_line (
        id uuid PRIMARY KEY DEFAULT uuidv7(), code text NOT NULL UNIQUE, version int NOT NULL DEFAULT 1,
        area_code text NOT NULL REFERENCES area, project_id uuid NOT NULL REFERENCES project, enterprise_id uuid REFERENCES enterprise, enterprise_name text,
        period text NOT NULL CHECK (period ~ '^\\d{4}-(0[1-9]|1[0-2])$'), kind text NOT NULL,
        amount_cny numeric(18,2) NOT NULL, verified_amount_cny numeric(18,2), status text NOT NULL DEFAULT 'filed',
        verdict_reason text, withdraw_reason text, note text,
        definition_version text NOT NULL, in_scope boolean NOT NULL,
        reversal_of_id uuid UNIQUE REFERENCES funds_line,
        filed_by_id uuid NOT NULL REFERENCES app_user, filed_at timestamptz NOT NULL DEFAULT now(),
        verified_by_id uuid REFERENCES app_user, verified_at timestamptz,
        is_example boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
        -- What the line adds to indicator F1, and what may still be added: sums need no second rule.
        counted_cny numeric(18,2) NOT NULL GENERATED ALWAYS AS
          (CASE WHEN in_scope AND status IN ('verified', 'partly_verified', 'reversal') THEN verified_amount_cny ELSE 0 END) STORED,
        pending_cny numeric(18,2) NOT NULL GENERATED ALWAYS AS (CASE WHEN in_scope AND status = 'filed' THEN amount_cny ELSE 0 END) STORED,
        search_text text NOT NULL, search_grams text[] GENERATED ALWAYS AS (search_grams(search_text)) STORED,
        CONSTRAINT funds_line_four_eyes CHECK (verified_by_id <> filed_by_id),
        CONSTRAINT funds_line_sign CHECK (CASE WHEN status = 'reversal' THEN amount_cny < 0 ELSE amount_cny > 0 END),
        CONSTRAINT funds_line_reversal CHECK ((status = 'reversal') = (reversal_of_id IS NOT NULL)),
        CONSTRAINT funds_line_verified CHECK (CASE status
          WHEN 'verified' THEN verified_amount_cny IS NOT NULL AND verified_amount_cny = amount_cny
          WHEN 'partly_verified' THEN verified_amount_cny IS NOT NULL AND verified_amount_cny > 0 AND verified_amount_cny < amount_cny
          WHEN 'reversal' THEN verified_amount_cny IS NOT NULL AND verified_amount_cny = amount_cny
          WHEN 'filed' THEN verified_amount_cny IS NULL WHEN 'rejected' THEN verified_amount_cny IS NULL
          WHEN 'returned' THEN verified_amount_cny IS NULL WHEN 'withdrawn' THEN verified_amount_cny IS NULL ELSE false END),
        CONSTRAINT funds_line_verifier CHECK (status NOT IN ('verified', 'partly_verified', 'rejected', 'returned') OR (verified_by_id IS NOT NULL AND verified_at IS NOT NULL)),
        CONSTRAINT funds_line_reason CHECK (status NOT IN ('partly_verified', 'rejected', 'returned') OR verdict_reason IS NOT NULL)
      );
      COMMENT ON TABLE funds_line IS '产业到位资金 (measure 34b): filed by a county with evidence, verified by the city, corrected only by reversal';
      COMMENT ON COLUMN funds_line.in_scope IS 'Whether the line counts under its definition_version, decided at filing';
      -- Covers the year's sums by month and area, the columns of the policy among them, so that they are read from the index alone.
      CREATE INDEX funds_line_progress ON funds_line (period, area_code) INCLUDE (in_scope, counted_cny, pending_cny, status, is_example);
      CREATE INDEX funds_line_area ON funds_line (area_code, status);
      CREATE INDEX funds_line_project ON funds_line (project_id);
      CREATE INDEX funds_line_enterprise ON funds_line (enterprise_id);
      CREATE INDEX funds_line_filed ON funds_line (filed_at DESC, id);
      CREATE INDEX funds_line_grams ON funds_line USING gin (search_grams);
      CREATE TRIGGER fill_search_text BEFORE INSERT OR UPDATE OF search_text ON funds_line FOR EACH ROW EXECUTE FUNCTION fill_search_text();

      CREATE TABLE evidence_item (
        id uuid PRIMARY KEY DEFAULT uuidv7(), funds_line_id uuid NOT NULL REFERENCES funds_line ON DELETE CASCADE,
        file_id uuid NOT NULL REFERENCES stored_file, sha256 text NOT NULL, is_live boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user
      );
      COMMENT ON TABLE evidence_item IS '凭证: a file behind a funds line';
      COMMENT ON COLUMN evidence_item.is_live IS 'False once its line was rejected, returned, withdrawn or reversed: then the file may stand behind another line';
      -- Same bank slip in two counties: the second filing fails, also at the same moment (acceptance check 5).
      CREATE UNIQUE INDEX evidence_item_live ON evidence_item (sha256) WHERE is_live;
      CREATE INDEX evidence_item_line ON evidence_item (funds_line_id);
      CREATE INDEX evidence_item_file ON evidence_item (file_id);
      CREATE FUNCTION settle_evidence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access AS $$ BEGIN
        IF NEW.reversal_of_id IS NOT NULL THEN
          UPDATE evidence_item SET is_live = false WHERE funds_line_id = NEW.reversal_of_id AND is_live;
        ELSIF NEW.status IN ('rejected', 'returned', 'withdrawn') THEN
          UPDATE evidence_item SET is_live = false WHERE funds_line_id = NEW.id AND is_live;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER settle_evidence AFTER INSERT OR UPDATE OF status ON funds_line FOR EACH ROW EXECUTE FUNCTION settle_evidence();

      CREATE FUNCTION refresh_search_text() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access AS $$ BEGIN
        IF TG_TABLE_NAME = 'enterprise' THEN
          UPDATE lead SET search_text = '' WHERE enterprise_id = NEW.id;
          UPDATE funds_line SET search_text = '' WHERE enterprise_id = NEW.id;
        ELSE
          UPDATE lead SET search_text = '' WHERE project_id = NEW.id;
          UPDATE funds_line SET search_text = '' WHERE project_id = NEW.id;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER refresh_search_text AFTER UPDATE OF search_text, name ON enterprise FOR EACH ROW
        WHEN ((OLD.search_text, OLD.name) IS DISTINCT FROM (NEW.search_text, NEW.name)) EXECUTE FUNCTION refresh_search_text();
      CREATE TRIGGER refresh_search_text AFTER UPDATE OF search_text ON project FOR EACH ROW
        WHEN (OLD.search_text IS DISTINCT FROM NEW.search_text) EXECUTE FUNCTION refresh_search_text();

      CREATE TABLE target (
        id uuid PRIMARY KEY DEFAULT uuidv7(), code text NOT NULL, indicator text NOT NULL, year int NOT NULL, area_code text NOT NULL REFERENCES area,
        comparator text NOT NULL CHECK (comparator IN ('at_least', 'at_most', 'around', 'equals', 'range')),
        value numeric NOT NULL, value_to numeric, unit text NOT NULL,
        tolerance_share numeric CHECK (tolerance_share >= 0 AND tolerance_share < 1), scope text NOT NULL, scope_kind text NOT NULL,
        clause text NOT NULL, basis text NOT NULL, version int NOT NULL DEFAULT 1,
        UNIQUE (code, year, area_code), CHECK ((comparator = 'range') = (value_to IS NOT NULL)), CHECK (value_to > value),
        CHECK ((comparator = 'around') = (tolerance_share IS NOT NULL))
      );
      COMMENT ON TABLE target IS '目标 (G4): indicator x year x area, with comparator';
      CREATE TABLE target_source (
        target_id uuid NOT NULL REFERENCES target ON DELETE CASCADE, code text NOT NULL, clause text NOT NULL, quote text NOT NULL, basis text NOT NULL,
        PRIMARY KEY (target_id, code)
      );
      COMMENT ON TABLE target_source IS '目标出处: each place where a document states the target; one target may be stated twice and still counts once';

      CREATE TABLE published_statistic (
        code text PRIMARY KEY, title text NOT NULL, source_name text NOT NULL, source_kind text NOT NULL, source_on text NOT NULL, source_url text,
        total_count int NOT NULL, total_amount_cny numeric(18,2) NOT NULL
      );
      COMMENT ON TABLE published_statistic IS '公布统计: figures published elsewhere';
      CREATE TABLE published_statistic_member (
        statistic_code text NOT NULL REFERENCES published_statistic ON DELETE CASCADE, dimension text NOT NULL CHECK (dimension IN ('area', 'field')),
        position int NOT NULL, name text NOT NULL, parent_name text, area_code text REFERENCES area,
        count int NOT NULL CHECK (count >= 0), amount_cny numeric(18,2) NOT NULL, PRIMARY KEY (statistic_code, dimension, position)
      );

      SELECT audit_table('lead'); SELECT audit_table('lead_stage_entry'); SELECT audit_table('lead_activity');
      SELECT audit_table('funds_line'); SELECT audit_table('evidence_item'); SELECT audit_table('stored_file');
      SELECT audit_table('target'); SELECT audit_table('published_statistic');
    `);
    await this.secure(runner);
  }

  /** Who sees what, who may change which columns, and the few facts one may learn beyond one's own reach. */
  private async secure(runner: QueryRunner): Promise<void> {
    const seesLead = `(SELECT access.reach('lead.read')) = 'city'
        OR ((SELECT access.reach('lead.read')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[]))
        OR ((SELECT access.reach('lead.read')) IS NOT NULL
          AND (owner_id = (SELECT access.actor_id()) OR shared_organisation_ids @> ARRAY[(SELECT access.organisation_id())]))`;
    const seesFunds = `(SELECT access.reach('funds.read')) = 'city'
        OR ((SELECT access.reach('funds.read')) = 'area' AND area_code = ANY ((SELECT access.areas())::text[]))`;
    const mayRemove = `(SELECT access.reach('demonstration.remove')) IS NOT NULL`;
    const child = (table: string, parent: string) => {
      const seesParent = `EXISTS (SELECT FROM ${parent} parent WHERE parent.id = ${table}.${parent}_id)`;
      return `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${seesParent});
        CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (${seesParent});
        CREATE POLICY ${table}_remove ON ${table} FOR DELETE USING (${mayRemove}
          AND EXISTS (SELECT FROM ${parent} parent WHERE parent.id = ${table}.${parent}_id AND parent.is_example));`;
    };
    const parent = (table: string, sees: string) => `ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_read ON ${table} FOR SELECT USING (${sees});
        CREATE POLICY ${table}_add ON ${table} FOR INSERT WITH CHECK (true);
        CREATE POLICY ${table}_change ON ${table} FOR UPDATE USING (${sees}) WITH CHECK (true);
        CREATE POLICY ${table}_remove ON ${table} FOR DELETE USING (is_example AND ${mayRemove});`;
    await runner.query(`
      ${parent('lead', seesLead)}
      ${child('lead_stage_entry', 'lead')}
      ${child('lead_activity', 'lead')}
      ${parent('funds_line', seesFunds)}
      ${child('evidence_item', 'funds_line')}

      -- What was reported, filed or recorded stays as it was; only these columns ever change.
      REVOKE UPDATE, TRUNCATE ON lead, lead_stage_entry, lead_activity, funds_line, evidence_item FROM lianghuan_app;
      GRANT UPDATE (version, area_code, stage, stage_entered_on, status, status_reason, owner_id, organisation_id, shared_organisation_ids,
        next_step, next_step_on, agreed_investment_cny, note, last_activity_on, updated_at, updated_by_id) ON lead TO lianghuan_app;
      GRANT UPDATE (version, status, verified_amount_cny, verdict_reason, withdraw_reason, verified_by_id, verified_at, updated_at, updated_by_id)
        ON funds_line TO lianghuan_app;

      -- Whoever may see a lead may see its enterprise, also where another unit holds it.
      DROP POLICY enterprise_scope ON enterprise;
      CREATE POLICY enterprise_scope ON enterprise USING (
        (SELECT access.reach('enterprise.read')) = 'city'
        OR (holder_organisation_id IS NULL AND (SELECT access.reach('enterprise.read')) IS NOT NULL)
        OR holder_organisation_id = (SELECT access.organisation_id())
        OR ((SELECT access.reach('enterprise.read')) = 'area' AND holder_area_code = ANY ((SELECT access.areas())::text[]))
        OR ((SELECT access.reach('enterprise.read')) IS NOT NULL AND id IN (SELECT l.enterprise_id FROM lead l WHERE l.status IN ('open', 'paused', 'done')))
      ) WITH CHECK (true);

      -- A file of evidence is seen with its line; before that, by who uploaded it.
      CREATE FUNCTION file_is_evidence(wanted_id uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
        $$ SELECT EXISTS (SELECT FROM evidence_item WHERE file_id = wanted_id) $$;
      ALTER TABLE stored_file ENABLE ROW LEVEL SECURITY;
      CREATE POLICY stored_file_scope ON stored_file USING (
        purpose <> 'evidence'
        OR EXISTS (SELECT FROM evidence_item e WHERE e.file_id = stored_file.id)
        OR (created_by_id = (SELECT access.actor_id()) AND NOT file_is_evidence(id))
      ) WITH CHECK (true);
      -- Evidence the system made stands behind examples, and goes with them.
      CREATE POLICY stored_file_examples ON stored_file USING (
        purpose = 'evidence' AND created_by_id IS NULL AND (SELECT access.reach('demonstration.remove')) IS NOT NULL
      ) WITH CHECK (true);

      -- Live evidence with the same content, whoever filed it; the caller learns the line's id only and looks it up within its own reach.
      CREATE FUNCTION evidence_in_use(wanted text[]) RETURNS TABLE (sha256 text, funds_line_id uuid)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
        $$ SELECT e.sha256, e.funds_line_id FROM evidence_item e WHERE e.is_live AND e.sha256 = ANY (wanted) $$;

      -- After a lead was lost, handed over or removed: its unit no longer holds the enterprise unless it has another lead with it; then the unit
      -- of the lead reported first does, or nobody.
      CREATE FUNCTION settle_enterprise_holder(wanted_id uuid, leaving_organisation_id uuid) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access AS $$
      DECLARE next lead;
      BEGIN
        PERFORM FROM enterprise WHERE id = wanted_id AND holder_organisation_id = leaving_organisation_id FOR UPDATE;
        IF NOT FOUND OR EXISTS (SELECT FROM lead WHERE enterprise_id = wanted_id AND organisation_id = leaving_organisation_id
          AND status IN ('open', 'paused', 'done')) THEN RETURN; END IF;
        SELECT * INTO next FROM lead WHERE enterprise_id = wanted_id AND status IN ('open', 'paused', 'done') ORDER BY first_reported_at, id LIMIT 1;
        UPDATE enterprise SET holder_organisation_id = next.organisation_id, holder_area_code = next.area_code,
          held_since = CASE WHEN next.id IS NULL THEN NULL ELSE now() END WHERE id = wanted_id;
      END $$;

      -- An owner may give a lead away and thereby lose sight of it, which a plain UPDATE under row-level security cannot do.
      CREATE FUNCTION hand_over_lead(wanted_id uuid, new_owner_id uuid, new_organisation_id uuid) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, access AS $$
        UPDATE lead SET owner_id = new_owner_id, organisation_id = new_organisation_id, updated_by_id = actor_id()
        WHERE id = wanted_id AND owner_id = actor_id() $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
