import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { MatchRunJob } from '@lianghuan/contracts';
import { type ExecutionOutcome, MATCH_RUN_QUEUE, MatchRunDeadEnd, MatchRunService } from '@lianghuan/crm';
import { runInContext } from '@lianghuan/platform';
import { type Job, UnrecoverableError } from 'bullmq';

/**
 * Carries out match runs. The lock is short, so that the bell of a killed worker is soon taken up; losing it by a hiccup does no harm,
 * because the row alone says whose the run is.
 */
@Processor(MATCH_RUN_QUEUE, { concurrency: 1, lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 10 })
export class MatchRunProcessor extends WorkerHost implements OnModuleDestroy {
  private readonly logger = new Logger('MatchRunProcessor');

  constructor(private readonly runs: MatchRunService) {
    super();
  }

  async process(job: Job<unknown>): Promise<ExecutionOutcome> {
    const payload = MatchRunJob.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`not a match-run job: ${payload.error.message}`);
    return runInContext({ id: payload.data.matchRunId }, async () => {
      try {
        const outcome = await this.runs.execute(payload.data.matchRunId);
        this.logger.log('match run', { ...payload.data, outcome });
        return outcome;
      } catch (error) {
        if (error instanceof MatchRunDeadEnd) throw new UnrecoverableError(`${error.code}: ${error.message}`);
        throw error;
      }
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.warn('match-run job failed', { jobId: job?.id, attempt: job?.attemptsMade, error: error.message });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn('match-run queue error', { error: error.message });
  }

  /** While the database is still open: the run in hand goes back to the queue, and no other is taken. */
  async onModuleDestroy(): Promise<void> {
    this.runs.handBack();
    await this.worker.close();
  }
}
