import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs only: they hold enterprises of all units. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('match.run')) = 'city')`;

/**
 * The frozen enterprises of a run stand one to a row, so that the few a step or a reader wants are read without the others; rankings stay
 * with the epoch for as long as a project shows the run, so that any pair can be explained. Runs not done yet freeze their input anew.
 */
export class KeepMatchEnterprisesByRow1779910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE match_run_enterprise (
        run_id uuid NOT NULL REFERENCES match_run, enterprise_id uuid NOT NULL, part_no int NOT NULL, record json NOT NULL, digest bytea NOT NULL,
        PRIMARY KEY (run_id, enterprise_id)
      );
      COMMENT ON TABLE match_run_enterprise IS 'Frozen enterprises of a run: what the matching library was given, so that the run can be repeated';
      COMMENT ON COLUMN match_run_enterprise.part_no IS 'What is read at a time; follows the order of the ids';
      COMMENT ON COLUMN match_run_enterprise.digest IS 'SHA-256 of the record as it is written; the digests together make match_run.input_snapshot';
      CREATE INDEX match_run_enterprise_part ON match_run_enterprise (run_id, part_no);

      CREATE TABLE match_run_ranking (
        run_id uuid NOT NULL REFERENCES match_run, project_id uuid NOT NULL, ranking jsonb NOT NULL, PRIMARY KEY (run_id, project_id)
      );
      COMMENT ON TABLE match_run_ranking IS 'All candidates of a project in their order, with the scales they were measured by, while the project shows the run';

      ALTER TABLE match_run_enterprise ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_enterprise_system ON match_run_enterprise USING ${IS_SYSTEM};
      ALTER TABLE match_run_ranking ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_ranking_system ON match_run_ranking USING ${IS_SYSTEM};
      REVOKE UPDATE ON match_run_enterprise, match_run_ranking FROM lianghuan_app;

      INSERT INTO match_run_enterprise (run_id, enterprise_id, part_no, record, digest)
      SELECT i.run_id, (record ->> 'id')::uuid, i.part_no, record::json, sha256(convert_to(record::text, 'UTF8'))
      FROM match_run_input i JOIN match_run r ON r.id = i.run_id, jsonb_array_elements(i.records) record
      WHERE i.kind = 'enterprise' AND r.status = 'done';

      DELETE FROM match_suggestion WHERE run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      DELETE FROM match_run_candidates WHERE run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      DELETE FROM match_run_artifact;
      DELETE FROM match_run_project WHERE run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      DELETE FROM match_run_step WHERE kind <> 'freeze-stats' AND run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      UPDATE match_run_step s SET status = CASE WHEN r.status IN ('queued', 'running') THEN 'queued' ELSE 'cancelled' END, claim_token = NULL,
        finished_at = CASE WHEN r.status IN ('queued', 'running') THEN NULL ELSE clock_timestamp() END
      FROM match_run r WHERE r.id = s.run_id AND r.status <> 'done' AND s.status IN ('running', 'done');
      DELETE FROM match_run_input WHERE kind = 'enterprise' OR run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      UPDATE match_run SET input_snapshot = NULL, frozen_at = NULL WHERE status <> 'done';
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
