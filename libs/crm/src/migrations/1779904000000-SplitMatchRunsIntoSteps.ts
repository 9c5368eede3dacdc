import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Jobs only: what a run found is not for people to write. */
const IS_SYSTEM = `((SELECT access.actor_id()) IS NULL AND (SELECT access.reach('match.run')) = 'city')`;
const MAY_CHANGE_RUN = `EXISTS (SELECT FROM match_run r WHERE r.id = run_id
  AND ((SELECT access.reach('match.run')) = 'city'
    OR ((SELECT access.reach('match.run')) IS NOT NULL AND r.requested_by_id = (SELECT access.actor_id()))))`;

/**
 * A match run is carried out step by step, by as many workers as there are. Claim, heartbeat, attempts and progress move from the run to
 * its steps. A run that is done keeps one step that tells when it was worked out; one that is not starts over from the register.
 */
export class SplitMatchRunsIntoSteps1779904000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE match_run_step (
        run_id uuid NOT NULL REFERENCES match_run, kind text NOT NULL, shard int NOT NULL DEFAULT 0, block int NOT NULL DEFAULT 0,
        stage smallint NOT NULL, size int NOT NULL DEFAULT 0, weight double precision NOT NULL DEFAULT 0 CHECK (weight >= 0),
        status text NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
        attempts int NOT NULL DEFAULT 0, claim_token uuid, worker text, heartbeat_at timestamptz,
        started_at timestamptz, finished_at timestamptz, counts jsonb NOT NULL DEFAULT '{}', error_code text, error_message text,
        PRIMARY KEY (run_id, kind, shard, block),
        CHECK ((status = 'running') = (claim_token IS NOT NULL)),
        CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL))
      );
      COMMENT ON TABLE match_run_step IS '匹配步骤: a part of a run that one worker does at a time; the row is the truth, the queue only the bell';
      COMMENT ON COLUMN match_run_step.shard IS 'Range of the enterprises, by id; 0 for steps over all of them';
      COMMENT ON COLUMN match_run_step.block IS 'Range of the projects; 0 for steps over all of them';
      COMMENT ON COLUMN match_run_step.stage IS 'Place of the kind in the flow; a step waits for those of earlier stages that it builds on';
      COMMENT ON COLUMN match_run_step.size IS 'Enterprises or projects the step works on';
      COMMENT ON COLUMN match_run_step.weight IS 'Share of the work, for the progress: processor seconds as far as they can be told beforehand';
      COMMENT ON COLUMN match_run_step.claim_token IS 'Who works on the step now; a worker whose token was replaced may not write any more';
      COMMENT ON COLUMN match_run_step.worker IS 'Machine and process that took the step last';
      CREATE INDEX match_run_step_open ON match_run_step (run_id) WHERE status IN ('queued', 'running');

      INSERT INTO match_run_step (run_id, kind, stage, size, weight, status, attempts, started_at, finished_at, counts)
      SELECT id, 'merge-score', 4, project_count, 1, 'done', attempts, started_at, finished_at,
        jsonb_build_object('projects', project_count, 'suggestions', suggestion_count)
      FROM match_run WHERE status = 'done';

      DELETE FROM match_suggestion WHERE run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      DELETE FROM match_run_project WHERE run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      DELETE FROM match_run_input WHERE run_id IN (SELECT id FROM match_run WHERE status <> 'done');
      DROP TABLE match_run_block;
      ALTER TABLE match_run DROP COLUMN claim_token, DROP COLUMN heartbeat_at, DROP COLUMN attempts, DROP COLUMN progress_done,
        DROP COLUMN progress_total, DROP COLUMN timings;
      UPDATE match_run SET status = CASE status WHEN 'running' THEN 'queued' ELSE status END, input_snapshot = NULL, frozen_at = NULL,
        started_at = NULL, suggestion_count = 0 WHERE status <> 'done';
      INSERT INTO match_run_step (run_id, kind, stage, status, finished_at, error_code, error_message)
      SELECT id, 'freeze-stats', 1, status, finished_at, error_code, error_message FROM match_run WHERE status <> 'done';

      ALTER TABLE match_run_input ADD COLUMN digest bytea;
      UPDATE match_run_input SET digest = sha256(convert_to(records::text, 'UTF8'));
      ALTER TABLE match_run_input ALTER COLUMN digest SET NOT NULL;
      COMMENT ON COLUMN match_run_input.digest IS 'SHA-256 of the records as jsonb prints them; the digests together make match_run.input_snapshot';

      ALTER TABLE match_run_step ENABLE ROW LEVEL SECURITY;
      CREATE POLICY match_run_step_read ON match_run_step FOR SELECT USING ((SELECT access.reach('match.read')) IS NOT NULL);
      CREATE POLICY match_run_step_system ON match_run_step USING ${IS_SYSTEM};
      -- Who asks for a run writes its first step with it; who may call it off or take it up again does so to its steps.
      CREATE POLICY match_run_step_request ON match_run_step FOR INSERT WITH CHECK (status = 'queued' AND ${MAY_CHANGE_RUN});
      CREATE POLICY match_run_step_change ON match_run_step FOR UPDATE USING (${MAY_CHANGE_RUN})
        WITH CHECK (status IN ('queued', 'cancelled'));
    `);
  }

  async down(): Promise<void> {
    throw new Error('migrations go forward only; restore a backup instead');
  }
}
