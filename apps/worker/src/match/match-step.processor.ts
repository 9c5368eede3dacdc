import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { MatchStepJob } from '@lianghuan/contracts';
import { MATCH_STEP_QUEUE, MatchFlowService, MatchRunDeadEnd, type StepOutcome } from '@lianghuan/crm';
import { runInContext } from '@lianghuan/platform';
import { type Job, UnrecoverableError } from 'bullmq';

/**
 * Carries out the steps of match runs, one at a time: a step uses all threads of its worker. The lock is short, so that the bell of a
 * killed worker is soon taken up; losing it by a hiccup does no harm, because the row alone says whose the step is.
 */
@Processor(MATCH_STEP_QUEUE, { concurrency: 1, lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 10 })
export class MatchStepProcessor extends WorkerHost implements OnModuleDestroy {
  private readonly logger = new Logger('MatchStepProcessor');

  constructor(private readonly flow: MatchFlowService) {
    super();
  }

  async process(job: Job<unknown>): Promise<StepOutcome> {
    const payload = MatchStepJob.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`not a match-step job: ${payload.error.message}`);
    return runInContext({ id: payload.data.matchRunId }, async () => {
      try {
        const outcome = await this.flow.execute(payload.data);
        this.logger.log('match step', { ...payload.data, outcome });
        return outcome;
      } catch (error) {
        if (error instanceof MatchRunDeadEnd) throw new UnrecoverableError(`${error.code}: ${error.message}`);
        throw error;
      }
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.warn('match-step job failed', { jobId: job?.id, attempt: job?.attemptsMade, error: error.message });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn('match-step queue error', { error: error.message });
  }

  /** While the database is still open: the step in hand goes back to the queue, and no other is taken. */
  async onModuleDestroy(): Promise<void> {
    this.flow.handBack();
    await this.worker.close();
  }
}
