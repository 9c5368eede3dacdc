import { InjectQueue, Processor } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { LearningJob } from '@lianghuan/contracts';
import { type JobOutcome, LEARNING_QUEUE, LearningService } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { JobProcessor } from '../job/job.processor.js';

/** Every night, when nobody decides on anything. */
const NIGHTLY = { pattern: '30 2 * * *', tz: 'Asia/Shanghai' } as const;

/** Learns from feedback: nightly, and when asked. The schedule only rings; the row says what is done. */
@Processor(LEARNING_QUEUE, { concurrency: 1, lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 10 })
export class LearningProcessor
  extends JobProcessor<LearningJob, JobOutcome | 'requested'>
  implements OnApplicationBootstrap
{
  protected readonly noun = 'learning';
  protected readonly payload = LearningJob;

  constructor(
    private readonly learning: LearningService,
    @InjectQueue(LEARNING_QUEUE) private readonly queue: Queue<LearningJob>,
  ) {
    super();
  }

  /** Of several workers each says the same; one schedule results. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.queue.upsertJobScheduler('nightly', NIGHTLY, { name: 'nightly', data: {} });
    } catch (error) {
      this.logger.warn('the nightly training could not be scheduled; the next start tries again', {
        error: String(error),
      });
    }
  }

  protected idOf({ learningRunId }: LearningJob): string {
    return learningRunId ?? 'nightly';
  }

  protected async execute({ learningRunId }: LearningJob): Promise<JobOutcome | 'requested'> {
    if (learningRunId !== undefined) return this.learning.execute(learningRunId);
    await this.learning.requestNightly();
    return 'requested';
  }

  protected handBack(): void {
    this.learning.handBack();
  }
}
