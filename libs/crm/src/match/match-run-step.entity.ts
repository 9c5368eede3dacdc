import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { MatchRunStatus } from './match-run.entity.js';
import type { MatchStepKind, StepCounts } from './match-step.js';

/** 匹配步骤: a part of a run that one worker does at a time. */
@Entity('match_run_step')
export class MatchRunStep {
  @PrimaryColumn('uuid') runId: string;
  @PrimaryColumn('text') kind: MatchStepKind;
  /** Range of the enterprises, by id; 0 for steps over all of them. */
  @PrimaryColumn('int') shard: number;
  /** Range of the projects; 0 for steps over all of them. */
  @PrimaryColumn('int') block: number;
  /** Place of the kind in the flow. */
  @Column('smallint') stage: number;
  /** Enterprises or projects the step works on. */
  @Column('int') size: number;
  /** Share in the progress: processor seconds as far as they can be told beforehand. */
  @Column('double precision') weight: number;
  @Column('text') status: MatchRunStatus;
  @Column('int') attempts: number;
  @Column('uuid', { nullable: true }) claimToken: string | null;
  /** Machine and process that took it last. */
  @Column('text', { nullable: true }) worker: string | null;
  @Column('timestamptz', { nullable: true }) heartbeatAt: Date | null;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('jsonb') counts: StepCounts;
  @Column('text', { nullable: true }) errorCode: string | null;
  @Column('text', { nullable: true }) errorMessage: string | null;
}
