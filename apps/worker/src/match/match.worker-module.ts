import { Module } from '@nestjs/common';
import { MatchFlowService, MatchModule } from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';
import { MatchStepProcessor } from './match-step.processor.js';

@Module({ imports: [MatchModule], providers: [MatchStepProcessor, sweepOf(MatchFlowService, (flow) => flow.sweep())] })
export class MatchWorkerModule {}
