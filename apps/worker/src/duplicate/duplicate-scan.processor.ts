import { InjectQueue, Processor } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { DuplicateScanJob } from '@lianghuan/contracts';
import { DUPLICATE_SCAN_QUEUE, DuplicateScanService, type JobOutcome } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { JobProcessor } from '../job/job.processor.js';

/** Before the nightly training, when nobody types. */
const NIGHTLY = { pattern: '30 1 * * *', tz: 'Asia/Shanghai' } as const;

/** Looks for duplicates: nightly, and when asked. The schedule only rings; the row says what is done. */
@Processor(DUPLICATE_SCAN_QUEUE, { concurrency: 1, lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 10 })
export class DuplicateScanProcessor
  extends JobProcessor<DuplicateScanJob, JobOutcome | 'requested'>
  implements OnApplicationBootstrap
{
  protected readonly noun = 'duplicate-scan';
  protected readonly payload = DuplicateScanJob;

  constructor(
    private readonly scans: DuplicateScanService,
    @InjectQueue(DUPLICATE_SCAN_QUEUE) private readonly queue: Queue<DuplicateScanJob>,
  ) {
    super();
  }

  /** Of several workers each says the same; one schedule results. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.queue.upsertJobScheduler('nightly', NIGHTLY, { name: 'nightly', data: {} });
    } catch (error) {
      this.logger.warn('the nightly scan could not be scheduled; the next start tries again', { error: String(error) });
    }
  }

  protected idOf({ duplicateScanId }: DuplicateScanJob): string {
    return duplicateScanId ?? 'nightly';
  }

  protected async execute({ duplicateScanId }: DuplicateScanJob): Promise<JobOutcome | 'requested'> {
    if (duplicateScanId !== undefined) return this.scans.execute(duplicateScanId);
    await this.scans.requestNightly();
    return 'requested';
  }

  protected handBack(): void {
    this.scans.handBack();
  }
}
