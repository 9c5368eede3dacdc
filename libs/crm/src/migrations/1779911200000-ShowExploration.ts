import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 探索位: places of a list given to suggestions from further down, so that feedback is not only about what is liked already. Off at first. */
export class ShowExploration1779911200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exploration (
        id boolean PRIMARY KEY DEFAULT true CHECK (id), is_on boolean NOT NULL DEFAULT false, share double precision NOT NULL DEFAULT 0.05
          CHECK (share > 0 AND share <= 0.2),
        reason text, changed_at timestamptz, changed_by_id uuid REFERENCES app_user
      );
      COMMENT ON TABLE exploration IS '探索位, one row: whether the next runs give a share of the first ten places to ranks 11–50';
      INSERT INTO exploration DEFAULT VALUES;
      SELECT audit_table('exploration');
      REVOKE INSERT, DELETE, UPDATE ON exploration FROM lianghuan_app;
      GRANT UPDATE (is_on, reason, changed_at, changed_by_id) ON exploration TO lianghuan_app;
      ALTER TABLE exploration ENABLE ROW LEVEL SECURITY;
      CREATE POLICY exploration_read ON exploration FOR SELECT USING ((SELECT access.reach('match.read')) IS NOT NULL);
      CREATE POLICY exploration_switch ON exploration FOR UPDATE USING ((SELECT access.reach('learning.manage')) = 'city');

      ALTER TABLE match_suggestion ADD COLUMN place int CHECK (place > 0), ADD COLUMN is_exploration boolean NOT NULL DEFAULT false;
      UPDATE match_suggestion SET place = rank;
      ALTER TABLE match_suggestion ALTER COLUMN place SET NOT NULL, ADD UNIQUE (run_id, project_id, place);
      COMMENT ON COLUMN match_suggestion.place IS 'Where it stands in its project''s list; its rank, unless places are given to exploration';
      ALTER TABLE suggestion_impression ADD COLUMN exploration_ids uuid[] NOT NULL DEFAULT '{}';
      COMMENT ON COLUMN suggestion_impression.exploration_ids IS 'Those of suggestion_ids that were shown for exploration, not for their score';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
