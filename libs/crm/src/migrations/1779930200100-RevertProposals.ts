import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 待定值 that were accepted say so when the change they made was taken back with the run that told them. */
export class RevertProposals1779930200100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE field_proposal DROP CONSTRAINT field_proposal_state_check,
        ADD CONSTRAINT field_proposal_state_check CHECK (state IN ('open', 'accepted', 'refused', 'withdrawn', 'reverted')),
        ADD COLUMN reverted_at timestamptz, ADD CHECK ((state = 'reverted') = (reverted_at IS NOT NULL));
      COMMENT ON COLUMN field_proposal.reverted_at IS 'When the batch it was accepted into was undone; who accepted it and why stay';

      -- A row whose change was kept, because somebody changed it since, still has the value. Whoever undoes need not see the proposals.
      CREATE FUNCTION revert_proposals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, access, pg_temp AS $$
      BEGIN
        UPDATE field_proposal p SET state = 'reverted', reverted_at = clock_timestamp()
        FROM settled s JOIN change_undo u ON u.id = s.undo_id
        WHERE s.outcome IN ('restored', 'withdrawn') AND p.run_id = u.batch_id AND p.enterprise_id = s.row_id AND p.state = 'accepted';
        RETURN NULL;
      END $$;
      CREATE TRIGGER revert_proposals AFTER INSERT ON change_undo_row REFERENCING NEW TABLE AS settled
        FOR EACH STATEMENT EXECUTE FUNCTION revert_proposals();
      REVOKE EXECUTE ON FUNCTION revert_proposals FROM PUBLIC;

      UPDATE field_proposal p SET state = 'reverted', reverted_at = coalesce(u.finished_at, u.requested_at)
      FROM change_undo u JOIN change_undo_row r ON r.undo_id = u.id AND r.outcome IN ('restored', 'withdrawn')
      WHERE p.run_id = u.batch_id AND p.enterprise_id = r.row_id AND p.state = 'accepted';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
