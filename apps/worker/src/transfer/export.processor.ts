import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { ExportJob } from '@lianghuan/contracts';
import { EXPORT_QUEUE, ExportService, JobDeadEnd, type JobOutcome } from '@lianghuan/crm';
import { runInContext } from '@lianghuan/platform';
import { type Job, UnrecoverableError } from 'bullmq';

/** Makes exports. The lock is short, so that the bell of a killed worker is soon taken up; the row says whose it is. */
@Processor(EXPORT_QUEUE, { concurrency: 2, lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 10 })
export class ExportProcessor extends WorkerHost implements OnModuleDestroy {
  private readonly logger = new Logger('ExportProcessor');

  constructor(private readonly exports: ExportService) {
    super();
  }

  async process(job: Job<unknown>): Promise<JobOutcome> {
    const payload = ExportJob.safeParse(job.data);
    if (!payload.success) throw new UnrecoverableError(`not an export job: ${payload.error.message}`);
    const { exportId } = payload.data;
    return runInContext({ id: exportId }, async () => {
      try {
        const outcome = await this.exports.execute(exportId);
        this.logger.log('export', { exportId, outcome });
        return outcome;
      } catch (error) {
        if (error instanceof JobDeadEnd) throw new UnrecoverableError(error.code);
        throw error;
      }
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.warn('export job failed', { jobId: job?.id, attempt: job?.attemptsMade, error: error.message });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn('export queue error', { error: error.message });
  }

  /** While the database is still open: the export in hand goes back to the queue, and no other is taken. */
  async onModuleDestroy(): Promise<void> {
    this.exports.handBack();
    await this.worker.close();
  }
}
