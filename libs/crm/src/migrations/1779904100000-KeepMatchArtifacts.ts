import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs only: the indexes hold enterprises of all units. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('match.run')) = 'city')`;

/** What the steps of a run hand to one another, whatever machine they run on. Runs not done yet start over on their input. */
export class KeepMatchArtifacts1779904100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE match_run_artifact (
        run_id uuid NOT NULL REFERENCES match_run, kind text NOT NULL CHECK (kind IN ('epoch', 'segment')), shard int NOT NULL DEFAULT 0,
        part_no int NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (run_id, kind, shard, part_no)
      );
      COMMENT ON TABLE match_run_artifact IS 'Packed epoch and segments of a run while it is worked on, in parts of bounded size';
      CREATE TABLE match_run_candidates (
        run_id uuid NOT NULL REFERENCES match_run, block int NOT NULL, project_id uuid NOT NULL, shard int NOT NULL, bytes bytea NOT NULL,
        PRIMARY KEY (run_id, block, project_id, shard)
      );
      COMMENT ON TABLE match_run_candidates IS 'What one shard has for one project, until it is merged';
      -- Packed already: trying to compress it again costs time and gains nothing.
      ALTER TABLE match_run_artifact ALTER COLUMN bytes SET STORAGE EXTERNAL;
      ALTER TABLE match_run_candidates ALTER COLUMN bytes SET STORAGE EXTERNAL;
      ALTER TABLE match_run_artifact ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_artifact_system ON match_run_artifact USING ${IS_SYSTEM};
      ALTER TABLE match_run_candidates ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_candidates_system ON match_run_candidates USING ${IS_SYSTEM};

      DELETE FROM match_suggestion WHERE run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      DELETE FROM match_run_step WHERE kind <> 'freeze-stats' AND run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      UPDATE match_run_step s SET status = CASE WHEN r.status IN ('queued', 'running') THEN 'queued' ELSE 'cancelled' END, claim_token = NULL,
        finished_at = CASE WHEN r.status IN ('queued', 'running') THEN NULL ELSE clock_timestamp() END
      FROM match_run r WHERE r.id = s.run_id AND r.status <> 'done' AND s.status IN ('running', 'done');
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
