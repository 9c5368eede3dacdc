import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { LEARNING_QUEUE, LearningModule } from '@lianghuan/crm';
import { LearningSweepSchedule } from './learning-sweep.schedule.js';
import { LearningProcessor } from './learning.processor.js';

@Module({
  imports: [LearningModule, BullModule.registerQueue({ name: LEARNING_QUEUE })],
  providers: [LearningProcessor, LearningSweepSchedule],
})
export class LearningWorkerModule {}
