import { codesOf, type MatchStepJob } from '@lianghuan/contracts';
import type { EntityManager } from 'typeorm';
import type { MatchRunStep } from './match-run-step.entity.js';
import type { MatchRun } from './match-run.entity.js';

export type MatchStepKind = MatchStepJob['kind'];

/** Kinds in the order of the flow. */
export const STEP_KINDS: readonly MatchStepKind[] = codesOf('matchStep');

/** Place of a kind in the flow, from 1; `match_run_step.stage`. */
export function stageOf(kind: MatchStepKind): number {
  return STEP_KINDS.indexOf(kind) + 1;
}

/** A step in one word: id of its job. */
export function stepName({ matchRunId, kind, shard, block }: MatchStepJob): string {
  return [matchRunId, kind, shard, block].join('-');
}

/**
 * Whether step `s` builds on step `d`. A step waits for all earlier stages, but a block of projects is compared with a shard of
 * enterprises as soon as that shard is indexed, and merged as soon as it was compared with every shard.
 */
export const BUILDS_ON = `(d.run_id = s.run_id AND d.stage < s.stage AND CASE s.kind
  WHEN 'candidates' THEN d.kind <> 'index-shard' OR d.shard = s.shard
  WHEN 'merge-score' THEN d.kind <> 'index-shard' AND (d.kind <> 'candidates' OR d.block = s.block)
  ELSE true END)`;

/** Whether everything step `s` builds on is there. */
export const IS_READY = `NOT EXISTS (SELECT FROM match_run_step d WHERE d.status <> 'done' AND ${BUILDS_ON})`;

/** What a step read and made, by name. */
export type StepCounts = Readonly<Record<string, number>>;

/** A step to be done later, planned by an earlier one. */
export interface PlannedStep {
  readonly kind: MatchStepKind;
  readonly shard?: number;
  readonly block?: number;
  /** Enterprises or projects it works on. */
  readonly size: number;
  /** Processor seconds, roughly: its share in the progress. */
  readonly weight: number;
}

/** A step in hand: what it is about, and the way to write. */
export interface StepWork {
  readonly run: MatchRun;
  readonly step: MatchRunStep;
  /** Aborted when the step is no longer ours or the process is to stop. */
  readonly signal: AbortSignal;
  /**
   * Runs work in a transaction that proves first that the step is still ours, and keeps it so until its end.
   * @throws {ClaimLost} when the run was cancelled or another worker took the step over
   */
  transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T>;
}

/** Stores what a step worked out, in the very transaction that marks the step done. */
export type StoreResult = (tx: EntityManager) => Promise<StepCounts>;

/** One kind of step. Killed at any moment and called again, it gives the same result. */
export abstract class MatchStep {
  abstract readonly kind: MatchStepKind;

  /**
   * Works the step out.
   * @throws {MatchRunDeadEnd} when trying again is of no use
   */
  abstract carryOut(work: StepWork): Promise<StoreResult>;
}

/** Writes steps that follow. */
export async function planSteps(tx: EntityManager, runId: string, steps: readonly PlannedStep[]): Promise<void> {
  await tx.query(
    `INSERT INTO match_run_step (run_id, kind, shard, block, stage, size, weight)
     SELECT $1, s.kind, coalesce(s.shard, 0), coalesce(s.block, 0), s.stage, s.size, s.weight FROM jsonb_to_recordset($2::jsonb)
       AS s(kind text, shard int, block int, stage smallint, size int, weight double precision)`,
    [runId, JSON.stringify(steps.map((step) => ({ ...step, stage: stageOf(step.kind) })))],
  );
}

/** Keys of steps `s` of runs `r`, in the order of the flow. */
export async function findSteps(tx: EntityManager, where: string, values: unknown[]): Promise<MatchStepJob[]> {
  return (await tx.query(
    `SELECT s.run_id AS "matchRunId", s.kind, s.shard, s.block FROM match_run_step s JOIN match_run r ON r.id = s.run_id
     WHERE ${where} ORDER BY s.run_id, s.stage, s.shard, s.block`,
    values,
  )) as MatchStepJob[];
}

/** Marks the open steps of a run that has ended. Those another transaction holds are marked by their worker when it notices. */
export async function callOffSteps(tx: EntityManager, runId: string): Promise<void> {
  await tx.query(
    `UPDATE match_run_step s SET status = 'cancelled', finished_at = clock_timestamp(), claim_token = NULL FROM (
       SELECT run_id, kind, shard, block FROM match_run_step WHERE run_id = $1 AND status IN ('queued', 'running') FOR UPDATE SKIP LOCKED
     ) o WHERE (s.run_id, s.kind, s.shard, s.block) = (o.run_id, o.kind, o.shard, o.block)`,
    [runId],
  );
}
