import { InjectQueue, Processor } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { ReserveJob } from '@lianghuan/contracts';
import { type JobOutcome, RESERVE_QUEUE, ReserveRunService } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { JobProcessor } from '../job/job.processor.js';

/** Every night after midnight, so that the month that ended is counted as it ended. */
const NIGHTLY = { pattern: '10 0 * * *', tz: 'Asia/Shanghai' } as const;

/** Checks the reserve: nightly, and when asked. The schedule only rings; the row says what is done. */
@Processor(RESERVE_QUEUE, { concurrency: 1, lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 10 })
export class ReserveProcessor
  extends JobProcessor<ReserveJob, JobOutcome | 'requested'>
  implements OnApplicationBootstrap
{
  protected readonly noun = 'reserve';
  protected readonly payload = ReserveJob;

  constructor(
    private readonly runs: ReserveRunService,
    @InjectQueue(RESERVE_QUEUE) private readonly queue: Queue<ReserveJob>,
  ) {
    super();
  }

  /** Of several workers each says the same; one schedule results. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.queue.upsertJobScheduler('nightly', NIGHTLY, { name: 'nightly', data: {} });
    } catch (error) {
      this.logger.warn('the nightly check could not be scheduled; the next start tries again', {
        error: String(error),
      });
    }
  }

  protected idOf({ reserveRunId }: ReserveJob): string {
    return reserveRunId ?? 'nightly';
  }

  protected async execute({ reserveRunId }: ReserveJob): Promise<JobOutcome | 'requested'> {
    if (reserveRunId !== undefined) return this.runs.execute(reserveRunId);
    await this.runs.requestNightly();
    return 'requested';
  }

  protected handBack(): void {
    this.runs.handBack();
  }
}
