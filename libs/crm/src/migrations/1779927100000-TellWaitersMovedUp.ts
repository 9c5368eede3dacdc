import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A waiting reservation that got its quantity says so to the unit that holds it, until somebody there has taken notice. */
export class TellWaitersMovedUp1779927100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE supply_reservation ADD COLUMN moved_up_at timestamptz, ADD COLUMN moved_up_seen_at timestamptz,
        ADD COLUMN moved_up_seen_by_id uuid REFERENCES app_user,
        ADD CHECK (moved_up_seen_at IS NULL OR (moved_up_at IS NOT NULL AND moved_up_seen_by_id IS NOT NULL));
      COMMENT ON COLUMN supply_reservation.moved_up_at IS '候补转预留: when it got its quantity after it had waited; set with the ledger entry that gave it';
      CREATE INDEX supply_reservation_moved_up ON supply_reservation (organisation_id) WHERE moved_up_at IS NOT NULL AND moved_up_seen_at IS NULL;

      -- In the transaction of the entry, so that there is no notice without the quantity and no quantity without the notice.
      CREATE FUNCTION note_moved_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        UPDATE supply_reservation r SET moved_up_at = NEW.at WHERE r.id = NEW.reservation_id
          AND EXISTS (SELECT FROM supply_entry w WHERE w.reservation_id = r.id AND w.kind = 'wait');
        RETURN NULL;
      END $$;
      REVOKE EXECUTE ON FUNCTION note_moved_up FROM PUBLIC;
      CREATE TRIGGER supply_entry_moved_up AFTER INSERT ON supply_entry FOR EACH ROW WHEN (NEW.kind = 'reserve') EXECUTE FUNCTION note_moved_up();

      GRANT UPDATE (moved_up_seen_at, moved_up_seen_by_id) ON supply_reservation TO lianghuan_app;
      CREATE POLICY supply_reservation_see ON supply_reservation FOR UPDATE USING (
        (SELECT access.reach('reservation.create')) IS NOT NULL AND organisation_id = (SELECT access.organisation_id()));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
