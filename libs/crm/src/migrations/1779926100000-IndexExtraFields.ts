import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lists are filtered by range, and sorted, by figures and days among the extra fields: each of them has an index of its own. */
export class IndexExtraFields1779926100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The expressions are those of libs/crm/src/extra-field/extra-order.ts.
      CREATE FUNCTION index_extra_field() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE value text := format(CASE WHEN NEW.kind = 'day' THEN '(extra ->> %L)' ELSE '((extra ->> %L)::numeric)' END, NEW.name);
      BEGIN
        EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON resource (%s, id DESC) WHERE %s IS NOT NULL', 'resource_extra_' || NEW.name, value, value);
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION index_extra_field FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION index_extra_field TO lianghuan_app;
      CREATE TRIGGER extra_field_index AFTER INSERT ON extra_field FOR EACH ROW
        WHEN (NEW.register = 'resource' AND NEW.kind IN ('money', 'quantity', 'share', 'integer', 'day')) EXECUTE FUNCTION index_extra_field();
      DO $$
      DECLARE field record; value text;
      BEGIN
        FOR field IN SELECT name, kind FROM extra_field WHERE register = 'resource' AND kind IN ('money', 'quantity', 'share', 'integer', 'day') LOOP
          value := format(CASE WHEN field.kind = 'day' THEN '(extra ->> %L)' ELSE '((extra ->> %L)::numeric)' END, field.name);
          EXECUTE format('CREATE INDEX %I ON resource (%s, id DESC) WHERE %s IS NOT NULL', 'resource_extra_' || field.name, value, value);
        END LOOP;
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
