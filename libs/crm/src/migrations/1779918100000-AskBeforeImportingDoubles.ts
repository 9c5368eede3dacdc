import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Rows of an import that may be in the register already, by the rule of the nightly scan. */
export class AskBeforeImportingDoubles1779918100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE import_row ADD likely jsonb;
      COMMENT ON COLUMN import_row.likely IS
        'Stored rows that a row to be created may be the same as, best first; NULL for none. Of them a reader is told those he may see';
      CREATE INDEX import_row_likely ON import_row (batch_id, verdict) WHERE likely IS NOT NULL;
      ALTER TABLE import_batch ADD check_started_at timestamptz;
      COMMENT ON COLUMN import_batch.check_started_at IS 'What others wrote after this moment, the importer has not been shown';

      -- Past row-level security, since array operators are not leakproof; it tells ids only, which the tables then show or not. A key in
      -- more than at_most rows says nothing, and is passed over.
      CREATE FUNCTION records_by_duplicate_key(register text, keys text[], at_most int) RETURNS TABLE (key text, ids uuid[])
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$ BEGIN
        IF register NOT IN ('resource', 'market', 'project', 'enterprise') THEN RAISE EXCEPTION 'no register %', register; END IF;
        RETURN QUERY EXECUTE format(
          'SELECT k.key, array_agg(r.id) FROM unnest($1) AS k(key) CROSS JOIN LATERAL (
             SELECT t.id FROM %I t WHERE t.duplicate_keys @> ARRAY[k.key] AND t.archived_at IS NULL LIMIT $2 + 1) r
           GROUP BY k.key HAVING count(*) <= $2', register) USING keys, at_most;
      END $$;
      REVOKE EXECUTE ON FUNCTION records_by_duplicate_key FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION records_by_duplicate_key TO lianghuan_app;
      DROP FUNCTION records_with_duplicate_keys;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
