import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What may be read of a contact by whoever sees it. Numbers and addresses are written here, and read through `reveal_contact` alone. */
const READABLE = `id, enterprise_id, name, post, note, source_name, source_on, primary_since, organisation_id, version, created_at, created_by_id,
  updated_at, updated_by_id, withdrawn_at, withdrawn_by_id, withdraw_reason, phone_masked, mobile_masked, email_masked`;
const WRITABLE = `name, post, note, phone, mobile, email, source_name, source_on, primary_since, version, updated_at, updated_by_id, withdrawn_at,
  withdrawn_by_id, withdraw_reason`;
const SEES = `(SELECT access.reach('enterprise.contact')) IS NOT NULL AND EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_id)`;

/** 联系人, 对接人 and 最近联系 (measure 2e): people of an enterprise, who answers for the relation, and when somebody was last in touch. */
export class KeepEnterpriseContacts1779919000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.nameOwners(runner);
    await this.followContacts(runner);
    await this.keepContacts(runner);
  }

  private async nameOwners(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE enterprise ADD COLUMN owner_id uuid REFERENCES app_user, ADD COLUMN owner_since timestamptz, ADD COLUMN last_contact_on date,
        ADD CHECK ((owner_id IS NULL) = (owner_since IS NULL));
      COMMENT ON COLUMN enterprise.owner_id IS '对接人: who answers for the relation with the enterprise; of the unit that holds it, if one does';
      COMMENT ON COLUMN enterprise.last_contact_on IS '最近联系: newest activity of any of its leads, kept by a trigger, never typed';
      CREATE INDEX enterprise_owner ON enterprise (owner_id) WHERE owner_id IS NOT NULL;
      CREATE INDEX enterprise_last_contact ON enterprise (last_contact_on) WHERE last_contact_on IS NOT NULL;

      CREATE TABLE enterprise_handover (
        id uuid PRIMARY KEY DEFAULT uuidv7(), enterprise_id uuid NOT NULL REFERENCES enterprise,
        from_id uuid REFERENCES app_user, to_id uuid REFERENCES app_user, reason text, by_id uuid REFERENCES app_user,
        at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      COMMENT ON TABLE enterprise_handover IS '对接交接: each change of who answers for an enterprise, whatever path it took';
      CREATE INDEX enterprise_handover_enterprise ON enterprise_handover (enterprise_id, id);
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON enterprise_handover FROM lianghuan_app;
      ALTER TABLE enterprise_handover ENABLE ROW LEVEL SECURITY;
      CREATE POLICY enterprise_handover_read ON enterprise_handover FOR SELECT USING (EXISTS (SELECT FROM enterprise e WHERE e.id = enterprise_id));

      -- Who answers for a relation may have its telephone numbers shown, so who that is is no field that anybody who writes facts may write.
      CREATE FUNCTION check_enterprise_owner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE
        own constant uuid := organisation_id();
        unit uuid;
      BEGIN
        -- Another unit follows it, or nobody does any more: its person answers no longer.
        IF NEW.holder_organisation_id IS DISTINCT FROM OLD.holder_organisation_id AND NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id
          AND NEW.owner_id IS NOT NULL
          AND (SELECT u.organisation_id FROM app_user u WHERE u.id = NEW.owner_id) IS DISTINCT FROM NEW.holder_organisation_id THEN
          NEW.owner_id := NULL;
          NEW.owner_since := NULL;
          RETURN NEW;
        END IF;
        IF NEW.owner_id IS NOT DISTINCT FROM OLD.owner_id THEN RETURN NEW; END IF;
        unit := (SELECT u.organisation_id FROM app_user u WHERE u.id = NEW.owner_id);
        IF NEW.holder_organisation_id IS NOT NULL AND NEW.owner_id IS NOT NULL AND unit IS DISTINCT FROM NEW.holder_organisation_id THEN
          RAISE EXCEPTION 'the owner of % is not of the unit that holds it', NEW.id USING ERRCODE = 'check_violation';
        END IF;
        IF actor_id() IS NOT NULL AND reach('enterprise.contact') IS DISTINCT FROM 'city' AND (reach('enterprise.contact') IS NOT NULL AND (
          OLD.owner_id = actor_id() OR NEW.holder_organisation_id = own
          OR (NEW.holder_organisation_id IS NULL AND (OLD.owner_id IS NULL
            OR (SELECT u.organisation_id FROM app_user u WHERE u.id = OLD.owner_id) = own) AND (NEW.owner_id IS NULL OR unit = own)))) IS NOT TRUE THEN
          RAISE EXCEPTION 'no right to hand % over', NEW.id USING ERRCODE = 'insufficient_privilege';
        END IF;
        NEW.owner_since := CASE WHEN NEW.owner_id IS NULL THEN NULL ELSE coalesce(NEW.owner_since, now()) END;
        RETURN NEW;
      END $$;
      CREATE TRIGGER check_owner BEFORE UPDATE OF owner_id, holder_organisation_id ON enterprise
        FOR EACH ROW EXECUTE FUNCTION check_enterprise_owner();
      CREATE FUNCTION keep_enterprise_handover() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        INSERT INTO enterprise_handover (enterprise_id, from_id, to_id, reason, by_id)
        VALUES (NEW.id, OLD.owner_id, NEW.owner_id, nullif(current_setting('lianghuan.reason', true), ''), actor_id());
        RETURN NULL;
      END $$;
      CREATE TRIGGER keep_handover AFTER UPDATE ON enterprise FOR EACH ROW
        WHEN (OLD.owner_id IS DISTINCT FROM NEW.owner_id) EXECUTE FUNCTION keep_enterprise_handover();
      REVOKE EXECUTE ON FUNCTION check_enterprise_owner, keep_enterprise_handover FROM PUBLIC;
    `);
  }

  /** The audit names hidden columns per table from now on: what is derived, and what nobody may read in passing. */
  private async followContacts(runner: QueryRunner): Promise<void> {
    const [{ definition }] = (await runner.query(
      `SELECT pg_get_functiondef('write_audit()'::regprocedure) AS definition`,
    )) as [{ definition: string }];
    const changed = definition.replace(
      /before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb\(OLD\) - hidden END;\s*after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb\(NEW\) - hidden END;/,
      `before jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) - hidden - coalesce(TG_ARGV[0], '{}')::text[] END;
        after jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) - hidden - coalesce(TG_ARGV[0], '{}')::text[] END;`,
    );
    if (changed === definition) throw new Error('write_audit() is not what this migration changes');
    await runner.query(changed);
    await runner.query(`
      DROP TRIGGER write_audit ON enterprise;
      CREATE TRIGGER write_audit AFTER UPDATE OR DELETE ON enterprise FOR EACH ROW EXECUTE FUNCTION write_audit('{last_contact_on}');

      CREATE FUNCTION keep_last_contact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        UPDATE enterprise e SET last_contact_on = l.newest
        FROM (SELECT w.id, (SELECT max(l.last_activity_on) FROM lead l WHERE l.enterprise_id = w.id) AS newest
          FROM unnest(ARRAY[NEW.enterprise_id, OLD.enterprise_id]) AS w(id)) l
        WHERE e.id = l.id AND e.last_contact_on IS DISTINCT FROM l.newest;
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION keep_last_contact FROM PUBLIC;
      CREATE TRIGGER keep_last_contact_of_new AFTER INSERT ON lead FOR EACH ROW WHEN (NEW.last_activity_on IS NOT NULL) EXECUTE FUNCTION keep_last_contact();
      CREATE TRIGGER keep_last_contact AFTER UPDATE OF last_activity_on, enterprise_id ON lead FOR EACH ROW
        WHEN (OLD.last_activity_on IS DISTINCT FROM NEW.last_activity_on OR OLD.enterprise_id <> NEW.enterprise_id) EXECUTE FUNCTION keep_last_contact();
      CREATE TRIGGER keep_last_contact_of_gone AFTER DELETE ON lead FOR EACH ROW EXECUTE FUNCTION keep_last_contact();
      UPDATE enterprise e SET last_contact_on = l.newest FROM (SELECT enterprise_id, max(last_activity_on) AS newest FROM lead GROUP BY 1) l
        WHERE e.id = l.enterprise_id AND l.newest IS NOT NULL;
    `);
  }

  private async keepContacts(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION mask_number(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT CASE WHEN length(value) >= 8 THEN left(value, 3) || '****' || right(value, 4) ELSE left(value, 1) || '****' END $$;
      CREATE FUNCTION mask_email(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT left(value, 1) || '***' || substring(value FROM '@.*$') $$;

      ALTER TABLE enterprise_contact RENAME COLUMN archived_at TO withdrawn_at;
      ALTER TABLE enterprise_contact ADD COLUMN mobile text, ADD COLUMN email text, ADD COLUMN source_name text, ADD COLUMN source_on text,
        ADD COLUMN primary_since timestamptz, ADD COLUMN version int NOT NULL DEFAULT 1,
        ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN updated_by_id uuid REFERENCES app_user,
        ADD COLUMN withdrawn_by_id uuid REFERENCES app_user, ADD COLUMN withdraw_reason text;
      UPDATE enterprise_contact SET withdraw_reason = '已撤下' WHERE withdrawn_at IS NOT NULL;
      ALTER TABLE enterprise_contact ADD CHECK ((withdrawn_at IS NULL) = (withdraw_reason IS NULL)),
        ADD COLUMN phone_masked text GENERATED ALWAYS AS (mask_number(phone)) STORED,
        ADD COLUMN mobile_masked text GENERATED ALWAYS AS (mask_number(mobile)) STORED,
        ADD COLUMN email_masked text GENERATED ALWAYS AS (mask_email(email)) STORED;
      COMMENT ON TABLE enterprise_contact IS '企业联系人: a person of an enterprise; whom the numbers are shown to, see reveal_contact';
      COMMENT ON COLUMN enterprise_contact.organisation_id IS 'Unit that recorded it';
      COMMENT ON COLUMN enterprise_contact.primary_since IS '主要联系人: the live contact of an enterprise with the latest such moment is the primary one, so that a merge needs no decision';
      CREATE INDEX enterprise_contact_enterprise ON enterprise_contact (enterprise_id);

      DROP TRIGGER write_audit ON enterprise_contact;
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OR DELETE ON enterprise_contact FOR EACH ROW EXECUTE FUNCTION write_audit('{phone,mobile,email}');
      REVOKE SELECT, UPDATE, DELETE, TRUNCATE ON enterprise_contact FROM lianghuan_app;
      GRANT SELECT (${READABLE}) ON enterprise_contact TO lianghuan_app;
      GRANT UPDATE (${WRITABLE}) ON enterprise_contact TO lianghuan_app;

      -- Who may have the numbers shown, and change or withdraw a contact: who answers for the enterprise, the unit that holds it, the city's
      -- roles; and the unit that recorded the contact as long as nobody holds the enterprise.
      CREATE FUNCTION access.keeps_contact(wanted uuid, recording_unit uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT access.reach('enterprise.contact') IS NOT NULL AND (access.reach('enterprise.contact') = 'city'
          OR EXISTS (SELECT FROM public.enterprise e WHERE e.id = wanted AND (e.owner_id = access.actor_id()
            OR e.holder_organisation_id = access.organisation_id()
            OR (e.holder_organisation_id IS NULL AND recording_unit = access.organisation_id())))) $$;

      DROP POLICY enterprise_contact_scope ON enterprise_contact;
      CREATE POLICY enterprise_contact_read ON enterprise_contact FOR SELECT USING (${SEES});
      CREATE POLICY enterprise_contact_add ON enterprise_contact FOR INSERT WITH CHECK (${SEES}
        AND organisation_id = (SELECT access.organisation_id()) AND created_by_id = (SELECT access.actor_id()));
      CREATE POLICY enterprise_contact_change ON enterprise_contact FOR UPDATE USING (access.keeps_contact(enterprise_id, organisation_id));

      CREATE TABLE contact_reveal (
        id uuid PRIMARY KEY DEFAULT uuidv7(), contact_id uuid NOT NULL REFERENCES enterprise_contact, actor_id uuid NOT NULL REFERENCES app_user,
        reason text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), request_id text
      );
      COMMENT ON TABLE contact_reveal IS '联系方式显示记录: who had which person''s numbers shown, when and why; grows through reveal_contact alone';
      CREATE INDEX contact_reveal_contact ON contact_reveal (contact_id, at DESC);
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON contact_reveal FROM lianghuan_app;
      CREATE TRIGGER contact_reveal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON contact_reveal
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
      ALTER TABLE contact_reveal ENABLE ROW LEVEL SECURITY;
      CREATE POLICY contact_reveal_read ON contact_reveal FOR SELECT USING (
        EXISTS (SELECT FROM enterprise_contact c WHERE c.id = contact_id AND access.keeps_contact(c.enterprise_id, c.organisation_id)));

      -- The one way to a number: it is logged in the step that shows it. Nothing for those who may not; the caller tells them so.
      CREATE FUNCTION reveal_contact(wanted uuid, why text) RETURNS TABLE (phone text, mobile text, email text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        IF actor_id() IS NULL OR length(trim(why)) < 2 THEN RETURN; END IF;
        RETURN QUERY SELECT c.phone, c.mobile, c.email FROM enterprise_contact c
          WHERE c.id = wanted AND c.withdrawn_at IS NULL AND keeps_contact(c.enterprise_id, c.organisation_id);
        IF FOUND THEN
          INSERT INTO contact_reveal (contact_id, actor_id, reason, request_id)
          VALUES (wanted, actor_id(), why, nullif(current_setting('lianghuan.request_id', true), ''));
        END IF;
      END $$;
      REVOKE EXECUTE ON FUNCTION reveal_contact FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION reveal_contact TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
