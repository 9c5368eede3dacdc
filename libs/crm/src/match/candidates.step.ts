import { Injectable } from '@nestjs/common';
import { MatchStep, type StepWork, type StoreResult } from './match-step.js';
import { loadBlockProjects, RunArtifacts } from './run-artifacts.js';
import { ShardThreads } from './shard-threads.js';

/** 初选企业: what a shard of the enterprises has for a block of projects. */
@Injectable()
export class CandidatesStep extends MatchStep {
  readonly kind = 'candidates';

  constructor(
    private readonly artifacts: RunArtifacts,
    private readonly threads: ShardThreads,
  ) {
    super();
  }

  async carryOut(work: StepWork): Promise<StoreResult> {
    const { run, step, signal, transaction } = work;
    const opened = await this.artifacts.open(work);
    const epoch = opened.epoch.handle;
    const segment = (await this.artifacts.openSegment(work, opened)).handle;
    const segmentKey = `${run.id} ${opened.epoch.fingerprint} ${step.shard}`;
    const projects = await transaction((tx) => loadBlockProjects(tx, run.id, step.block));
    const sets = await this.threads.spread(projects, (share) =>
      this.threads.run({ kind: 'find', epoch, segment, segmentKey, projects: share }, signal),
    );
    return async (tx) => {
      await tx.query(
        `INSERT INTO match_run_candidates (run_id, block, project_id, shard, bytes)
         SELECT $1, $2, c.project_id, $3, c.bytes FROM unnest($4::uuid[], $5::bytea[]) AS c(project_id, bytes)`,
        [run.id, step.block, step.shard, projects.map(({ id }) => id), sets.map((set) => Buffer.from(set))],
      );
      return { projects: projects.length, bytes: sets.reduce((sum, set) => sum + set.length, 0) };
    };
  }
}
