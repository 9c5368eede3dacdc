import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a page of a filtered list asks before it reads rows: who acts, whether an index helps, which rows are one's own. */
export class IndexNarrowLists1779925000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX enterprise_held_newest ON enterprise (holder_organisation_id, updated_at DESC, id)
        WHERE archived_at IS NULL AND holder_organisation_id IS NOT NULL;

      -- Asked several times for each statement: cut out of the text, which takes a tenth of the time of reading it as JSON.
      CREATE OR REPLACE FUNCTION access.reach(permission text) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT nullif(split_part(split_part(current_setting('lianghuan.reach', true), '"' || permission || '":', 2), '"', 2), '') $$;

      -- Whether more than at_most rows of a register have one of these industry codes, by the statistics of the table.
      CREATE FUNCTION is_wide_industry(register text, codes text[], at_most int) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
        SELECT coalesce(sum(s.most_common_elem_freqs[e.i]), 0) * (SELECT reltuples FROM pg_class WHERE oid = to_regclass(register)) > 2 * at_most
        FROM pg_stats s, unnest(s.most_common_elems::text::text[]) WITH ORDINALITY AS e(code, i)
        WHERE s.schemaname = 'public' AND s.tablename = register AND s.attname = 'industry_codes' AND e.code = ANY (codes) $$;
      CREATE OR REPLACE FUNCTION enterprise_candidates(kind text, wanted text[], at_most int) RETURNS uuid[]
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE ids uuid[];
      BEGIN
        IF kind = 'grams' THEN
          IF is_wide_search('enterprise', wanted, at_most) THEN RETURN NULL; END IF;
          ids := ARRAY(SELECT id FROM enterprise WHERE search_grams @> wanted LIMIT at_most + 1);
        ELSE
          IF is_wide_industry('enterprise', wanted, at_most) THEN RETURN NULL; END IF;
          ids := ARRAY(SELECT id FROM enterprise WHERE industry_codes && wanted LIMIT at_most + 1);
        END IF;
        RETURN CASE WHEN cardinality(ids) <= at_most THEN ids END;
      END $$;
      REVOKE EXECUTE ON FUNCTION is_wide_industry FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION is_wide_industry TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
