import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { LeadModule } from '../lead/lead.module.js';
import { LearningModule } from '../learning/learning.module.js';
import { AllocationBoardService } from './allocation-board.service.js';
import { AllocationLimitService } from './allocation-limit.service.js';
import { AllocationService } from './allocation.service.js';
import { InlineMatcherHost } from './inline-matcher-host.js';
import { MATCH_RUN_QUEUE, MatchRunBell } from './match-run-bell.js';
import { MatchRunService } from './match-run.service.js';
import { MatcherHost } from './matcher-host.js';
import { PauseService } from './pause.service.js';
import { SuggestionService } from './suggestion.service.js';
import { ThreadMatcherHost } from './thread-matcher-host.js';
import { WhyService } from './why.service.js';

/** Node starts threads from compiled files only; a test that runs the sources matches in its own thread. */
const IS_COMPILED = import.meta.url.endsWith('.js');

/** Runs, suggestions and decisions. */
@Module({
  imports: [LeadModule, LearningModule, BullModule.registerQueue({ name: MATCH_RUN_QUEUE })],
  providers: [
    AllocationService,
    AllocationBoardService,
    AllocationLimitService,
    MatchRunBell,
    MatchRunService,
    PauseService,
    SuggestionService,
    WhyService,
    { provide: MatcherHost, useClass: IS_COMPILED ? ThreadMatcherHost : InlineMatcherHost },
  ],
  exports: [
    AllocationService,
    AllocationBoardService,
    AllocationLimitService,
    MatchRunService,
    PauseService,
    SuggestionService,
    WhyService,
  ],
})
export class MatchModule {}
