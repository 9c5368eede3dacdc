import { Injectable } from '@nestjs/common';
import { MatchStep, type StepWork, type StoreResult } from './match-step.js';
import { enterpriseParts, RunArtifacts } from './run-artifacts.js';
import { partsOfShard } from './shard-parts.js';
import { ShardThreads } from './shard-threads.js';

/** 建立索引: packs a shard of the enterprises, for all workers to open. */
@Injectable()
export class IndexShardStep extends MatchStep {
  readonly kind = 'index-shard';

  constructor(
    private readonly artifacts: RunArtifacts,
    private readonly threads: ShardThreads,
  ) {
    super();
  }

  async carryOut(work: StepWork): Promise<StoreResult> {
    const { run, step, signal } = work;
    const { epoch } = await this.artifacts.open(work);
    const { from, to } = partsOfShard(run.options, step.shard);
    const parts = enterpriseParts(work, from, to);
    const bytes = await this.threads.run({ kind: 'index', epoch: epoch.handle }, signal, parts);
    return async (tx) => {
      await this.artifacts.store(tx, run.id, 'segment', step.shard, bytes);
      return { enterprises: step.size, bytes: bytes.length };
    };
  }
}
