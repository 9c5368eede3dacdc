import { InjectQueue, OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LearningJob } from '@lianghuan/contracts';
import { JobDeadEnd, type JobOutcome, LEARNING_QUEUE, LearningService } from '@lianghuan/crm';
import { runInContext } from '@lianghuan/platform';
import { type Job, type Queue, UnrecoverableError } from 'bullmq';

/** Every night, when nobody decides on anything. */
const NIGHTLY = { pattern: '30 2 * * *', tz: 'Asia/Shanghai' } as const;

/** Learns from feedback: nightly, and when asked. The schedule only rings; the row says what is done. */
@Processor(LEARNING_QUEUE, { concurrency: 1, lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 10 })
export class LearningProcessor extends WorkerHost implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('LearningProcessor');

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

  async process(job: Job<unknown>): Promise<JobOutcome | 'requested'> {
    const payload = LearningJob.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`not a learning job: ${payload.error.message}`);
    const { learningRunId } = payload.data;
    if (learningRunId === undefined) {
      await this.learning.requestNightly();
      return 'requested';
    }
    return runInContext({ id: learningRunId }, async () => {
      try {
        const outcome = await this.learning.execute(learningRunId);
        this.logger.log('learning', { learningRunId, outcome });
        return outcome;
      } catch (error) {
        if (error instanceof JobDeadEnd) throw new UnrecoverableError(error.code);
        throw error;
      }
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.warn('learning job failed', { jobId: job?.id, attempt: job?.attemptsMade, error: error.message });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn('learning queue error', { error: error.message });
  }

  /** While the database is still open: the training in hand goes back to the queue, and no other is taken. */
  async onModuleDestroy(): Promise<void> {
    this.learning.handBack();
    await this.worker.close();
  }
}
