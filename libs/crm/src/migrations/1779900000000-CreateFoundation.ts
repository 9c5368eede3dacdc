import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Role, access functions, audit, search, areas, industries, organisations, users, sessions, files. */
export class CreateFoundation1779900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'lianghuan_app') THEN CREATE ROLE lianghuan_app NOLOGIN; END IF;
      EXCEPTION WHEN duplicate_object THEN NULL; -- two installations on one server, migrated at the same moment
      END $$;
      GRANT lianghuan_app TO CURRENT_USER;
      CREATE EXTENSION IF NOT EXISTS pg_trgm;
      GRANT USAGE ON SCHEMA public TO lianghuan_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO lianghuan_app;
      ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO lianghuan_app;

      CREATE SCHEMA access;
      GRANT USAGE ON SCHEMA access TO lianghuan_app;
      COMMENT ON SCHEMA access IS 'Who acts in this transaction, as set by the application with SET LOCAL';
      CREATE FUNCTION access.actor_id() RETURNS uuid LANGUAGE sql STABLE AS
        $$ SELECT nullif(current_setting('lianghuan.actor_id', true), '')::uuid $$;
      CREATE FUNCTION access.organisation_id() RETURNS uuid LANGUAGE sql STABLE AS
        $$ SELECT nullif(current_setting('lianghuan.organisation_id', true), '')::uuid $$;
      CREATE FUNCTION access.areas() RETURNS text[] LANGUAGE sql STABLE AS
        $$ SELECT coalesce(nullif(current_setting('lianghuan.areas', true), '')::text[], '{}') $$;
      CREATE FUNCTION access.reach(permission text) RETURNS text LANGUAGE sql STABLE AS
        $$ SELECT nullif(current_setting('lianghuan.reach', true), '')::jsonb ->> permission $$;
      COMMENT ON FUNCTION access.reach IS 'own | area | city: how far a permission of the actor reaches; NULL without it';

      CREATE TABLE audit_entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        table_name text NOT NULL,
        row_id text NOT NULL,
        action text NOT NULL CHECK (action IN ('INSERT', 'UPDATE', 'DELETE')),
        old_values jsonb,
        new_values jsonb,
        actor_id uuid,
        request_id text,
        reason text
      );
      CREATE INDEX audit_entry_row ON audit_entry (table_name, row_id, id);
      CREATE INDEX audit_entry_actor ON audit_entry (actor_id, at);
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON audit_entry FROM lianghuan_app;

      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$;
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      -- Old and new values of the changed columns only; derived columns and secrets are left out.
      CREATE FUNCTION write_audit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access AS $$
      DECLARE
        hidden constant text[] := '{search_text,search_grams,password_hash,version,updated_at,updated_by_id,last_signed_in_at}';
        before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - hidden END;
        after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - hidden END;
        id text := coalesce(after ->> 'id', before ->> 'id', after ->> 'code', before ->> 'code',
          after ->> 'enterprise_id', before ->> 'enterprise_id',
          concat_ws('/', coalesce(after, before) ->> 'area_code', coalesce(after, before) ->> 'year'));
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          SELECT coalesce(jsonb_object_agg(o.key, o.value), '{}'), coalesce(jsonb_object_agg(o.key, after -> o.key), '{}')
            INTO before, after FROM jsonb_each(before) o WHERE o.value IS DISTINCT FROM after -> o.key;
          IF before = '{}' THEN RETURN NULL; END IF;
        END IF;
        INSERT INTO audit_entry (table_name, row_id, action, old_values, new_values, actor_id, request_id, reason)
        VALUES (TG_TABLE_NAME, id, TG_OP, before, jsonb_strip_nulls(after), actor_id(),
          nullif(current_setting('lianghuan.request_id', true), ''), nullif(current_setting('lianghuan.reason', true), ''));
        RETURN NULL;
      END $$;
      CREATE FUNCTION audit_table(target regclass) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        EXECUTE format('CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION write_audit()', target);
      END $$;
      REVOKE EXECUTE ON FUNCTION audit_table FROM PUBLIC;

      -- One-character and two-character pieces of a normalised text, for contains-searches of any length. A loop, because it runs for
      -- each stored row and takes a fifth of the time a query over positions takes.
      CREATE FUNCTION search_grams(value text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
      DECLARE
        current text;
        previous text := ' ';
        grams text[] := '{}';
      BEGIN
        FOREACH current IN ARRAY string_to_array(regexp_replace(coalesce(value, ''), '\\s', ' ', 'g'), NULL) LOOP
          IF current <> ' ' THEN
            grams := grams || current;
            IF previous <> ' ' THEN grams := grams || (previous || current); END IF;
          END IF;
          previous := current;
        END LOOP;
        RETURN ARRAY(SELECT DISTINCT gram FROM unnest(grams) gram);
      END $$;

      CREATE TABLE area (
        code text PRIMARY KEY, name text NOT NULL, short_name text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('city', 'county', 'zone', 'city_level')),
        parent_code text REFERENCES area, sort int NOT NULL
      );
      COMMENT ON TABLE area IS '填报地区: the city, ten county-level areas and 市本级';
      CREATE TABLE region (
        code text PRIMARY KEY, name text NOT NULL, short_name text NOT NULL, level text NOT NULL, parent_code text, province_code text
      );
      COMMENT ON TABLE region IS 'GB/T 2260 行政区划';
      CREATE TABLE industry (
        code text PRIMARY KEY, name text NOT NULL, level text NOT NULL, parent_code text, section_code text NOT NULL, path text NOT NULL
      );
      COMMENT ON TABLE industry IS 'GB/T 4754-2017 国民经济行业分类';
      CREATE TABLE park (
        name text PRIMARY KEY, area_code text REFERENCES area, lead_industry text NOT NULL, industry_codes text[] NOT NULL DEFAULT '{}', clause text
      );
      COMMENT ON TABLE park IS '园区与首位产业 (measure 30)';

      CREATE TABLE organisation (
        id uuid PRIMARY KEY DEFAULT uuidv7(), code text NOT NULL UNIQUE, name text NOT NULL, kind text NOT NULL,
        area_code text NOT NULL REFERENCES area, parent_id uuid REFERENCES organisation
      );
      CREATE TABLE app_user (
        id uuid PRIMARY KEY DEFAULT uuidv7(), username text NOT NULL UNIQUE, display_name text NOT NULL, password_hash text NOT NULL,
        organisation_id uuid NOT NULL REFERENCES organisation, roles text[] NOT NULL, is_demonstration boolean NOT NULL DEFAULT false,
        disabled_at timestamptz, last_signed_in_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), version int NOT NULL DEFAULT 1
      );
      -- Beside app_user, so that a mistyped password does not fill the audit.
      CREATE TABLE sign_in_attempt (
        username text PRIMARY KEY, failed_count int NOT NULL, locked_until timestamptz, last_failed_at timestamptz NOT NULL
      );
      CREATE TABLE user_session (
        token_hash bytea PRIMARY KEY, user_id uuid NOT NULL REFERENCES app_user, created_at timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL
      );
      CREATE INDEX user_session_user ON user_session (user_id);
      CREATE INDEX user_session_expiry ON user_session (expires_at);
      CREATE TABLE stored_file (
        id uuid PRIMARY KEY DEFAULT uuidv7(), name text NOT NULL, media_type text NOT NULL, size_bytes bigint NOT NULL,
        sha256 text NOT NULL, storage_key text NOT NULL, purpose text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), created_by_id uuid
      );
      CREATE INDEX stored_file_sha256 ON stored_file (sha256);

      SELECT audit_table('organisation'); SELECT audit_table('app_user');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
