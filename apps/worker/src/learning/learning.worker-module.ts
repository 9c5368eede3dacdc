import { Module } from '@nestjs/common';
import { LearningModule, LearningService } from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';
import { LearningProcessor } from './learning.processor.js';

@Module({
  imports: [LearningModule],
  providers: [LearningProcessor, sweepOf(LearningService, (learning) => learning.sweep())],
})
export class LearningWorkerModule {}
