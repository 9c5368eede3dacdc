import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@lianghuan/platform';
import { ReferenceData } from '../reference/reference-data.js';
import { freezeInput } from './frozen-input.js';
import { enterpriseParts, loadOptions, RunArtifacts } from './run-artifacts.js';
import { shardSizeOf } from './shard-parts.js';
import { ShardThreads } from './shard-threads.js';
import { MatchStep, planSteps, type StepWork, type StoreResult } from './match-step.js';

/** Processor seconds, roughly, of the parts of the work; only the progress depends on them. */
const INDEX_SECONDS = 100e-6;
const FIND_SECONDS = 2e-3;
const SCAN_SECONDS = 30e-9;
const MERGE_SECONDS = 20e-3;

/**
 * 固定数据: keeps the input of the run as it is at one moment, freezes what depends on all enterprises,
 * and plans the steps that follow.
 */
@Injectable()
export class FreezeStatsStep extends MatchStep {
  readonly kind = 'freeze-stats';

  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
    private readonly artifacts: RunArtifacts,
    private readonly threads: ShardThreads,
  ) {
    super();
  }

  async carryOut(work: StepWork): Promise<StoreResult> {
    const { run, signal, transaction } = work;
    if (run.inputSnapshot === null) {
      await transaction(async (tx) => {
        const { tx: registers, close } = await this.database.openSnapshot();
        try {
          await freezeInput({
            run,
            registers,
            tx,
            reference: this.reference,
            today: this.clock.today(),
          });
        } finally {
          await close();
        }
      });
    }
    const options = await transaction((tx) => loadOptions(tx, run.id));
    const parts = enterpriseParts(work, 0, Number.MAX_SAFE_INTEGER);
    const bytes = await this.threads.run({ kind: 'freeze', options }, signal, parts);
    return async (tx) => {
      await this.artifacts.clear(tx, run.id);
      await this.artifacts.store(tx, run.id, 'epoch', 0, bytes);
      const [counts] = (await tx.query(
        `SELECT project_count AS projects, enterprise_count AS enterprises, resource_count AS resources, market_count AS markets
         FROM match_run WHERE id = $1`,
        [run.id],
      )) as [{ projects: number; enterprises: number; resources: number; markets: number }];
      const blocks = (await tx.query(
        'SELECT block_no AS block, count(*)::int AS size FROM match_run_project WHERE run_id = $1 GROUP BY block_no ORDER BY block_no',
        [run.id],
      )) as { block: number; size: number }[];
      const shardSize = shardSizeOf(run.options);
      const shards = Array.from({ length: Math.ceil(counts.enterprises / shardSize) }, (_, shard) => ({
        shard,
        size: Math.min(shardSize, counts.enterprises - shard * shardSize),
      }));
      await planSteps(tx, run.id, [
        ...shards.map(({ shard, size }) => ({
          kind: 'index-shard' as const,
          shard,
          size,
          weight: size * INDEX_SECONDS,
        })),
        ...shards.flatMap((of) =>
          blocks.map(({ block, size }) => ({
            kind: 'candidates' as const,
            shard: of.shard,
            block,
            size,
            weight: size * (FIND_SECONDS + of.size * SCAN_SECONDS),
          })),
        ),
        ...blocks.map(({ block, size }) => ({
          kind: 'merge-score' as const,
          block,
          size,
          weight: size * MERGE_SECONDS,
        })),
        ...(['calibrate', 'allocate', 'packages', 'publish'] as const).map((kind) => ({
          kind,
          size: counts.projects,
          weight: 0.2,
        })),
      ]);
      await tx.query(`UPDATE match_run_step SET size = $2, weight = $3 WHERE run_id = $1 AND kind = 'freeze-stats'`, [
        run.id,
        counts.enterprises,
        counts.enterprises * INDEX_SECONDS,
      ]);
      return counts;
    };
  }
}
