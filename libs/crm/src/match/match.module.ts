import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ExchangePackageModule } from '../exchange-package/exchange-package.module.js';
import { LeadModule } from '../lead/lead.module.js';
import { LearningModule } from '../learning/learning.module.js';
import { AllocateStep } from './allocate.step.js';
import { AllocationBoardService } from './allocation-board.service.js';
import { AllocationLimitService } from './allocation-limit.service.js';
import { AllocationService } from './allocation.service.js';
import { CandidatesStep } from './candidates.step.js';
import { IndexShardStep } from './index-shard.step.js';
import { RunArtifacts } from './run-artifacts.js';
import { ShardThreads } from './shard-threads.js';
import { CalibrateStep } from './calibrate.step.js';
import { FreezeStatsStep } from './freeze-stats.step.js';
import { MATCH_STEPS, MatchFlowService } from './match-flow.service.js';
import { MATCH_STEP_QUEUE, MatchStepBell } from './match-step-bell.js';
import { MatchRunService } from './match-run.service.js';
import type { MatchStep } from './match-step.js';
import { PackagesStep } from './packages.step.js';
import { PauseService } from './pause.service.js';
import { MergeScoreStep } from './merge-score.step.js';
import { PublishStep } from './publish.step.js';
import { SuggestionService } from './suggestion.service.js';
import { WhyService } from './why.service.js';

/** The steps of a run, in the order of the flow. */
const STEPS = [
  FreezeStatsStep,
  IndexShardStep,
  CandidatesStep,
  MergeScoreStep,
  CalibrateStep,
  AllocateStep,
  PackagesStep,
  PublishStep,
];

/** Runs, suggestions and decisions. */
@Module({
  imports: [LeadModule, LearningModule, ExchangePackageModule, BullModule.registerQueue({ name: MATCH_STEP_QUEUE })],
  providers: [
    AllocationService,
    AllocationBoardService,
    AllocationLimitService,
    MatchStepBell,
    MatchRunService,
    PauseService,
    MatchFlowService,
    RunArtifacts,
    ShardThreads,
    SuggestionService,
    WhyService,
    ...STEPS,
    { provide: MATCH_STEPS, inject: STEPS, useFactory: (...steps: MatchStep[]) => steps },
  ],
  exports: [
    AllocationService,
    AllocationBoardService,
    AllocationLimitService,
    MatchFlowService,
    MatchRunService,
    PauseService,
    SuggestionService,
    WhyService,
  ],
})
export class MatchModule {}
