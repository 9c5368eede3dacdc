import { Injectable } from '@nestjs/common';
import { AllocationService } from './allocation.service.js';
import { MatchStep, type StepWork, type StoreResult } from './match-step.js';

/** 统筹分配: which of the run's suggestions are proposed, within what everybody can carry. */
@Injectable()
export class AllocateStep extends MatchStep {
  readonly kind = 'allocate';

  constructor(private readonly allocation: AllocationService) {
    super();
  }

  async carryOut({ run }: StepWork): Promise<StoreResult> {
    const store = await this.allocation.workOut(run.id);
    return async (tx) => {
      const { candidates, pairs } = await store(tx);
      return { candidates, allocated: pairs };
    };
  }
}
