import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Every row of a register carries the keys by which its doubles are found; rows stored before get theirs in the next scan. */
export class KeyDuplicates1779913000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of ['resource', 'market', 'project', 'enterprise', 'need_entry']) {
      await runner.query(`
        ALTER TABLE ${table} ADD COLUMN duplicate_keys text[];
        COMMENT ON COLUMN ${table}.duplicate_keys IS 'Rows that may be the same share one of these; NULL: not made yet';
      `);
    }
    for (const table of ['resource', 'market', 'project', 'enterprise']) {
      await runner.query(`CREATE INDEX ${table}_duplicate_keys ON ${table} USING gin (duplicate_keys)`);
    }
    await runner.query(`
      -- Derived like the search text, so no part of the history.
      DO $$ BEGIN
        EXECUTE replace(pg_get_functiondef('write_audit()'::regprocedure), '{search_text,', '{search_text,duplicate_keys,');
      END $$;

      -- Past row-level security, since array operators are not leakproof; it tells ids only, which the tables then show or not.
      CREATE FUNCTION records_with_duplicate_keys(register text, keys text[], at_most int) RETURNS SETOF uuid
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$ BEGIN
        IF register NOT IN ('resource', 'market', 'project', 'enterprise') THEN RAISE EXCEPTION 'no register %', register; END IF;
        RETURN QUERY EXECUTE format('SELECT id FROM %I WHERE duplicate_keys && $1 AND archived_at IS NULL LIMIT $2', register) USING keys, at_most;
      END $$;
      REVOKE EXECUTE ON FUNCTION records_with_duplicate_keys FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION records_with_duplicate_keys TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
