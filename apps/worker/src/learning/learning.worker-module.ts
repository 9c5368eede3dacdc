import { Module } from '@nestjs/common';
import { LearningModule } from '@lianghuan/crm';
import { LearningSweepSchedule } from './learning-sweep.schedule.js';
import { LearningProcessor } from './learning.processor.js';

@Module({
  imports: [LearningModule],
  providers: [LearningProcessor, LearningSweepSchedule],
})
export class LearningWorkerModule {}
