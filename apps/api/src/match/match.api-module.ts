import { Module } from '@nestjs/common';
import { MatchModule } from '@lianghuan/crm';
import { AllocationLimitController } from './allocation-limit.controller.js';
import { AllocationController } from './allocation.controller.js';
import { MatchRunController } from './match-run.controller.js';
import { PauseController } from './pause.controller.js';
import { SuggestionController } from './suggestion.controller.js';

@Module({
  imports: [MatchModule],
  controllers: [
    MatchRunController,
    AllocationController,
    AllocationLimitController,
    PauseController,
    SuggestionController,
  ],
})
export class MatchApiModule {}
