import { Module } from '@nestjs/common';
import { ExchangePackageModule, MatchModule } from '@lianghuan/crm';
import { AllocationLimitController } from './allocation-limit.controller.js';
import { AllocationController } from './allocation.controller.js';
import { ExchangePackageController } from './exchange-package.controller.js';
import { MatchRunController } from './match-run.controller.js';
import { PauseController } from './pause.controller.js';
import { SuggestionController } from './suggestion.controller.js';

@Module({
  imports: [MatchModule, ExchangePackageModule],
  controllers: [
    MatchRunController,
    AllocationController,
    AllocationLimitController,
    ExchangePackageController,
    PauseController,
    SuggestionController,
  ],
})
export class MatchApiModule {}
