import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that may be empty. Rows without a value are a part of the list by themselves (record/list-part.ts). */
const ORDERS = {
  enterprise: [
    'province',
    'revenue_cny',
    'total_assets_cny',
    'registered_capital_cny',
    'employee_count',
    'valid_until',
  ],
  project: ['total_investment_cny', 'planned_start_on', 'valid_until'],
} as const;

/** Indexes for the orders of the big lists, and a look-up that gives up in time where a search finds half of the register. */
export class IndexListOrders1779922000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [table, columns] of Object.entries(ORDERS)) {
      for (const column of columns) {
        await runner.query(
          `CREATE INDEX ${table}_order_${column} ON ${table} (${column} DESC, id) WHERE archived_at IS NULL AND ${column} IS NOT NULL`,
        );
      }
    }
    await runner.query(`
      CREATE INDEX enterprise_order_name ON enterprise (name DESC, id) WHERE archived_at IS NULL;
      CREATE INDEX enterprise_order_grade ON enterprise (grade DESC, id) WHERE archived_at IS NULL;

      -- With the columns the policy asks for, and rows of nobody first: most may be counted without a look at the table.
      DROP INDEX enterprise_scope, enterprise_province;
      CREATE INDEX enterprise_scope ON enterprise (holder_organisation_id NULLS FIRST, holder_area_code, id) WHERE archived_at IS NULL;
      CREATE INDEX enterprise_province ON enterprise (province, updated_at DESC, id) INCLUDE (holder_organisation_id, holder_area_code)
        WHERE archived_at IS NULL;

      -- Whether more than at_most rows of a register have all of these pieces, by the statistics of the table. An index of arrays is
      -- read to its end before the first row comes out of it; where each piece is in one row of fifty, reading the table is quicker.
      CREATE FUNCTION is_wide_search(register text, grams text[], at_most int) RETURNS boolean
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
        SELECT coalesce(min(coalesce(f.freq, 0)) > 0.02
          AND min(coalesce(f.freq, 0)) * (SELECT reltuples FROM pg_class WHERE oid = to_regclass(register)) > 2 * at_most, false)
        FROM unnest(grams) wanted(gram) LEFT JOIN (
          SELECT e.gram, s.most_common_elem_freqs[e.i] AS freq
          FROM pg_stats s, unnest(s.most_common_elems::text::text[]) WITH ORDINALITY AS e(gram, i)
          WHERE s.schemaname = 'public' AND s.tablename = register AND s.attname = 'search_grams') f USING (gram) $$;
      -- Past row-level security like enterprises_with_grams, telling ids only: of the rows with all of these pieces, or one of these
      -- industry codes; NULL where there are more than at_most.
      CREATE FUNCTION enterprise_candidates(kind text, wanted text[], at_most int) RETURNS uuid[]
        LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE ids uuid[];
      BEGIN
        IF kind = 'grams' THEN
          IF is_wide_search('enterprise', wanted, at_most) THEN RETURN NULL; END IF;
          ids := ARRAY(SELECT id FROM enterprise WHERE search_grams @> wanted LIMIT at_most + 1);
        ELSE
          ids := ARRAY(SELECT id FROM enterprise WHERE industry_codes && wanted LIMIT at_most + 1);
        END IF;
        RETURN CASE WHEN cardinality(ids) <= at_most THEN ids END;
      END $$;
      REVOKE EXECUTE ON FUNCTION is_wide_search, enterprise_candidates FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION is_wide_search, enterprise_candidates TO lianghuan_app;
      -- Nothing asks it any more.
      DROP FUNCTION enterprises_in_industries;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
