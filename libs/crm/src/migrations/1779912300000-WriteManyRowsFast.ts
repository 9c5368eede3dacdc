import type { MigrationInterface, QueryRunner } from 'typeorm';

const REGISTERS = ['resource', 'market', 'project', 'enterprise', 'need_entry'] as const;

/** What a hundred thousand new rows cost the database beside being stored: the pieces they are searched by, and their audit. */
export class WriteManyRowsFast1779912300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- The application may bring the pieces along (search/search-text.ts, same rule), which costs it a fifth of what PL/pgSQL needs.
      -- Whoever leaves them out, or changes the text without them, gets them from here.
      CREATE FUNCTION fill_search_grams() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN NEW.search_grams := search_grams(NEW.search_text); RETURN NEW; END $$;

      -- One statement instead of a call for each row. Columns are named, because turning the many search pieces into JSON only to drop
      -- them costs more than all the rest.
      CREATE FUNCTION write_audit_of_new_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        EXECUTE format('INSERT INTO audit_entry (table_name, row_id, action, new_values, actor_id, request_id, reason)
          SELECT %L, v.id::text, ''INSERT'', jsonb_strip_nulls(to_jsonb(v)), actor_id(),
            nullif(current_setting(''lianghuan.request_id'', true), ''''), nullif(current_setting(''lianghuan.reason'', true), '''')
          FROM (SELECT %s FROM new_rows) v', TG_TABLE_NAME,
          (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = TG_RELID AND attnum > 0
             AND NOT attisdropped AND attname <> ALL ('{search_text,search_grams,duplicate_keys,version,updated_at,updated_by_id}')));
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION write_audit_of_new_rows FROM PUBLIC;
    `);
    for (const table of REGISTERS) {
      await runner.query(`
        ALTER TABLE ${table} ALTER COLUMN search_grams DROP EXPRESSION;
        CREATE TRIGGER fill_search_grams_of_new BEFORE INSERT ON ${table} FOR EACH ROW
          WHEN (NEW.search_grams IS NULL) EXECUTE FUNCTION fill_search_grams();
        CREATE TRIGGER fill_search_grams BEFORE UPDATE ON ${table} FOR EACH ROW
          WHEN (NEW.search_text IS DISTINCT FROM OLD.search_text AND NEW.search_grams IS NOT DISTINCT FROM OLD.search_grams)
          EXECUTE FUNCTION fill_search_grams();
        DROP TRIGGER write_audit ON ${table};
        CREATE TRIGGER write_audit AFTER UPDATE OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION write_audit();
        CREATE TRIGGER write_audit_of_new AFTER INSERT ON ${table} REFERENCING NEW TABLE AS new_rows
          FOR EACH STATEMENT EXECUTE FUNCTION write_audit_of_new_rows();
      `);
    }
    await runner.query(`
      -- Rows are written in the order of the file: how far is one number, instead of a mark on each wide row.
      ALTER TABLE import_batch ADD COLUMN written_to int NOT NULL DEFAULT 0;
      COMMENT ON COLUMN import_batch.written_to IS 'Last row number of the file that was settled; set in the transaction that wrote it, so that a resumed job goes on behind it';
      UPDATE import_batch b SET written_to = coalesce((SELECT max(row_number) FROM import_row r WHERE r.batch_id = b.id AND r.written_at IS NOT NULL), 0);
      ALTER TABLE import_row DROP COLUMN written_at;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
