import { Module } from '@nestjs/common';
import { MatchModule } from '@lianghuan/crm';
import { MatchStepSweepSchedule } from './match-step-sweep.schedule.js';
import { MatchStepProcessor } from './match-step.processor.js';

@Module({ imports: [MatchModule], providers: [MatchStepProcessor, MatchStepSweepSchedule] })
export class MatchWorkerModule {}
