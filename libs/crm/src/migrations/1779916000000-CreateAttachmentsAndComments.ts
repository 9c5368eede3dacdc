import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables that attachments and comments hang on, with the permission that opens each. */
const SUBJECTS = [
  ['resource', 'resource.read'], ['market', 'market.read'], ['project', 'project.read'], ['enterprise', 'enterprise.read'],
  ['lead', 'lead.read'], ['review_packet', 'review.read'],
] as const; // prettier-ignore
const COLUMNS = SUBJECTS.map(([table]) => `${table}_id`);
/** Examples of leads and packets may be removed, and take with them what hangs on them; nothing else is ever deleted. */
const REMOVABLE: readonly string[] = ['lead', 'review_packet'];

/**
 * One foreign key for each kind of record, exactly one of them set, so that a merge finds and moves what hangs on a row; `subject` and
 * `subject_id` say the same in the form queries ask for.
 */
const SUBJECT = `
  ${SUBJECTS.map(([table]) => `${table}_id uuid REFERENCES ${table}${REMOVABLE.includes(table) ? ' ON DELETE CASCADE' : ''}`).join(', ')},
  subject text NOT NULL GENERATED ALWAYS AS (CASE ${SUBJECTS.map(([table]) => `WHEN ${table}_id IS NOT NULL THEN '${table}'`).join(' ')} END) STORED,
  subject_id uuid NOT NULL GENERATED ALWAYS AS (coalesce(${COLUMNS.join(', ')})) STORED,
  CHECK (num_nonnulls(${COLUMNS.join(', ')}) = 1)`;

/** Whoever reads the record; its own row-level security decides. */
const seesSubject = (table: string) =>
  SUBJECTS.map(
    ([
      subject,
      permission,
    ]) => `(${table}.${subject}_id IS NOT NULL AND (SELECT access.reach('${permission}')) IS NOT NULL
      AND EXISTS (SELECT FROM ${subject} s WHERE s.id = ${table}.${subject}_id))`,
  ).join(' OR ');

/** 附件 with versions and 评论 with mentions, on any record; seen by exactly those who see the record. */
export class CreateAttachmentsAndComments1779916000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE attachment (
        id uuid PRIMARY KEY DEFAULT uuidv7(), ${SUBJECT},
        title text NOT NULL, kind text NOT NULL, organisation_id uuid NOT NULL REFERENCES organisation,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(), created_by_id uuid NOT NULL REFERENCES app_user,
        withdrawn_at timestamptz, withdrawn_by_id uuid REFERENCES app_user, withdraw_reason text,
        CHECK ((withdrawn_at IS NULL) = (withdraw_reason IS NULL))
      );
      COMMENT ON TABLE attachment IS '附件: a document of a record; its files are the versions';
      COMMENT ON COLUMN attachment.organisation_id IS 'Unit that added it and keeps it';
      CREATE INDEX attachment_subject ON attachment (subject_id, id);
      CREATE TABLE attachment_version (
        id uuid PRIMARY KEY DEFAULT uuidv7(), attachment_id uuid NOT NULL REFERENCES attachment ON DELETE CASCADE,
        no int NOT NULL CHECK (no > 0), file_id uuid NOT NULL UNIQUE REFERENCES stored_file, note text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(), created_by_id uuid NOT NULL REFERENCES app_user,
        UNIQUE (attachment_id, no)
      );
      COMMENT ON TABLE attachment_version IS '附件版本: one upload; the earlier ones stay';

      CREATE TABLE comment (
        id uuid PRIMARY KEY DEFAULT uuidv7(), ${SUBJECT},
        text text, organisation_id uuid NOT NULL REFERENCES organisation,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(), created_by_id uuid NOT NULL REFERENCES app_user,
        edited_at timestamptz, withdrawn_at timestamptz, CHECK ((text IS NULL) = (withdrawn_at IS NOT NULL))
      );
      COMMENT ON TABLE comment IS '评论: what somebody says about a record';
      COMMENT ON COLUMN comment.text IS 'NULL once withdrawn; the audit keeps what it was';
      CREATE INDEX comment_subject ON comment (subject_id, id);
      CREATE TABLE comment_mention (
        id uuid PRIMARY KEY DEFAULT uuidv7(), comment_id uuid NOT NULL REFERENCES comment ON DELETE CASCADE,
        user_id uuid NOT NULL REFERENCES app_user, read_at timestamptz, UNIQUE (comment_id, user_id)
      );
      COMMENT ON TABLE comment_mention IS '提到: who is called by a comment, and when he has read it';
      CREATE INDEX comment_mention_user ON comment_mention (user_id, comment_id DESC);
      CREATE INDEX comment_mention_unread ON comment_mention (user_id) WHERE read_at IS NULL;
      ${COLUMNS.flatMap((column) => ['attachment', 'comment'].map((table) => `CREATE INDEX ${table}_${column} ON ${table} (${column}) WHERE ${column} IS NOT NULL;`)).join('\n')}

      SELECT audit_table('attachment'); SELECT audit_table('attachment_version'); SELECT audit_table('comment');
      CREATE TRIGGER write_audit AFTER INSERT OR DELETE ON comment_mention FOR EACH ROW EXECUTE FUNCTION write_audit();
    `);
    await this.nameWriters(runner);
    await this.secure(runner);
  }

  /** Who may do what with a record, asked of the database by policies and services alike. */
  private async nameWriters(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION access.reaches_area(permission text, wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT access.reach(permission) IS NOT NULL AND (access.reach(permission) = 'city' OR EXISTS (
          SELECT FROM public.area a WHERE a.code = ANY (access.areas()) AND (a.kind = 'city' OR a.code = wanted))) $$;
      COMMENT ON FUNCTION access.reaches_area IS 'Whether a permission of the actor reaches an area: of the own unit, below it, or any';

      -- Whether the actor may write the record: the rules of the registers and of leads, of rows the actor sees.
      CREATE FUNCTION may_write_subject(subject text, wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT CASE subject
          WHEN 'resource' THEN EXISTS (SELECT FROM resource s WHERE s.id = wanted AND access.reaches_area('resource.update', s.area_code))
          WHEN 'market' THEN EXISTS (SELECT FROM market s WHERE s.id = wanted AND access.reaches_area('market.update', s.area_code))
          WHEN 'project' THEN EXISTS (SELECT FROM project s WHERE s.id = wanted AND access.reaches_area('project.update', s.area_code))
          WHEN 'enterprise' THEN access.reach('enterprise.update') IS NOT NULL AND EXISTS (SELECT FROM enterprise s WHERE s.id = wanted)
          WHEN 'lead' THEN access.reach('lead.update') IS NOT NULL AND EXISTS (SELECT FROM lead s WHERE s.id = wanted
            AND (access.reach('lead.update') = 'city' OR s.owner_id = access.actor_id() OR access.organisation_id() = ANY (s.shared_organisation_ids)
              OR (access.reach('lead.update') = 'area' AND s.area_code = ANY (access.areas()))))
          WHEN 'review_packet' THEN EXISTS (SELECT FROM review_packet s WHERE s.id = wanted
            AND (access.reach('review.conclude') IS NOT NULL OR access.reaches_area('review.submit', s.area_code)
              OR (access.reach('review.submit') IS NOT NULL AND s.organisation_id = access.organisation_id())))
          ELSE false END $$;

      -- New versions and withdrawal: for the unit that added it while it may write the record, and for whoever writes such records city-wide.
      CREATE FUNCTION may_change_attachment(wanted attachment) RETURNS boolean LANGUAGE sql STABLE AS $$
        SELECT may_write_subject(wanted.subject, wanted.subject_id) AND (wanted.organisation_id = access.organisation_id()
          OR access.reach(CASE wanted.subject WHEN 'review_packet' THEN 'review.submit' ELSE wanted.subject || '.update' END) = 'city') $$;

      -- Of these people the first ones who see the record. Each is asked under the policies themselves, so that there is no second rule.
      CREATE FUNCTION subject_readers(subject text, wanted uuid, people jsonb, at_most int) RETURNS SETOF uuid LANGUAGE plpgsql AS $$
      DECLARE
        own constant text[] := ARRAY[current_setting('lianghuan.actor_id', true), current_setting('lianghuan.organisation_id', true),
          current_setting('lianghuan.areas', true), current_setting('lianghuan.reach', true)];
        person record;
        is_reader boolean;
        found_count int := 0;
      BEGIN
        FOR person IN SELECT * FROM jsonb_to_recordset(people) AS p(id uuid, organisation_id uuid, areas text, permission text, reach jsonb) LOOP
          CONTINUE WHEN NOT person.reach ? person.permission;
          PERFORM set_config('lianghuan.actor_id', person.id::text, true), set_config('lianghuan.organisation_id', person.organisation_id::text, true),
            set_config('lianghuan.areas', person.areas, true), set_config('lianghuan.reach', person.reach::text, true);
          CASE subject
            ${SUBJECTS.map(([table]) => `WHEN '${table}' THEN is_reader := EXISTS (SELECT FROM ${table} s WHERE s.id = wanted);`).join('\n            ')}
          END CASE;
          IF is_reader THEN
            RETURN NEXT person.id;
            found_count := found_count + 1;
            EXIT WHEN found_count >= at_most;
          END IF;
        END LOOP;
        PERFORM set_config('lianghuan.actor_id', own[1], true), set_config('lianghuan.organisation_id', own[2], true),
          set_config('lianghuan.areas', own[3], true), set_config('lianghuan.reach', own[4], true);
      END $$;

      CREATE FUNCTION file_is_attached(wanted_id uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS
        $$ SELECT EXISTS (SELECT FROM attachment_version WHERE file_id = wanted_id) $$;
      REVOKE EXECUTE ON FUNCTION file_is_attached FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION file_is_attached TO lianghuan_app;
    `);
  }

  private async secure(runner: QueryRunner): Promise<void> {
    const isOwn = `created_by_id = (SELECT access.actor_id())`;
    const isOfOwnUnit = `${isOwn} AND organisation_id = (SELECT access.organisation_id())`;
    await runner.query(`
      ALTER TABLE attachment ENABLE ROW LEVEL SECURITY;
      CREATE POLICY attachment_read ON attachment FOR SELECT USING (${seesSubject('attachment')});
      CREATE POLICY attachment_add ON attachment FOR INSERT
        WITH CHECK (${isOfOwnUnit} AND withdrawn_at IS NULL AND may_write_subject(subject, subject_id));
      CREATE POLICY attachment_withdraw ON attachment FOR UPDATE USING (withdrawn_at IS NULL AND may_change_attachment(attachment)) WITH CHECK (true);
      ALTER TABLE attachment_version ENABLE ROW LEVEL SECURITY;
      CREATE POLICY attachment_version_read ON attachment_version FOR SELECT
        USING (EXISTS (SELECT FROM attachment a WHERE a.id = attachment_version.attachment_id));
      CREATE POLICY attachment_version_add ON attachment_version FOR INSERT WITH CHECK (${isOwn}
        AND EXISTS (SELECT FROM attachment a WHERE a.id = attachment_version.attachment_id AND a.withdrawn_at IS NULL AND may_change_attachment(a)));

      ALTER TABLE comment ENABLE ROW LEVEL SECURITY;
      CREATE POLICY comment_read ON comment FOR SELECT USING (${seesSubject('comment')});
      CREATE POLICY comment_add ON comment FOR INSERT WITH CHECK (${isOfOwnUnit} AND (${seesSubject('comment')}));
      CREATE POLICY comment_change ON comment FOR UPDATE USING (${isOwn} AND withdrawn_at IS NULL) WITH CHECK (true);
      ALTER TABLE comment_mention ENABLE ROW LEVEL SECURITY;
      CREATE POLICY comment_mention_read ON comment_mention FOR SELECT
        USING (EXISTS (SELECT FROM comment c WHERE c.id = comment_mention.comment_id));
      CREATE POLICY comment_mention_add ON comment_mention FOR INSERT WITH CHECK (read_at IS NULL
        AND EXISTS (SELECT FROM comment c WHERE c.id = comment_mention.comment_id AND c.created_by_id = (SELECT access.actor_id())));
      CREATE POLICY comment_mention_drop ON comment_mention FOR DELETE
        USING (EXISTS (SELECT FROM comment c WHERE c.id = comment_mention.comment_id AND c.created_by_id = (SELECT access.actor_id())));
      CREATE POLICY comment_mention_seen ON comment_mention FOR UPDATE USING (user_id = (SELECT access.actor_id())) WITH CHECK (true);

      REVOKE UPDATE, DELETE, TRUNCATE ON attachment, attachment_version, comment FROM lianghuan_app;
      REVOKE UPDATE, TRUNCATE ON comment_mention FROM lianghuan_app;
      GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdraw_reason) ON attachment TO lianghuan_app;
      GRANT UPDATE (text, edited_at, withdrawn_at) ON comment TO lianghuan_app;
      GRANT UPDATE (read_at) ON comment_mention TO lianghuan_app;

      -- The bytes are seen with the record; of a withdrawn attachment only by those who keep it; before they are attached, by who uploaded them.
      CREATE POLICY stored_file_attachment ON stored_file AS RESTRICTIVE USING (
        purpose <> 'attachment'
        OR EXISTS (SELECT FROM attachment_version v JOIN attachment a ON a.id = v.attachment_id
          WHERE v.file_id = stored_file.id AND (a.withdrawn_at IS NULL OR may_change_attachment(a)))
        OR (${isOwn} AND NOT file_is_attached(id))
      ) WITH CHECK (true);
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
