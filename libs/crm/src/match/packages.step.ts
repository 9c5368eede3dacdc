import { Injectable } from '@nestjs/common';
import { ExchangePackageService } from '../exchange-package/exchange-package.service.js';
import { MatchStep, type StepWork, type StoreResult } from './match-step.js';

/** 组合交换方案: what to put on the table for each proposed pair, within what is free. */
@Injectable()
export class PackagesStep extends MatchStep {
  readonly kind = 'packages';

  constructor(private readonly packages: ExchangePackageService) {
    super();
  }

  /** Planned in the storing transaction: what is promised is summed under the same lock that stores it. */
  async carryOut({ run }: StepWork): Promise<StoreResult> {
    return async (tx) => {
      const { packages, promised } = await this.packages.planWithin(tx, run.id);
      return { packages, promised };
    };
  }
}
