import type { MigrationInterface, QueryRunner } from 'typeorm';

const REGISTERS = ['resource', 'market', 'project', 'enterprise', 'need_entry'] as const;

/**
 * Audit of changed rows of the registers, once a statement instead of once a row. Turning both versions of a row into JSON, with the many
 * pieces it is searched by, only to drop most of it took 0.35 ms a row, three fifths of what undoing an import cost the database.
 */
export class AuditChangedRowsTogether1779929000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION audited_columns(audited oid, hidden text[]) RETURNS text[] LANGUAGE sql STABLE SET search_path = public, pg_temp
        RETURN (SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute WHERE attrelid = audited AND attnum > 0 AND NOT attisdropped
          AND attname <> ALL ('{search_text,quality_lasting,search_grams,duplicate_keys,version,updated_at,updated_by_id}' || coalesce(hidden, '{}')));
      COMMENT ON FUNCTION audited_columns IS 'Columns of a register that belong to its history: neither derived nor what an entry of the audit says itself';

      CREATE OR REPLACE FUNCTION write_audit_of_new_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        EXECUTE format('INSERT INTO audit_entry (table_name, row_id, action, new_values, actor_id, request_id, reason)
          SELECT %L, v.id::text, ''INSERT'', jsonb_strip_nulls(to_jsonb(v)), actor_id(),
            nullif(current_setting(''lianghuan.request_id'', true), ''''), nullif(current_setting(''lianghuan.reason'', true), '''')
          FROM (SELECT %s FROM new_rows) v', TG_TABLE_NAME,
          (SELECT string_agg(quote_ident(name), ', ') FROM unnest(audited_columns(TG_RELID, NULL)) name));
        RETURN NULL;
      END $$;

      -- First the columns in which any row differs, told by their own types; then entries of those alone. Same entries as write_audit's.
      CREATE FUNCTION write_audit_of_changed_rows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE
        changed text[];
      BEGIN
        IF NOT EXISTS (SELECT FROM new_rows) THEN RETURN NULL; END IF;
        EXECUTE (SELECT format('SELECT array_remove(ARRAY[%s], NULL) FROM old_rows o JOIN new_rows n ON n.id = o.id',
            string_agg(format('CASE WHEN bool_or(o.%1$I IS DISTINCT FROM n.%1$I) THEN %1$L END', name), ', '))
          FROM unnest(audited_columns(TG_RELID, TG_ARGV[0]::text[])) name) INTO changed;
        IF changed = '{}' THEN RETURN NULL; END IF;
        EXECUTE (SELECT format('INSERT INTO audit_entry (table_name, row_id, action, old_values, new_values, actor_id, request_id, reason)
            SELECT %L, n.id::text, ''UPDATE'', d.before, jsonb_strip_nulls(d.after), actor_id(),
              nullif(current_setting(''lianghuan.request_id'', true), ''''), nullif(current_setting(''lianghuan.reason'', true), '''')
            FROM old_rows o JOIN new_rows n ON n.id = o.id CROSS JOIN LATERAL (
              SELECT jsonb_object_agg(v.name, v.before) AS before, jsonb_object_agg(v.name, v.after) AS after
              FROM (VALUES %s) v(name, before, after) WHERE v.before IS DISTINCT FROM v.after) d
            WHERE d.before IS NOT NULL', TG_TABLE_NAME,
            string_agg(format('(%1$L, to_jsonb(o.%1$I), to_jsonb(n.%1$I))', name), ', '))
          FROM unnest(changed) name);
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION audited_columns, write_audit_of_changed_rows FROM PUBLIC;
    `);
    for (const table of REGISTERS) {
      const hidden = table === 'enterprise' ? `'{last_contact_on}'` : '';
      await runner.query(`
        DROP TRIGGER write_audit ON ${table};
        CREATE TRIGGER write_audit AFTER DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION write_audit(${hidden});
        CREATE TRIGGER write_audit_of_changed AFTER UPDATE ON ${table} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
          FOR EACH STATEMENT EXECUTE FUNCTION write_audit_of_changed_rows(${hidden});
      `);
    }
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
