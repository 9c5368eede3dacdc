import { Injectable } from '@nestjs/common';
import { Clock, Database } from '@lianghuan/platform';
import { ReferenceData } from '../reference/reference-data.js';
import { freezeInput } from './frozen-input.js';
import { MatchStep, planSteps, type PlannedStep, type StepWork, type StoreResult } from './match-step.js';

/** Projects whose suggestions are worked out and stored together: small enough to lose little, large enough to write seldom. */
export const BLOCK_SIZE = 50;

/** 固定数据: keeps the input of the run as it is at one moment, and plans the steps that follow. */
@Injectable()
export class FreezeStatsStep extends MatchStep {
  readonly kind = 'freeze-stats';

  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
    private readonly clock: Clock,
  ) {
    super();
  }

  async carryOut({ run, transaction }: StepWork): Promise<StoreResult> {
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
            blockSize: BLOCK_SIZE,
          });
        } finally {
          await close();
        }
      });
    }
    return async (tx) => {
      const [counts] = (await tx.query(
        `SELECT project_count AS projects, enterprise_count AS enterprises, resource_count AS resources, market_count AS markets
         FROM match_run WHERE id = $1`,
        [run.id],
      )) as [{ projects: number; enterprises: number; resources: number; markets: number }];
      const blocks = (await tx.query(
        'SELECT block_no AS block, count(*)::int AS size FROM match_run_project WHERE run_id = $1 GROUP BY block_no ORDER BY block_no',
        [run.id],
      )) as { block: number; size: number }[];
      const planned: PlannedStep[] = [
        ...blocks.map(({ block, size }) => ({ kind: 'merge-score' as const, block, size, weight: size })),
        { kind: 'calibrate', size: counts.projects, weight: 1 },
        { kind: 'allocate', size: counts.projects, weight: 1 },
        { kind: 'packages', size: counts.projects, weight: 1 },
        { kind: 'publish', size: counts.projects, weight: 1 },
      ];
      await planSteps(tx, run.id, planned);
      await tx.query(`UPDATE match_run_step SET size = $2, weight = 1 WHERE run_id = $1 AND kind = 'freeze-stats'`, [
        run.id,
        counts.enterprises,
      ]);
      return counts;
    };
  }
}
