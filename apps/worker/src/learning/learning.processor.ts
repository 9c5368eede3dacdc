import { InjectQueue, Processor } from '@nestjs/bullmq';
import { LearningJob } from '@lianghuan/contracts';
import { LEARNING_QUEUE, LearningService } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { NIGHTLY_LOCK, NightlyProcessor } from '../job/nightly.processor.js';

/** Learns from feedback. */
@Processor(LEARNING_QUEUE, NIGHTLY_LOCK)
export class LearningProcessor extends NightlyProcessor<LearningJob> {
  protected readonly noun = 'learning';
  protected readonly payload = LearningJob;
  /** When nobody decides on anything. */
  protected readonly at = '30 2';

  constructor(service: LearningService, @InjectQueue(LEARNING_QUEUE) queue: Queue<LearningJob>) {
    super(service, queue);
  }

  protected rowOf({ learningRunId }: LearningJob): string | undefined {
    return learningRunId;
  }
}
