import { Injectable } from '@nestjs/common';
import { ConfidenceService } from '../learning/confidence.service.js';
import { MatchStep, type StepWork, type StoreResult } from './match-step.js';

/** 校准置信度: what share of such suggestions was taken up so far, kept with the run. */
@Injectable()
export class CalibrateStep extends MatchStep {
  readonly kind = 'calibrate';

  constructor(private readonly confidence: ConfidenceService) {
    super();
  }

  async carryOut({ run }: StepWork): Promise<StoreResult> {
    return async () => {
      const { count } = await this.confidence.calibrate(run.id);
      return { outcomes: count };
    };
  }
}
