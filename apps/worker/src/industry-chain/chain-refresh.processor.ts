import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { ChainRefreshJob } from '@lianghuan/contracts';
import { CHAIN_REFRESH_QUEUE, ChainRefreshService, JobDeadEnd, type JobOutcome } from '@lianghuan/crm';
import { runInContext } from '@lianghuan/platform';
import { type Job, UnrecoverableError } from 'bullmq';

/** Refreshes the industry chains. The lock is short, so that the bell of a killed worker is soon taken up; the row says whose it is. */
@Processor(CHAIN_REFRESH_QUEUE, { concurrency: 1, lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 10 })
export class ChainRefreshProcessor extends WorkerHost implements OnModuleDestroy {
  private readonly logger = new Logger('ChainRefreshProcessor');

  constructor(private readonly refreshes: ChainRefreshService) {
    super();
  }

  async process(job: Job<unknown>): Promise<JobOutcome> {
    const payload = ChainRefreshJob.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`not a chain-refresh job: ${payload.error.message}`);
    const { chainRefreshId } = payload.data;
    return runInContext({ id: chainRefreshId }, async () => {
      try {
        const outcome = await this.refreshes.execute(chainRefreshId);
        this.logger.log('chain refresh', { chainRefreshId, outcome });
        return outcome;
      } catch (error) {
        if (error instanceof JobDeadEnd) throw new UnrecoverableError(error.code);
        throw error;
      }
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.warn('chain-refresh job failed', { jobId: job?.id, attempt: job?.attemptsMade, error: error.message });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn('chain-refresh queue error', { error: error.message });
  }

  /** While the database is still open: the refresh in hand goes back to the queue, and no other is taken. */
  async onModuleDestroy(): Promise<void> {
    this.refreshes.handBack();
    await this.worker.close();
  }
}
