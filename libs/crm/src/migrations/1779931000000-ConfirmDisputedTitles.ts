import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who reserves a resource whose title is disputed says why all the same (measure 19); a reservation without that is refused, whoever writes it. */
export class ConfirmDisputedTitles1779931000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE VIEW supply AS
        SELECT id, 'resource' AS side, code, name, coalesce(category, '') AS category, area_code, tier, quantity_total AS total,
          quantity_unit || CASE WHEN reserve_basis = 'output' AND quantity_unit !~ '年' THEN '/年' ELSE '' END AS unit,
          valid_until, archived_at IS NOT NULL AS is_archived, false AS lacks_review, nature = 'statistic' AS is_statistic,
          title_state = 'disputed' AS is_disputed
        FROM resource
        UNION ALL
        SELECT id, 'market', code, name, coalesce(category, ''), area_code, NULL,
          coalesce(annual_volume, annual_value_cny) * coalesce(substitutable_share, 1),
          CASE WHEN annual_volume IS NULL THEN '元' ELSE volume_unit END
            || CASE WHEN nature = 'statistic' OR annual_volume IS NOT NULL AND volume_unit ~ '年' THEN '' ELSE '/年' END,
          valid_until, archived_at IS NOT NULL, kind = 'public_procurement' AND coalesce(trim(fair_competition_note), '') = '', nature = 'statistic', false
        FROM market;

      ALTER TABLE supply_reservation ADD COLUMN dispute_reason text CHECK (length(trim(dispute_reason)) >= 2);
      COMMENT ON COLUMN supply_reservation.dispute_reason IS 'Why it was asked for although the title of the resource was disputed; NULL where it was not';
      GRANT INSERT (dispute_reason) ON supply_reservation TO lianghuan_app;

      CREATE FUNCTION require_title_confirmed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        IF (SELECT s.is_disputed FROM supply s WHERE s.id = NEW.supply_id) THEN
          RAISE EXCEPTION 'the title of supply % is disputed', NEW.supply_id
            USING ERRCODE = 'check_violation', TABLE = 'supply_reservation', CONSTRAINT = 'supply_title_confirmed';
        END IF;
        RETURN NEW;
      END $$;
      REVOKE ALL ON FUNCTION require_title_confirmed FROM PUBLIC;
      CREATE TRIGGER supply_reservation_title BEFORE INSERT ON supply_reservation FOR EACH ROW WHEN (NEW.dispute_reason IS NULL)
        EXECUTE FUNCTION require_title_confirmed();
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
