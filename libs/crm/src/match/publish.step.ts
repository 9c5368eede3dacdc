import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { changedRows } from '../job/changed-rows.js';
import { IS_MATCHED, requireSnapshot } from './frozen-input.js';
import { MatchStep, type StepCounts, type StepWork, type StoreResult } from './match-step.js';
import { RunArtifacts } from './run-artifacts.js';
import { ClaimLost } from './match.errors.js';

/** 采用结果: makes the run's suggestions the ones its projects show, unless a project already shows a run with newer input. */
@Injectable()
export class PublishStep extends MatchStep {
  readonly kind = 'publish';

  constructor(private readonly artifacts: RunArtifacts) {
    super();
  }

  async carryOut({ run, transaction }: StepWork): Promise<StoreResult> {
    await transaction((tx) => requireSnapshot(tx, run.id));
    return async (tx) => {
      await this.artifacts.clearShards(tx, run.id);
      const counts = await publish(tx, run.id);
      await this.artifacts.clearOutdated(tx);
      return counts;
    };
  }
}

async function publish(tx: EntityManager, runId: string): Promise<StepCounts> {
  // Projects that this run may speak for: still to be matched, and not yet shown from newer input.
  const taken = `
    SELECT mine.project_id FROM match_run_project mine JOIN match_run r ON r.id = mine.run_id JOIN project p ON p.id = mine.project_id
    WHERE mine.run_id = $1 AND ${IS_MATCHED} AND NOT EXISTS (
      SELECT FROM match_run_project other JOIN match_run o ON o.id = other.run_id
      WHERE other.project_id = mine.project_id AND other.is_current AND o.frozen_at > r.frozen_at)`;
  await tx.query(
    `UPDATE match_run_project SET is_current = false WHERE is_current AND (project_id IN (${taken})
       OR project_id IN (SELECT p.id FROM project p WHERE NOT (${IS_MATCHED})))`,
    [runId],
  );
  const projects = await changedRows(
    tx,
    `UPDATE match_run_project SET is_current = true WHERE run_id = $1 AND project_id IN (${taken}) RETURNING project_id`,
    [runId],
  );
  await tx.query(
    `UPDATE match_run r SET is_current = NOT r.is_current
     WHERE r.is_current <> EXISTS (SELECT FROM match_run_project p WHERE p.run_id = r.id AND p.is_current)`,
  );
  const finished = await changedRows(
    tx,
    `UPDATE match_run r SET status = 'done', finished_at = clock_timestamp(),
       suggestion_count = (SELECT count(*) FROM match_suggestion s WHERE s.run_id = r.id) WHERE id = $1 AND status = 'running' RETURNING id`,
    [runId],
  );
  if (finished === 0) throw new ClaimLost(`publish of ${runId}`);
  return { projects };
}
