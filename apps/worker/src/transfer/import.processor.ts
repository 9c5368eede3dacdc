import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { ImportJob } from '@lianghuan/contracts';
import { IMPORT_QUEUE, ImportJobService, JobDeadEnd, type JobOutcome } from '@lianghuan/crm';
import { runInContext } from '@lianghuan/platform';
import { type Job, UnrecoverableError } from 'bullmq';

/** Checks and writes imports. The lock is short, so that the bell of a killed worker is soon taken up; the row says whose it is. */
@Processor(IMPORT_QUEUE, { concurrency: 2, lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 10 })
export class ImportProcessor extends WorkerHost implements OnModuleDestroy {
  private readonly logger = new Logger('ImportProcessor');

  constructor(private readonly imports: ImportJobService) {
    super();
  }

  async process(job: Job<unknown>): Promise<JobOutcome> {
    const payload = ImportJob.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`not an import job: ${payload.error.message}`);
    const { importId } = payload.data;
    return runInContext({ id: importId }, async () => {
      try {
        const outcome = await (job.name === 'commit' ? this.imports.commit(importId) : this.imports.check(importId));
        this.logger.log('import', { importId, step: job.name, outcome });
        return outcome;
      } catch (error) {
        if (error instanceof JobDeadEnd) throw new UnrecoverableError(error.code);
        throw error;
      }
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.warn('import job failed', { jobId: job?.id, attempt: job?.attemptsMade, error: error.message });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn('import queue error', { error: error.message });
  }

  /** While the database is still open: the batch in hand goes back to the queue, and no other is taken. */
  async onModuleDestroy(): Promise<void> {
    this.imports.handBack();
    await this.worker.close();
  }
}
