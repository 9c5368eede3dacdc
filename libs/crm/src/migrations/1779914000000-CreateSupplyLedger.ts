import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * 资源市场台账: what of a resource or market is reserved and committed, as entries that are only ever added to. The balance is one view over
 * the entries; triggers refuse whatever would promise more than there is, whoever writes.
 */
export class CreateSupplyLedger1779914000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Of a market what may be replaced is on offer. An output (产量) is of a year by what it means; so are volume and value of a market.
      CREATE VIEW supply AS
        SELECT id, 'resource' AS side, code, name, coalesce(category, '') AS category, area_code, tier, quantity_total AS total,
          quantity_unit || CASE WHEN reserve_basis = 'output' AND quantity_unit !~ '年' THEN '/年' ELSE '' END AS unit,
          valid_until, archived_at IS NOT NULL AS is_archived, false AS lacks_review
        FROM resource
        UNION ALL
        SELECT id, 'market', code, name, coalesce(category, ''), area_code, NULL,
          coalesce(annual_volume, annual_value_cny) * coalesce(substitutable_share, 1),
          CASE WHEN annual_volume IS NULL THEN '元/年' WHEN volume_unit ~ '年' THEN volume_unit ELSE volume_unit || '/年' END,
          valid_until, archived_at IS NOT NULL, kind = 'public_procurement' AND coalesce(trim(fair_competition_note), '') = ''
        FROM market;
      COMMENT ON VIEW supply IS '资源或市场 as something that can be promised: how much of it there is, in which unit';

      CREATE TABLE supply_ledger (
        supply_id uuid PRIMARY KEY, resource_id uuid REFERENCES resource, market_id uuid REFERENCES market, entry_count int NOT NULL DEFAULT 0,
        CHECK (num_nonnulls(resource_id, market_id) = 1), CHECK (supply_id = coalesce(resource_id, market_id))
      );
      COMMENT ON TABLE supply_ledger IS 'One row per supply with a ledger; numbering its entries makes writers of one supply wait for each other';
      CREATE TABLE supply_reservation (
        id uuid PRIMARY KEY DEFAULT uuidv7(), supply_id uuid NOT NULL REFERENCES supply_ledger,
        project_id uuid REFERENCES project, enterprise_id uuid REFERENCES enterprise, lead_id uuid REFERENCES lead, area_code text REFERENCES area,
        quantity numeric NOT NULL CHECK (quantity > 0), unit text NOT NULL, asked_quantity numeric NOT NULL CHECK (asked_quantity > 0), asked_unit text NOT NULL,
        hold_days int NOT NULL CHECK (hold_days BETWEEN 1 AND 730), note text,
        organisation_id uuid NOT NULL REFERENCES organisation, requested_by_id uuid NOT NULL REFERENCES app_user,
        requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        -- Kept by the entries' trigger alone.
        expires_at timestamptz, reserved numeric NOT NULL DEFAULT 0 CHECK (reserved >= 0), committed numeric NOT NULL DEFAULT 0 CHECK (committed >= 0),
        state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'withdrawn', 'reserved', 'committed', 'released', 'expired', 'reversed')),
        CHECK (reserved + committed <= quantity), CHECK (num_nonnulls(project_id, lead_id) > 0), CHECK (state <> 'reserved' OR expires_at IS NOT NULL)
      );
      COMMENT ON TABLE supply_reservation IS '预留: a quantity of a supply held for a project, lead or exchange package until a day; 候补 while not enough is left';
      COMMENT ON COLUMN supply_reservation.quantity IS 'In the unit of the supply; asked_quantity is what people wrote';
      COMMENT ON COLUMN supply_reservation.area_code IS 'Of the project or lead it is for; NULL for the city as a whole';
      CREATE INDEX supply_reservation_supply ON supply_reservation (supply_id, state);
      CREATE INDEX supply_reservation_project ON supply_reservation (project_id);
      CREATE INDEX supply_reservation_lead ON supply_reservation (lead_id) WHERE lead_id IS NOT NULL;
      CREATE INDEX supply_reservation_enterprise ON supply_reservation (enterprise_id) WHERE enterprise_id IS NOT NULL;
      CREATE INDEX supply_reservation_open ON supply_reservation (expires_at) WHERE state IN ('waiting', 'reserved');
      CREATE TABLE supply_entry (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, supply_id uuid NOT NULL REFERENCES supply_ledger, no int NOT NULL, kind text NOT NULL,
        reserved_change numeric NOT NULL DEFAULT 0, committed_change numeric NOT NULL DEFAULT 0, unit text,
        reservation_id uuid REFERENCES supply_reservation, expires_at timestamptz, reason text,
        at timestamptz NOT NULL DEFAULT clock_timestamp(), actor_id uuid REFERENCES app_user,
        UNIQUE (supply_id, no),
        CHECK (CASE kind
          WHEN 'opening' THEN reserved_change = 0 AND committed_change > 0
          WHEN 'adjust' THEN reserved_change = 0 AND committed_change <> 0
          WHEN 'reserve' THEN reserved_change > 0 AND committed_change = 0
          WHEN 'commit' THEN committed_change > 0 AND reserved_change = -committed_change
          WHEN 'release' THEN reserved_change < 0 AND committed_change = 0
          WHEN 'expire' THEN reserved_change < 0 AND committed_change = 0
          WHEN 'reverse' THEN committed_change < 0 AND reserved_change = 0
          WHEN 'wait' THEN reserved_change = 0 AND committed_change = 0
          WHEN 'withdraw' THEN reserved_change = 0 AND committed_change = 0
          WHEN 'extend' THEN reserved_change = 0 AND committed_change = 0
          ELSE false END),
        CHECK ((reservation_id IS NULL) = (kind IN ('opening', 'adjust'))),
        CHECK ((expires_at IS NOT NULL) = (kind IN ('reserve', 'extend')))
      );
      COMMENT ON TABLE supply_entry IS '台账分录: added to, never changed; the balance of a supply is their sum';
      CREATE INDEX supply_entry_reservation ON supply_entry (reservation_id, id);

      -- The one rule of what is left: committed and reserved are the sums of the entries, and what has expired counts no more from that moment on.
      CREATE VIEW supply_balance AS
        SELECT s.id AS supply_id, s.side, s.total, s.unit, t.committed, t.reserved, s.total - t.committed - t.reserved AS available
        FROM supply s CROSS JOIN LATERAL (
          SELECT coalesce(sum(e.committed_change), 0) AS committed,
            coalesce(sum(e.reserved_change) FILTER (WHERE r.expires_at > statement_timestamp()), 0) AS reserved
          FROM supply_entry e LEFT JOIN supply_reservation r ON r.id = e.reservation_id WHERE e.supply_id = s.id
        ) t;

      CREATE FUNCTION lock_supply(wanted uuid) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
        INSERT INTO supply_ledger (supply_id, resource_id, market_id)
          SELECT s.id, CASE s.side WHEN 'resource' THEN s.id END, CASE s.side WHEN 'market' THEN s.id END FROM supply s WHERE s.id = wanted
        ON CONFLICT (supply_id) DO UPDATE SET entry_count = supply_ledger.entry_count $$;
      COMMENT ON FUNCTION lock_supply IS 'Opens the ledger of a supply if it has none, and lets nobody else write to it until the transaction ends';

      CREATE FUNCTION number_supply_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        UPDATE supply_ledger SET entry_count = entry_count + 1 WHERE supply_id = NEW.supply_id RETURNING entry_count INTO NEW.no;
        NEW.at := clock_timestamp();
        RETURN NEW;
      END $$;
      CREATE TRIGGER supply_entry_number BEFORE INSERT ON supply_entry FOR EACH ROW EXECUTE FUNCTION number_supply_entry();

      CREATE FUNCTION require_supply_left(wanted uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE balance supply_balance;
      BEGIN
        SELECT * INTO balance FROM supply_balance WHERE supply_id = wanted;
        IF balance.available < 0 THEN
          RAISE EXCEPTION 'supply % is promised beyond what there is', wanted
            USING ERRCODE = 'check_violation', TABLE = 'supply_entry', CONSTRAINT = 'supply_never_over',
              DETAIL = jsonb_build_object('taken', trim_scale(balance.committed + balance.reserved)::text, 'unit', balance.unit)::text;
        END IF;
      END $$;

      CREATE FUNCTION apply_supply_entry() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE refused text;
      BEGIN
        IF NEW.reservation_id IS NOT NULL THEN
          UPDATE supply_reservation r SET reserved = r.reserved + NEW.reserved_change, committed = r.committed + NEW.committed_change,
            expires_at = coalesce(NEW.expires_at, r.expires_at),
            state = CASE WHEN r.reserved + NEW.reserved_change > 0 THEN 'reserved' WHEN r.committed + NEW.committed_change > 0 THEN 'committed'
              ELSE CASE NEW.kind WHEN 'wait' THEN 'waiting' WHEN 'withdraw' THEN 'withdrawn' WHEN 'release' THEN 'released'
                WHEN 'expire' THEN 'expired' WHEN 'reverse' THEN 'reversed' ELSE r.state END END
            WHERE r.id = NEW.reservation_id AND r.supply_id = NEW.supply_id
              -- Only what waits is reserved or withdrawn, and what is over does not begin again.
              AND (NEW.kind NOT IN ('wait', 'reserve', 'withdraw') OR r.state = 'waiting') AND (NEW.kind <> 'extend' OR r.state = 'reserved');
          IF NOT FOUND THEN
            RAISE EXCEPTION 'no reservation % of supply % for %', NEW.reservation_id, NEW.supply_id, NEW.kind
              USING ERRCODE = 'check_violation', TABLE = 'supply_entry', CONSTRAINT = 'supply_entry_order';
          END IF;
        END IF;
        IF NEW.kind IN ('reserve', 'commit') THEN
          SELECT CASE WHEN s.total IS NULL OR s.unit IS NULL THEN 'supply_total_known' WHEN s.is_archived THEN 'supply_not_archived'
            WHEN s.lacks_review THEN 'supply_fair_competition' END INTO refused FROM supply s WHERE s.id = NEW.supply_id;
          IF refused IS NOT NULL THEN
            RAISE EXCEPTION 'supply % may not be promised', NEW.supply_id USING ERRCODE = 'check_violation', TABLE = 'supply_entry', CONSTRAINT = refused;
          END IF;
        END IF;
        IF NEW.reserved_change > 0 OR NEW.committed_change > 0 OR NEW.kind = 'extend' THEN PERFORM require_supply_left(NEW.supply_id); END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER supply_entry_apply AFTER INSERT ON supply_entry FOR EACH ROW EXECUTE FUNCTION apply_supply_entry();
      CREATE TRIGGER supply_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON supply_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

      -- What the register says was committed beside the ledger is booked as it is written, by whatever path; and what there is does not sink
      -- below what is promised, nor change its unit under a promise.
      CREATE FUNCTION book_supply_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
      DECLARE
        before jsonb := CASE WHEN TG_OP = 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
        after jsonb := to_jsonb(NEW);
        delta numeric := coalesce((after ->> 'quantity_committed')::numeric, 0) - coalesce((before ->> 'quantity_committed')::numeric, 0);
      BEGIN
        PERFORM lock_supply(NEW.id);
        IF TG_OP = 'UPDATE' AND concat_ws('|', before ->> 'quantity_unit', before ->> 'volume_unit', before ->> 'reserve_basis' = 'output', before ->> 'annual_volume' IS NULL)
            IS DISTINCT FROM concat_ws('|', after ->> 'quantity_unit', after ->> 'volume_unit', after ->> 'reserve_basis' = 'output', after ->> 'annual_volume' IS NULL)
            AND EXISTS (SELECT FROM supply_reservation r WHERE r.supply_id = NEW.id AND (r.reserved > 0 OR r.committed > 0 OR r.state = 'waiting')) THEN
          RAISE EXCEPTION 'supply % is promised in its present unit', NEW.id USING ERRCODE = 'check_violation', TABLE = 'supply_entry', CONSTRAINT = 'supply_unit_in_use';
        END IF;
        IF delta <> 0 THEN
          INSERT INTO supply_entry (supply_id, kind, committed_change, unit, actor_id, reason)
          SELECT NEW.id, CASE WHEN delta > 0 AND (before ->> 'quantity_committed') IS NULL THEN 'opening' ELSE 'adjust' END, delta, s.unit,
            access.actor_id(), nullif(current_setting('lianghuan.reason', true), '') FROM supply s WHERE s.id = NEW.id;
        END IF;
        IF (SELECT b.total IS NULL AND EXISTS (SELECT FROM supply_reservation r WHERE r.supply_id = NEW.id AND (r.reserved > 0 OR r.committed > 0))
            FROM supply_balance b WHERE b.supply_id = NEW.id) THEN
          RAISE EXCEPTION 'supply % is promised', NEW.id USING ERRCODE = 'check_violation', TABLE = 'supply_entry', CONSTRAINT = 'supply_total_known';
        END IF;
        PERFORM require_supply_left(NEW.id);
        RETURN NULL;
      END $$;
      CREATE TRIGGER resource_supply_opening AFTER INSERT ON resource FOR EACH ROW WHEN (NEW.quantity_committed > 0)
        EXECUTE FUNCTION book_supply_change();
      CREATE TRIGGER resource_supply_change AFTER UPDATE OF quantity_total, quantity_unit, reserve_basis, quantity_committed ON resource FOR EACH ROW
        WHEN ((OLD.quantity_total, OLD.quantity_unit, OLD.reserve_basis, OLD.quantity_committed)
          IS DISTINCT FROM (NEW.quantity_total, NEW.quantity_unit, NEW.reserve_basis, NEW.quantity_committed))
        EXECUTE FUNCTION book_supply_change();
      CREATE TRIGGER market_supply_change AFTER UPDATE OF annual_volume, annual_value_cny, substitutable_share, volume_unit ON market FOR EACH ROW
        WHEN ((OLD.annual_volume, OLD.annual_value_cny, OLD.substitutable_share, OLD.volume_unit)
          IS DISTINCT FROM (NEW.annual_volume, NEW.annual_value_cny, NEW.substitutable_share, NEW.volume_unit))
        EXECUTE FUNCTION book_supply_change();
      COMMENT ON COLUMN resource.quantity_committed IS 'Committed beside the ledger; equals the sum of its opening and adjust entries';

      INSERT INTO supply_ledger (supply_id, resource_id) SELECT id, id FROM resource WHERE quantity_committed > 0;
      INSERT INTO supply_entry (supply_id, kind, committed_change, unit, reason)
        SELECT id, 'opening', quantity_committed, quantity_unit, '期初' FROM resource WHERE quantity_committed > 0;

      SELECT audit_table('supply_reservation'); SELECT audit_table('supply_entry');
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON supply_ledger FROM lianghuan_app;
      REVOKE UPDATE, DELETE, TRUNCATE ON supply_entry FROM lianghuan_app;
      REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON supply_reservation FROM lianghuan_app;
      GRANT INSERT (supply_id, project_id, enterprise_id, lead_id, area_code, quantity, unit, asked_quantity, asked_unit, hold_days, note,
        organisation_id, requested_by_id) ON supply_reservation TO lianghuan_app;

      -- A promise is seen by who holds it, by who answers for the place it is for or the place it takes from, and city-wide. Of the others
      -- the balance tells the sum, and supply_holders tells whom to ask.
      ALTER TABLE supply_reservation ENABLE ROW LEVEL SECURITY;
      CREATE POLICY supply_reservation_read ON supply_reservation FOR SELECT USING (
        (SELECT access.reach('reservation.read')) = 'city'
        OR ((SELECT access.reach('reservation.read')) IS NOT NULL AND organisation_id = (SELECT access.organisation_id()))
        OR ((SELECT access.reach('reservation.read')) = 'area' AND (area_code = ANY ((SELECT access.areas())::text[])
          OR EXISTS (SELECT FROM supply s WHERE s.id = supply_reservation.supply_id AND s.area_code = ANY ((SELECT access.areas())::text[]))))
      );
      CREATE POLICY supply_reservation_request ON supply_reservation FOR INSERT WITH CHECK (
        (SELECT access.reach('reservation.create')) IS NOT NULL AND requested_by_id = (SELECT access.actor_id())
        AND organisation_id = (SELECT access.organisation_id())
      );
      ALTER TABLE supply_entry ENABLE ROW LEVEL SECURITY;
      CREATE POLICY supply_entry_read ON supply_entry FOR SELECT USING (
        CASE WHEN reservation_id IS NULL THEN (SELECT access.reach('resource.read')) IS NOT NULL
          ELSE EXISTS (SELECT FROM supply_reservation r WHERE r.id = supply_entry.reservation_id) END
      );
      CREATE POLICY supply_entry_add ON supply_entry FOR INSERT WITH CHECK (
        actor_id IS NOT DISTINCT FROM (SELECT access.actor_id())
        AND ((SELECT access.reach('reservation.create')) IS NOT NULL OR (SELECT access.reach('reservation.commit')) IS NOT NULL)
        AND EXISTS (SELECT FROM supply_reservation r WHERE r.id = supply_entry.reservation_id)
      );
      CREATE FUNCTION supply_holders(wanted uuid) RETURNS TABLE (organisation_id uuid, organisation_name text, reserved numeric, committed numeric, waiting numeric)
        LANGUAGE sql STABLE SECURITY DEFINER AS $$
        SELECT o.id, o.name, coalesce(sum(r.reserved) FILTER (WHERE r.expires_at > statement_timestamp()), 0), sum(r.committed),
          coalesce(sum(r.quantity) FILTER (WHERE r.state = 'waiting'), 0)
        FROM supply_reservation r JOIN organisation o ON o.id = r.organisation_id
        WHERE r.supply_id = wanted AND access.reach('resource.read') IS NOT NULL AND (r.committed > 0 OR r.state IN ('reserved', 'waiting'))
        GROUP BY o.id, o.name ORDER BY o.name $$;
      CREATE FUNCTION wait_position(wanted uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER AS $$
        SELECT count(*)::int FROM supply_reservation own JOIN supply_reservation r ON r.supply_id = own.supply_id AND r.state = 'waiting'
        WHERE own.id = wanted AND (r.requested_at, r.id) <= (own.requested_at, own.id) $$;

      DO $$
      DECLARE definer regprocedure;
      BEGIN
        FOREACH definer IN ARRAY '{lock_supply(uuid),number_supply_entry(),require_supply_left(uuid),apply_supply_entry(),book_supply_change(),supply_holders(uuid),wait_position(uuid)}'::regprocedure[]
        LOOP
          EXECUTE format('ALTER FUNCTION %s SET search_path = public, access, pg_temp', definer);
          EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', definer);
          EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO lianghuan_app', definer);
        END LOOP;
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
