import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';

export type MatchRunStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** What a run was asked for beside its projects. */
export interface MatchRunOptions {
  /** Suggestions kept per project. */
  readonly topPerProject: number;
  /** Enterprises a shard. The result does not depend on it. */
  readonly shardSize: number;
  /** Projects a block, whose suggestions are worked out and stored together; 50 where it is not said. The result does not depend on it. */
  readonly blockSize?: number;
  /** Share of the first ten places given to exploration; none where it is not said. */
  readonly explorationShare?: number;
}

/** 匹配任务: one request to match projects with enterprises, from asking to its result; carried out in steps. */
@Entity('match_run')
export class MatchRun {
  @PrimaryGeneratedColumn('uuid') id: string;
  @Column('text') status: MatchRunStatus;
  @Column('uuid', { nullable: true }) requestedById: string | null;
  @Column('timestamptz') requestedAt: Date;
  /** Null: all projects within {@link areaCodes}. */
  @Column('uuid', { array: true, nullable: true }) projectIds: string[] | null;
  /** Areas of the person who asked, as they were then; null: all. */
  @Column('text', { array: true, nullable: true }) areaCodes: string[] | null;
  @Column('jsonb') options: MatchRunOptions;
  @Column('text') algorithmVersion: string;
  @Column('uuid', { nullable: true }) weightVersionId: string | null;
  /** SHA-256 over the frozen input; null until it is frozen. */
  @Column('text', { nullable: true }) inputSnapshot: string | null;
  @Column('timestamptz', { nullable: true }) frozenRemovedAt: Date | null;
  @Column('timestamptz', { nullable: true }) frozenAt: Date | null;
  @Column('timestamptz', { nullable: true }) startedAt: Date | null;
  @Column('timestamptz', { nullable: true }) finishedAt: Date | null;
  @Column('int') projectCount: number;
  @Column('int') enterpriseCount: number;
  @Column('int') resourceCount: number;
  @Column('int') marketCount: number;
  @Column('int') suggestionCount: number;
  @Column('text', { nullable: true }) errorCode: string | null;
  @Column('text', { nullable: true }) errorMessage: string | null;
  /** The list of at least one project shows this run. */
  @Column('boolean') isCurrent: boolean;
}
