import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ConfidenceService } from './confidence.service.js';
import { LEARNING_QUEUE, LearningService } from './learning.service.js';

/** Confidence of suggestions, and weights that learn from what became of them. */
@Module({
  imports: [BullModule.registerQueue({ name: LEARNING_QUEUE })],
  providers: [ConfidenceService, LearningService],
  exports: [ConfidenceService, LearningService, BullModule],
})
export class LearningModule {}
