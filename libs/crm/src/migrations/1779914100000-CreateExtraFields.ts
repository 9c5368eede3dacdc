import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 扩展字段: fields of some kinds of resource, defined as data and held in one typed, indexed column. */
export class CreateExtraFields1779914100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE extra_field (
        id uuid PRIMARY KEY DEFAULT uuidv7(), register text NOT NULL DEFAULT 'resource' CHECK (register = 'resource'),
        name text NOT NULL CHECK (name ~ '^[a-z][A-Za-z0-9]{1,39}$'), title text NOT NULL, subtypes text[] NOT NULL CHECK (cardinality(subtypes) > 0),
        kind text NOT NULL CHECK (kind IN ('text', 'longText', 'money', 'quantity', 'share', 'integer', 'day', 'choice')),
        unit text, choices jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(choices) = 'array'), section text NOT NULL, help text,
        aliases text[] NOT NULL DEFAULT '{}', is_expected boolean NOT NULL DEFAULT false, is_filter boolean NOT NULL DEFAULT false,
        position int NOT NULL, source text, retired_at timestamptz, version int NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), updated_by_id uuid REFERENCES app_user,
        UNIQUE (register, name), CHECK ((kind = 'choice') = (choices <> '[]')), CHECK (NOT is_filter OR kind = 'choice')
      );
      COMMENT ON TABLE extra_field IS '扩展字段 of a register; values stand in the register''s column extra under name';
      CREATE UNIQUE INDEX extra_field_title ON extra_field (register, title) WHERE retired_at IS NULL;
      SELECT audit_table('extra_field');
      REVOKE DELETE ON extra_field FROM lianghuan_app;
      ALTER TABLE extra_field ENABLE ROW LEVEL SECURITY;
      CREATE POLICY extra_field_read ON extra_field FOR SELECT USING (true);
      CREATE POLICY extra_field_manage ON extra_field USING ((SELECT access.reach('extra-field.manage')) IS NOT NULL);

      ALTER TABLE resource ADD COLUMN extra jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(extra) = 'object');
      CREATE INDEX resource_extra ON resource USING gin (extra jsonb_path_ops);

      -- Whatever path a row takes into the table: only defined names, and values of their kind.
      CREATE FUNCTION check_extra() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE wrong text;
      BEGIN
        SELECT v.key INTO wrong FROM jsonb_each(NEW.extra) v LEFT JOIN extra_field f ON f.register = TG_TABLE_NAME AND f.name = v.key
        WHERE f.id IS NULL OR NOT CASE
          WHEN f.kind = 'integer' THEN jsonb_typeof(v.value) = 'number' AND (v.value #>> '{}')::numeric % 1 = 0
          WHEN jsonb_typeof(v.value) <> 'string' THEN false
          WHEN f.kind IN ('money', 'quantity', 'share') THEN v.value #>> '{}' ~ '^\\d{1,18}(\\.\\d{1,6})?$'
          WHEN f.kind = 'day' THEN v.value #>> '{}' ~ '^\\d{4}-\\d{2}-\\d{2}$'
          WHEN f.kind = 'choice' THEN f.choices @> jsonb_build_array(jsonb_build_object('code', v.value))
          ELSE v.value #>> '{}' <> '' END
        LIMIT 1;
        IF wrong IS NOT NULL THEN
          RAISE EXCEPTION 'extra field % of % is unknown or of another kind', wrong, TG_TABLE_NAME
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'extra_typed', DETAIL = wrong;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER resource_extra_insert AFTER INSERT ON resource FOR EACH ROW WHEN (NEW.extra <> '{}') EXECUTE FUNCTION check_extra();
      CREATE TRIGGER resource_extra_update AFTER UPDATE OF extra ON resource FOR EACH ROW
        WHEN (NEW.extra <> '{}' AND NEW.extra IS DISTINCT FROM OLD.extra) EXECUTE FUNCTION check_extra();
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
