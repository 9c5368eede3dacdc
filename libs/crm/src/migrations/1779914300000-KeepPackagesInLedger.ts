import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * 拟用数量 of a package becomes a reservation in the ledger, so that what is set for a package and what is reserved otherwise never count on
 * the same tonne. The former table stays, out of the application's reach.
 */
export class KeepPackagesInLedger1779914300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE package_quantity RENAME TO package_quantity_before_ledger;
      REVOKE ALL ON package_quantity_before_ledger FROM lianghuan_app;

      CREATE VIEW package_quantity WITH (security_invoker = true) AS
        SELECT r.id, r.project_id, r.enterprise_id, s.side, r.supply_id,
          r.committed + CASE WHEN r.expires_at > statement_timestamp() THEN r.reserved ELSE 0 END AS quantity,
          r.unit, r.note, r.requested_at AS updated_at, r.requested_by_id AS updated_by_id
        FROM supply_reservation r JOIN supply s ON s.id = r.supply_id
        WHERE r.project_id IS NOT NULL AND r.enterprise_id IS NOT NULL AND r.lead_id IS NULL
          AND (r.committed > 0 OR (r.reserved > 0 AND r.expires_at > statement_timestamp()));
      COMMENT ON VIEW package_quantity IS '拟用数量: what is reserved or promised for a pair by its package';
      -- One quantity of a supply for a pair at a time.
      CREATE UNIQUE INDEX supply_reservation_pair ON supply_reservation (project_id, enterprise_id, supply_id)
        WHERE state = 'reserved' AND enterprise_id IS NOT NULL AND lead_id IS NULL;

      -- What was set before is reserved for 90 days, where it is measured alike and still fits; the rest is left in the former table.
      DO $$
      DECLARE kept record; factor numeric; made uuid;
      BEGIN
        FOR kept IN SELECT q.*, b.unit AS own_unit, b.available, u.organisation_id, p.area_code FROM package_quantity_before_ledger q
          JOIN supply_balance b ON b.supply_id = q.supply_id JOIN app_user u ON u.id = q.updated_by_id JOIN project p ON p.id = q.project_id
          WHERE q.is_in_force ORDER BY q.updated_at, q.id
        LOOP
          SELECT CASE WHEN regexp_replace(kept.unit, '^[百千万亿]', '') = regexp_replace(kept.own_unit, '^[百千万亿]', '') THEN
            coalesce(('{"百":100,"千":1000,"万":10000,"亿":100000000}'::jsonb ->> left(kept.unit, 1))::numeric, 1)
            / coalesce(('{"百":100,"千":1000,"万":10000,"亿":100000000}'::jsonb ->> left(kept.own_unit, 1))::numeric, 1) END INTO factor;
          PERFORM lock_supply(kept.supply_id);
          IF factor IS NULL OR kept.quantity * factor > (SELECT available FROM supply_balance WHERE supply_id = kept.supply_id)
            OR EXISTS (SELECT FROM supply s WHERE s.id = kept.supply_id AND (s.is_archived OR s.lacks_review OR s.is_statistic)) THEN
            RAISE WARNING 'quantity % set for a package is not reserved: it does not fit any more', kept.id;
            CONTINUE;
          END IF;
          INSERT INTO supply_reservation (supply_id, project_id, enterprise_id, area_code, quantity, unit, asked_quantity, asked_unit, hold_days, note, organisation_id, requested_by_id)
            VALUES (kept.supply_id, kept.project_id, kept.enterprise_id, kept.area_code, kept.quantity * factor, kept.own_unit, kept.quantity, kept.unit, 90, kept.note,
              kept.organisation_id, kept.updated_by_id) RETURNING id INTO made;
          INSERT INTO supply_entry (supply_id, kind, reserved_change, unit, reservation_id, expires_at, reason)
            VALUES (kept.supply_id, 'reserve', kept.quantity * factor, kept.own_unit, made, now() + interval '90 days', '拟用数量转入台账');
        END LOOP;
      END $$;
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
