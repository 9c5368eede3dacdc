import type { MigrationInterface, QueryRunner } from 'typeorm';

const REGISTERS = `('resource', 'market', 'project', 'enterprise')`;
/** Jobs only: the scan compares the rows of all units. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('import.review')) = 'city')`;
/** Both rows must be the actor's to see; only enterprises have rows hidden from those who read the register. */
const seesBoth = (
  one: string,
  other: string,
) => `(access.reach(register || '.read') IS NOT NULL AND (register <> 'enterprise' OR (
  EXISTS (SELECT FROM enterprise e WHERE e.id = ${one}) AND EXISTS (SELECT FROM enterprise e WHERE e.id = ${other}))))`;

/** 待查重 and 合并: pairs that may be one, the scans that find them, and merges that can be undone. */
export class CreateDuplicates1779913100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE duplicate_scan (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        rule_version text NOT NULL, requested_by_id uuid REFERENCES app_user, requested_on date NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT clock_timestamp(), as_of timestamptz, started_at timestamptz, finished_at timestamptz,
        attempts int NOT NULL DEFAULT 0, claim_token uuid, heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        counts jsonb NOT NULL DEFAULT '{}', error_code text, error_details jsonb,
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE duplicate_scan IS '查重扫描: nightly (requested_by_id NULL) or asked for; the row is the truth, the queue only the bell';
      COMMENT ON COLUMN duplicate_scan.as_of IS 'Rows changed later are left to the next scan';
      CREATE UNIQUE INDEX duplicate_scan_active ON duplicate_scan ((true)) WHERE status IN ('queued', 'running');
      CREATE UNIQUE INDEX duplicate_scan_night ON duplicate_scan (requested_on) WHERE requested_by_id IS NULL;
      CREATE INDEX duplicate_scan_requested ON duplicate_scan (requested_at DESC, id);
      CREATE TRIGGER write_audit AFTER INSERT OR UPDATE OF status ON duplicate_scan FOR EACH ROW EXECUTE FUNCTION write_audit();

      CREATE TABLE duplicate_pair (
        id uuid PRIMARY KEY DEFAULT uuidv7(), register text NOT NULL CHECK (register IN ${REGISTERS}),
        a_id uuid NOT NULL, b_id uuid NOT NULL CHECK (a_id < b_id),
        score int NOT NULL, verdict text NOT NULL CHECK (verdict IN ('same', 'review')), reasons jsonb NOT NULL,
        scan_id uuid NOT NULL REFERENCES duplicate_scan, found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'dismissed', 'merged')),
        reason text, decided_by_id uuid REFERENCES app_user, decided_at timestamptz,
        UNIQUE (register, a_id, b_id), CHECK ((state = 'open') = (decided_at IS NULL)), CHECK (state <> 'dismissed' OR reason IS NOT NULL)
      );
      COMMENT ON TABLE duplicate_pair IS '疑似重复: two rows of a register with what speaks for their being one, and what was decided';
      COMMENT ON COLUMN duplicate_pair.reasons IS 'Findings with their weights, which add up to score';
      CREATE INDEX duplicate_pair_queue ON duplicate_pair (register, state, score DESC, id);
      CREATE INDEX duplicate_pair_other ON duplicate_pair (register, b_id);
      -- What a scan finds is nobody's decision; what people decide about it is.
      CREATE TRIGGER write_audit AFTER UPDATE OF state ON duplicate_pair FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION write_audit();

      CREATE TABLE record_merge (
        id uuid PRIMARY KEY DEFAULT uuidv7(), register text NOT NULL CHECK (register IN ${REGISTERS}),
        survivor_id uuid NOT NULL, merged_id uuid NOT NULL CHECK (merged_id <> survivor_id),
        reason text NOT NULL, merged_by_id uuid REFERENCES app_user, merged_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        survivor_before jsonb NOT NULL, survivor_after jsonb NOT NULL, merged_before jsonb NOT NULL,
        undone_at timestamptz, undone_by_id uuid REFERENCES app_user, undo_reason text,
        CHECK ((undone_at IS NULL) = (undo_reason IS NULL))
      );
      COMMENT ON TABLE record_merge IS '合并: one row went into another; the merged id leads to the survivor until the merge is undone';
      COMMENT ON COLUMN record_merge.survivor_before IS 'Values of the survivor that the merge replaced; survivor_after holds what they became';
      COMMENT ON COLUMN record_merge.merged_before IS 'Values the merged row had to give up, its archive state among them';
      CREATE UNIQUE INDEX record_merge_live ON record_merge (merged_id) WHERE undone_at IS NULL;
      CREATE INDEX record_merge_survivor ON record_merge (survivor_id);
      SELECT audit_table('record_merge');
      CREATE TABLE record_merge_child (
        merge_id uuid NOT NULL REFERENCES record_merge, table_name text NOT NULL, column_name text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('moved', 'stayed')), row_key jsonb NOT NULL
      );
      COMMENT ON TABLE record_merge_child IS 'What hung on the merged row: moved to the survivor, or left where a unique key keeps two such rows apart';
      COMMENT ON COLUMN record_merge_child.row_key IS 'Primary key of the row, as it is after the merge';
      CREATE INDEX record_merge_child_merge ON record_merge_child (merge_id);
      REVOKE INSERT, UPDATE, DELETE ON record_merge_child FROM lianghuan_app;
      REVOKE UPDATE, DELETE ON record_merge FROM lianghuan_app;
      GRANT UPDATE (survivor_after, undone_at, undone_by_id, undo_reason) ON record_merge TO lianghuan_app;
      REVOKE DELETE ON duplicate_scan FROM lianghuan_app;

      -- A foreign key to a register moves with the merge unless a rule says why not; what points there without a foreign key needs a rule.
      CREATE TABLE merge_rule (
        table_name text NOT NULL, column_name text NOT NULL, register text NOT NULL CHECK (register IN ${REGISTERS}),
        treatment text NOT NULL CHECK (treatment IN ('move', 'stay')), why text NOT NULL, PRIMARY KEY (table_name, column_name, register)
      );
      COMMENT ON TABLE merge_rule IS 'What a merge does with columns that point to a register, where a foreign key alone does not tell';
      INSERT INTO merge_rule
      SELECT r.table_name, r.column_name, g.register, r.treatment, r.why FROM (VALUES
        ('enterprise_product', 'enterprise_id', '{enterprise}', 'stay', 'The list of products is a field of the enterprise, chosen like one'),
        ('match_run_project', 'project_id', '{project}', 'stay', 'Frozen with its run, whose suggestions hang on it'),
        ('match_run_candidates', 'project_id', '{project}', 'stay', 'Of a run under way, gone when it ends'),
        ('suggestion_impression', 'project_id', '{project}', 'stay', 'What was on a screen belongs to the run that was shown'),
        ('chain_occupant', 'enterprise_id', '{enterprise}', 'stay', 'Replaced by the next chain refresh'),
        ('chain_occupant', 'project_id', '{project}', 'stay', 'Replaced by the next chain refresh'),
        ('chain_filler', 'enterprise_id', '{enterprise}', 'stay', 'Replaced by the next chain refresh'),
        ('chain_link', 'subject_id', '{resource,market,project,enterprise}', 'stay', 'Replaced by the next chain refresh'),
        ('chain_correction', 'subject_id', '{resource,market,project,enterprise}', 'move', 'What a person says about the row holds for the survivor'),
        ('package_quantity', 'supply_id', '{resource,market}', 'move', 'A quantity set on the row is the survivor''s'),
        ('allocation_limit', 'subject_key', '{project,enterprise}', 'move', 'A limit set for the row is the survivor''s'),
        ('match_allocation_pair', 'sister_id', '{enterprise}', 'stay', 'Frozen with its run'),
        ('supply_ledger', 'supply_id', '{resource,market}', 'stay', 'Its entries are never changed; a merge waits until nothing is promised'),
        ('supply_ledger', 'resource_id', '{resource}', 'stay', 'As supply_id'),
        ('supply_ledger', 'market_id', '{market}', 'stay', 'As supply_id'),
        ('review_packet', 'project_id', '{project}', 'stay', 'One frozen version of the row that was reviewed'),
        ('review_condition', 'project_id', '{project}', 'stay', 'Belongs to its packet; a merge waits until all are closed'),
        ('import_row', 'target_id', '{resource,market,project,enterprise}', 'stay', 'Which row a file wrote')
      ) AS r(table_name, column_name, registers, treatment, why) CROSS JOIN LATERAL unnest(r.registers::text[]) AS g(register);
      REVOKE INSERT, UPDATE, DELETE ON merge_rule FROM lianghuan_app;
      CREATE VIEW merge_reference AS
        SELECT f.confrelid::regclass::text AS register, f.conrelid::regclass::text AS table_name, a.attname::text AS column_name,
          coalesce(r.treatment, 'move') AS treatment, true AS is_foreign_key
        FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
          LEFT JOIN merge_rule r ON r.table_name = f.conrelid::regclass::text AND r.column_name = a.attname AND r.register = f.confrelid::regclass::text
        WHERE f.contype = 'f' AND f.confrelid::regclass::text IN ${REGISTERS} AND cardinality(f.conkey) = 1
        UNION
        SELECT r.register, r.table_name, r.column_name, r.treatment, false FROM merge_rule r
        WHERE NOT EXISTS (SELECT FROM pg_constraint f JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = f.conkey[1]
          WHERE f.contype = 'f' AND f.confrelid::regclass::text = r.register AND f.conrelid::regclass::text = r.table_name AND a.attname = r.column_name);
    `);
    await this.secure(runner);
    await this.move(runner);
  }

  private async secure(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE duplicate_scan ENABLE ROW LEVEL SECURITY;
      CREATE POLICY duplicate_scan_read ON duplicate_scan FOR SELECT USING ((SELECT access.reach('enterprise.read')) IS NOT NULL);
      CREATE POLICY duplicate_scan_request ON duplicate_scan FOR INSERT WITH CHECK ((SELECT access.reach('duplicate.scan')) IS NOT NULL
        AND status = 'queued' AND requested_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY duplicate_scan_work ON duplicate_scan FOR UPDATE USING ${IS_SYSTEM};

      ALTER TABLE duplicate_pair ENABLE ROW LEVEL SECURITY;
      CREATE POLICY duplicate_pair_read ON duplicate_pair FOR SELECT USING ${seesBoth('a_id', 'b_id')};
      CREATE POLICY duplicate_pair_decide ON duplicate_pair FOR UPDATE
        USING (${seesBoth('a_id', 'b_id')} AND access.reach(register || '.update') IS NOT NULL);
      CREATE POLICY duplicate_pair_system ON duplicate_pair USING ${IS_SYSTEM};

      ALTER TABLE record_merge ENABLE ROW LEVEL SECURITY;
      CREATE POLICY record_merge_read ON record_merge FOR SELECT USING ${seesBoth('survivor_id', 'merged_id')};
      CREATE POLICY record_merge_make ON record_merge FOR INSERT WITH CHECK (${seesBoth('survivor_id', 'merged_id')}
        AND access.reach(register || '.update') IS NOT NULL AND merged_by_id IS NOT DISTINCT FROM (SELECT access.actor_id()));
      CREATE POLICY record_merge_undo ON record_merge FOR UPDATE
        USING (${seesBoth('survivor_id', 'merged_id')} AND access.reach(register || '.update') IS NOT NULL);
      ALTER TABLE record_merge_child ENABLE ROW LEVEL SECURITY;
      CREATE POLICY record_merge_child_read ON record_merge_child FOR SELECT USING (merge_id IN (SELECT id FROM record_merge));

      -- Look-up across units while a name is typed or imported: by what it contains, or by the keys of its doubles. It tells the name and
      -- whom to ask, and is logged in the same step.
      DROP FUNCTION lookup_held_enterprises;
      CREATE FUNCTION lookup_held_enterprises(term text, grams text[], keys text[])
        RETURNS TABLE (id uuid, name text, organisation_name text, area_name text, since timestamptz)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE found int;
      BEGIN
        RETURN QUERY SELECT e.id, e.name, o.name, coalesce(a.short_name, ''), e.held_since FROM enterprise e
          JOIN organisation o ON o.id = e.holder_organisation_id LEFT JOIN area a ON a.code = e.holder_area_code
          WHERE length(term) >= 2 AND e.archived_at IS NULL
            AND (e.duplicate_keys && keys OR (e.search_grams @> grams
              AND (strpos(e.normalized_name, term) > 0 OR strpos(lower(e.short_name), term) > 0
                OR EXISTS (SELECT FROM unnest(e.former_names) f WHERE strpos(lower(f), term) > 0))))
            AND reach('enterprise.read') <> 'city' AND e.holder_organisation_id IS DISTINCT FROM organisation_id()
            AND NOT (reach('enterprise.read') = 'area' AND coalesce(e.holder_area_code, '') = ANY (areas()))
          ORDER BY e.name LIMIT 10;
        GET DIAGNOSTICS found = ROW_COUNT;
        INSERT INTO lookup_log (actor_id, query, masked_count) VALUES (actor_id(), term, found);
      END $$;
      REVOKE EXECUTE ON FUNCTION lookup_held_enterprises FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION lookup_held_enterprises TO lianghuan_app;
    `);
  }

  /** What hangs on a merged row is not all the actor's to see or to write; it moves with the owner's rights, for a merge the actor has just made. */
  private async move(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION merge_key_of(target regclass) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
        SELECT 'jsonb_build_object(' || string_agg(format('%L, t.%I', a.attname, a.attname), ', ' ORDER BY a.attnum) || ')'
        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) WHERE i.indrelid = target AND i.indisprimary $$;
      -- Names and search text of leads and funds lines are made from what they point to.
      CREATE FUNCTION merge_assignment(target regclass, column_name text) RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
        SELECT format('%I = $1::%s', column_name, format_type(a.atttypid, NULL))
          || CASE WHEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = target AND g.tgname = 'fill_search_text') THEN ', search_text = ''''' ELSE '' END
        FROM pg_attribute a WHERE a.attrelid = target AND a.attname = column_name $$;

      CREATE FUNCTION move_merged_children(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = public, access, pg_temp AS $$
      DECLARE
        merge record_merge;
        child record;
        key text;
        assignment text;
        one jsonb;
      BEGIN
        SELECT * INTO STRICT merge FROM record_merge m WHERE m.id = wanted AND m.undone_at IS NULL AND m.xmin = pg_current_xact_id()::xid
          AND m.merged_by_id IS NOT DISTINCT FROM actor_id() AND reach(m.register || '.update') IS NOT NULL;
        FOR child IN SELECT r.table_name, r.column_name FROM merge_reference r
          WHERE r.register = merge.register AND r.treatment = 'move' ORDER BY r.table_name, r.column_name
        LOOP
          key := merge_key_of(child.table_name::regclass);
          assignment := merge_assignment(child.table_name::regclass, child.column_name);
          BEGIN
            EXECUTE format('WITH hit AS (UPDATE %I t SET %s WHERE t.%I::text = $2::text RETURNING %s AS key)
              INSERT INTO record_merge_child SELECT $3, $4, $5, ''moved'', key FROM hit', child.table_name, assignment, child.column_name, key)
              USING merge.survivor_id, merge.merged_id, merge.id, child.table_name, child.column_name;
          EXCEPTION WHEN unique_violation OR exclusion_violation THEN
            -- Some are there already: each on its own, and what cannot move stays.
            FOR one IN EXECUTE format('SELECT %s FROM %I t WHERE t.%I::text = $1::text', key, child.table_name, child.column_name) USING merge.merged_id
            LOOP
              BEGIN
                EXECUTE format('WITH hit AS (UPDATE %I t SET %s WHERE t.%I::text = $2::text AND %s = $6 RETURNING %s AS key)
                  INSERT INTO record_merge_child SELECT $3, $4, $5, ''moved'', key FROM hit', child.table_name, assignment, child.column_name, key, key)
                  USING merge.survivor_id, merge.merged_id, merge.id, child.table_name, child.column_name, one;
              EXCEPTION WHEN unique_violation OR exclusion_violation THEN
                INSERT INTO record_merge_child VALUES (merge.id, child.table_name, child.column_name, 'stayed', one);
              END;
            END LOOP;
          END;
        END LOOP;
      END $$;

      -- What must be settled before a row goes into another, whoever may see it: live leads of the two for one project, promises, reviews.
      CREATE FUNCTION merge_hindrances(wanted uuid) RETURNS SETOF text LANGUAGE plpgsql STABLE SECURITY DEFINER
        SET search_path = public, access, pg_temp AS $$
      DECLARE merge record_merge;
      BEGIN
        SELECT * INTO STRICT merge FROM record_merge m WHERE m.id = wanted;
        RETURN QUERY SELECT 'lead' WHERE EXISTS (SELECT FROM record_merge_child c WHERE c.merge_id = wanted AND c.table_name = 'lead' AND c.outcome = 'stayed');
        RETURN QUERY SELECT 'supply_reservation' WHERE merge.register IN ('resource', 'market')
          AND EXISTS (SELECT FROM supply_reservation r WHERE r.supply_id = merge.merged_id AND r.state IN ('waiting', 'reserved', 'committed'));
        RETURN QUERY SELECT 'review_packet' WHERE merge.register = 'project'
          AND (EXISTS (SELECT FROM review_packet p WHERE p.project_id = merge.merged_id AND p.status = 'open')
            OR EXISTS (SELECT FROM review_condition c WHERE c.project_id = merge.merged_id AND c.state <> 'closed'));
      END $$;

      -- Back to the merged row. Tells how many rows of each table could not be brought back: gone, pointing elsewhere, or in the way of another.
      CREATE FUNCTION return_merged_children(wanted uuid) RETURNS TABLE (table_name text, column_name text, missing int)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      DECLARE
        merge record_merge;
        child record;
        returned int;
      BEGIN
        SELECT * INTO STRICT merge FROM record_merge m WHERE m.id = wanted AND m.xmin = pg_current_xact_id()::xid
          AND m.undone_by_id IS NOT DISTINCT FROM actor_id() AND m.undone_at IS NOT NULL AND reach(m.register || '.update') IS NOT NULL;
        FOR child IN SELECT c.table_name, c.column_name, array_agg(c.row_key) AS keys, count(*)::int AS moved FROM record_merge_child c
          WHERE c.merge_id = merge.id AND c.outcome = 'moved' GROUP BY c.table_name, c.column_name
        LOOP
          BEGIN
            EXECUTE format('UPDATE %I t SET %s WHERE t.%I::text = $2::text AND %s = ANY ($3)', child.table_name,
              merge_assignment(child.table_name::regclass, child.column_name), child.column_name, merge_key_of(child.table_name::regclass))
              USING merge.merged_id, merge.survivor_id, child.keys;
            GET DIAGNOSTICS returned = ROW_COUNT;
          EXCEPTION WHEN unique_violation OR exclusion_violation THEN
            returned := 0;
          END;
          IF returned < child.moved THEN
            table_name := child.table_name; column_name := child.column_name; missing := child.moved - returned;
            RETURN NEXT;
          END IF;
        END LOOP;
      END $$;
      REVOKE EXECUTE ON FUNCTION move_merged_children, return_merged_children, merge_hindrances, merge_key_of, merge_assignment FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION move_merged_children, return_merged_children, merge_hindrances TO lianghuan_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
