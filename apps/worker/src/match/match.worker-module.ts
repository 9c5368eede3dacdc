import { Module } from '@nestjs/common';
import { MatchModule } from '@lianghuan/crm';
import { MatchRunSweepSchedule } from './match-run-sweep.schedule.js';
import { MatchRunProcessor } from './match-run.processor.js';

@Module({ imports: [MatchModule], providers: [MatchRunProcessor, MatchRunSweepSchedule] })
export class MatchWorkerModule {}
