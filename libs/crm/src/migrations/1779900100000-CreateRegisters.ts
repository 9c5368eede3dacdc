import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns every register row carries: identity, provenance, freshness, archive, search. */
const RECORD = `
  id uuid PRIMARY KEY DEFAULT uuidv7(),
  code text NOT NULL UNIQUE,
  version int NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user,
  updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
  archived_at timestamptz, archived_by_id uuid REFERENCES app_user, archive_reason text,
  source_name text, source_kind text NOT NULL DEFAULT 'entered', source_url text, source_on text,
  surveyed_on date, valid_until date, verified_by text, verified_on date, confidence text NOT NULL DEFAULT 'medium',
  search_text text NOT NULL,
  search_grams text[] GENERATED ALWAYS AS (search_grams(search_text)) STORED,
  CHECK ((archived_at IS NULL) = (archive_reason IS NULL))`;

/** The four databases (四库): resources, markets, projects, enterprises. */
export class CreateRegisters1779900100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SEQUENCE resource_code_seq; CREATE SEQUENCE market_code_seq; CREATE SEQUENCE project_code_seq; CREATE SEQUENCE enterprise_code_seq;

      CREATE TABLE resource (${RECORD},
        name text NOT NULL, kind text NOT NULL, category text, area_code text NOT NULL REFERENCES area, place text,
        industry_codes text[] NOT NULL DEFAULT '{}', tier text,
        quantity_total numeric, quantity_unit text, quantity_qualifier text NOT NULL DEFAULT 'equal', quantity_committed numeric,
        reserve_basis text, statistic_year int, grade text, owner_name text, title_state text NOT NULL DEFAULT 'unknown',
        valuation_cny numeric(18,2), valuation_method text, valued_on date,
        constraint_codes text[] NOT NULL DEFAULT '{}', infrastructure text, contact_unit text, lng double precision, lat double precision, note text,
        CHECK (quantity_total >= 0), CHECK (quantity_committed >= 0), CHECK (quantity_committed <= quantity_total)
      );
      COMMENT ON TABLE resource IS '资源库 (measure 1b)';

      CREATE TABLE market (${RECORD},
        name text NOT NULL, kind text NOT NULL, category text, area_code text NOT NULL REFERENCES area,
        industry_codes text[] NOT NULL DEFAULT '{}', buyers text, annual_volume numeric, volume_unit text,
        volume_qualifier text NOT NULL DEFAULT 'equal', annual_value_cny numeric(18,2), period_year int,
        local_share numeric, substitutable_share numeric, current_suppliers text, access_conditions text, fair_competition_note text,
        contact_unit text, note text
      );
      COMMENT ON TABLE market IS '市场库 (measure 1c)';

      CREATE TABLE project (${RECORD},
        name text NOT NULL, national_code text UNIQUE, placement text NOT NULL DEFAULT 'local', area_code text REFERENCES area,
        province text, place text, sector text, industry_codes text[] NOT NULL DEFAULT '{}', modernisation text, project_category text,
        investor_kind text, chain_action text, content text, scale_text text, phase text NOT NULL DEFAULT 'planned',
        total_investment_cny numeric(18,2), investment_qualifier text NOT NULL DEFAULT 'equal', threshold_exception_reason text,
        threshold_exception_by_id uuid REFERENCES app_user, threshold_exception_at timestamptz,
        investor_name text, planned_start_on date, planned_finish_on date, land_mu numeric, energy_tce numeric, water_m3 numeric,
        responsible_units text[] NOT NULL DEFAULT '{}', note text,
        reserve_state text NOT NULL DEFAULT 'draft', reserve_reason text, reserve_changed_at timestamptz, reserve_changed_by_id uuid REFERENCES app_user,
        -- measure 10: the 500万元 rule holds for whatever path a row takes into the table
        CHECK (placement <> 'local' OR total_investment_cny IS NULL OR total_investment_cny >= 5000000 OR threshold_exception_reason IS NOT NULL),
        CHECK (reserve_state = 'draft' OR reserve_state = 'exited' OR total_investment_cny IS NOT NULL)
      );
      COMMENT ON TABLE project IS '项目储备库 (measures 2c, 9-13)';
      CREATE TABLE project_list_membership (
        id uuid PRIMARY KEY DEFAULT uuidv7(), project_id uuid NOT NULL REFERENCES project, list text NOT NULL,
        joined_on date NOT NULL, left_on date, basis text, left_reason text,
        created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user,
        CHECK (left_on >= joined_on), CHECK ((left_on IS NULL) = (left_reason IS NULL))
      );
      COMMENT ON TABLE project_list_membership IS '清单归属: one project, many dated memberships';
      CREATE UNIQUE INDEX project_list_membership_open ON project_list_membership (project_id, list) WHERE left_on IS NULL;
      CREATE INDEX project_list_membership_list ON project_list_membership (list, project_id);
      CREATE TABLE linkage_quota (
        area_code text NOT NULL REFERENCES area, year int NOT NULL, quota int NOT NULL CHECK (quota >= 0), source text NOT NULL, PRIMARY KEY (area_code, year)
      );
      COMMENT ON TABLE linkage_quota IS '领导联系项目数 (measure 5)';

      CREATE TABLE enterprise (${RECORD},
        name text NOT NULL, normalized_name text NOT NULL, credit_code text UNIQUE, short_name text, former_names text[] NOT NULL DEFAULT '{}', group_name text,
        region_code text REFERENCES region, province text, city text, industry_codes text[] NOT NULL DEFAULT '{}', business_summary text,
        listed_code text UNIQUE, exchange text, registered_capital_cny numeric(18,2), total_assets_cny numeric(18,2), total_assets_on date,
        revenue_cny numeric(18,2), revenue_year int, employee_count int, controller_type text, status text NOT NULL DEFAULT 'active',
        grade text NOT NULL DEFAULT 'unrated', grade_evidence text, expansion_intent text, do_not_contact boolean NOT NULL DEFAULT false, website text, note text,
        holder_organisation_id uuid REFERENCES organisation, holder_area_code text REFERENCES area, held_since timestamptz,
        CHECK ((holder_organisation_id IS NULL) = (held_since IS NULL))
      );
      COMMENT ON TABLE enterprise IS '目标企业库 (measure 2e)';
      CREATE TABLE enterprise_product (
        enterprise_id uuid NOT NULL REFERENCES enterprise ON DELETE CASCADE, position int NOT NULL, name text NOT NULL, share numeric, PRIMARY KEY (enterprise_id, position)
      );
      CREATE TABLE enterprise_contact (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise, name text NOT NULL, post text, phone text, note text,
        organisation_id uuid NOT NULL REFERENCES organisation, created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid REFERENCES app_user, archived_at timestamptz
      );
      COMMENT ON TABLE enterprise_contact IS '企业联系人: belongs to the unit that recorded it';
      CREATE TABLE lookup_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), actor_id uuid, query text NOT NULL, masked_count int NOT NULL
      );
      COMMENT ON TABLE lookup_log IS '查重留痕: who looked up which enterprise name of another unit';
      REVOKE UPDATE, DELETE, TRUNCATE ON lookup_log FROM lianghuan_app;
      CREATE TRIGGER lookup_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lookup_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    `);
    for (const table of ['resource', 'market', 'project', 'enterprise']) {
      await runner.query(`
        CREATE INDEX ${table}_grams ON ${table} USING gin (search_grams);
        CREATE INDEX ${table}_industry ON ${table} USING gin (industry_codes);
        CREATE INDEX ${table}_updated ON ${table} (updated_at DESC, id) WHERE archived_at IS NULL;
        SELECT audit_table('${table}');
      `);
    }
    await runner.query(`
      CREATE INDEX resource_area ON resource (area_code, kind) WHERE archived_at IS NULL;
      CREATE INDEX market_area ON market (area_code, kind) WHERE archived_at IS NULL;
      CREATE INDEX project_area ON project (area_code, reserve_state) WHERE archived_at IS NULL;
      CREATE INDEX resource_name ON resource (name); CREATE INDEX market_name ON market (name); CREATE INDEX project_name ON project (name);
      CREATE INDEX enterprise_holder ON enterprise (holder_organisation_id) WHERE holder_organisation_id IS NOT NULL;
      CREATE INDEX enterprise_normalized_name ON enterprise (normalized_name);
      -- Of two enterprises without any code, the name is the key; holds also for two people typing at the same moment.
      CREATE UNIQUE INDEX enterprise_name_key ON enterprise (normalized_name)
        WHERE credit_code IS NULL AND listed_code IS NULL AND archived_at IS NULL;
      -- How many there are, with the columns the policy asks for, from the index alone.
      CREATE INDEX enterprise_scope ON enterprise (holder_organisation_id, holder_area_code, id) WHERE archived_at IS NULL;
      CREATE INDEX enterprise_province ON enterprise (province) WHERE archived_at IS NULL;
      SELECT audit_table('project_list_membership'); SELECT audit_table('linkage_quota'); SELECT audit_table('enterprise_contact');
      SELECT audit_table('enterprise_product');

      -- Enterprises held by another unit are invisible but to that unit, its area and city-wide roles (acceptance check 14).
      ALTER TABLE enterprise ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_scope ON enterprise USING (
        (SELECT access.reach('enterprise.read')) = 'city'
        OR (holder_organisation_id IS NULL AND (SELECT access.reach('enterprise.read')) IS NOT NULL)
        OR holder_organisation_id = (SELECT access.organisation_id())
        OR ((SELECT access.reach('enterprise.read')) = 'area' AND holder_area_code = ANY ((SELECT access.areas())::text[]))
      ) WITH CHECK (true);
      ALTER TABLE enterprise_contact ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_contact_scope ON enterprise_contact USING (
        (SELECT access.reach('enterprise.contact')) = 'city' OR organisation_id = (SELECT access.organisation_id())
      ) WITH CHECK (organisation_id = (SELECT access.organisation_id()) OR (SELECT access.reach('enterprise.contact')) = 'city');

      -- Array operators are not leakproof, so under row-level security PostgreSQL tests the policy first and cannot use a GIN index.
      -- These look into the index past the policy and tell ids only; the table itself, read with the policy, says which of them are seen.
      CREATE FUNCTION enterprises_with_grams(grams text[], at_most int) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = public AS $$ SELECT id FROM enterprise WHERE search_grams @> grams LIMIT at_most $$;
      CREATE FUNCTION enterprises_in_industries(codes text[], at_most int) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = public AS $$ SELECT id FROM enterprise WHERE industry_codes && codes LIMIT at_most $$;

      -- Duplicate look-up across units, by names only: it tells the name and whom to ask, and is logged in the same step. The term is a
      -- normalised name of at least two characters, so that nobody lists what others hold by asking for a single one.
      CREATE FUNCTION lookup_held_enterprises(term text, grams text[])
        RETURNS TABLE (id uuid, name text, organisation_name text, area_name text, since timestamptz)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access AS $$
      DECLARE found int;
      BEGIN
        RETURN QUERY SELECT e.id, e.name, o.name, coalesce(a.short_name, ''), e.held_since FROM enterprise e
          JOIN organisation o ON o.id = e.holder_organisation_id LEFT JOIN area a ON a.code = e.holder_area_code
          WHERE length(term) >= 2 AND e.search_grams @> grams AND e.archived_at IS NULL
            AND (strpos(e.normalized_name, term) > 0 OR strpos(lower(e.short_name), term) > 0
              OR EXISTS (SELECT FROM unnest(e.former_names) f WHERE strpos(lower(f), term) > 0))
            AND reach('enterprise.read') <> 'city' AND e.holder_organisation_id IS DISTINCT FROM organisation_id()
            AND NOT (reach('enterprise.read') = 'area' AND coalesce(e.holder_area_code, '') = ANY (areas()))
          ORDER BY e.name LIMIT 10;
        GET DIAGNOSTICS found = ROW_COUNT;
        INSERT INTO lookup_log (actor_id, query, masked_count) VALUES (actor_id(), term, found);
      END $$;
      -- Same mask for a key that must stay unique: tells who holds the row that is in the way.
      CREATE FUNCTION holder_of_enterprise(wanted_id uuid) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
        $$ SELECT o.name FROM enterprise e JOIN organisation o ON o.id = e.holder_organisation_id WHERE e.id = wanted_id $$;
      -- Rows in the way of new ones, whoever holds them: keys in common as they are, another code or name as '', what is missing as NULL.
      CREATE FUNCTION enterprises_in_the_way(credit_codes text[], listed_codes text[], names text[])
        RETURNS TABLE (id uuid, credit_code text, listed_code text, normalized_name text, is_archived boolean)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        SELECT e.id,
          CASE WHEN e.credit_code IS NULL OR e.credit_code = ANY (credit_codes) THEN e.credit_code ELSE '' END,
          CASE WHEN e.listed_code IS NULL OR e.listed_code = ANY (listed_codes) THEN e.listed_code ELSE '' END,
          CASE WHEN e.normalized_name = ANY (names) THEN e.normalized_name ELSE '' END,
          e.archived_at IS NOT NULL
        FROM enterprise e
        WHERE e.credit_code = ANY (credit_codes) OR e.listed_code = ANY (listed_codes) OR e.normalized_name = ANY (names) $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
