import type { OnApplicationBootstrap } from '@nestjs/common';
import type { JobOutcome } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { JobProcessor } from './job.processor.js';

/** For the `@Processor` of nightly work, which holds the processor for minutes at a time. */
export const NIGHTLY_LOCK = {
  concurrency: 1,
  lockDuration: 30_000,
  stalledInterval: 15_000,
  maxStalledCount: 10,
} as const;

/** A service of the domain whose work is done each night and when somebody asks for it; a row per time. */
interface NightlyService {
  execute(id: string): Promise<JobOutcome>;
  /** Makes tonight's row unless there is one. */
  requestNightly(): Promise<string | undefined>;
  handBack(): void;
}

/** Carries out a job that is due each night and when asked. The schedule only rings; the row says what is done. */
export abstract class NightlyProcessor<Payload extends object>
  extends JobProcessor<Payload, JobOutcome | 'requested'>
  implements OnApplicationBootstrap
{
  /** When, by the clock of Shanghai: minute and hour of a cron pattern. */
  protected abstract readonly at: string;

  constructor(
    private readonly service: NightlyService,
    private readonly queue: Queue<Payload>,
  ) {
    super();
  }

  /** Id of the row, unless it is the schedule that rings. */
  protected abstract rowOf(payload: Payload): string | undefined;

  /** Of several workers each says the same; one schedule results. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      // The generic queue type derives its own payload type, which an empty object satisfies for each of ours.
      await (this.queue as unknown as Queue<object>).upsertJobScheduler(
        'nightly',
        { pattern: `${this.at} * * *`, tz: 'Asia/Shanghai' },
        { name: 'nightly', data: {} },
      );
    } catch (error) {
      this.logger.warn(`${this.noun} could not be scheduled for the nights; the next start tries again`, {
        error: String(error),
      });
    }
  }

  protected idOf(payload: Payload): string {
    return this.rowOf(payload) ?? 'nightly';
  }

  protected async execute(payload: Payload): Promise<JobOutcome | 'requested'> {
    const id = this.rowOf(payload);
    if (id !== undefined) return this.service.execute(id);
    await this.service.requestNightly();
    return 'requested';
  }

  protected handBack(): void {
    this.service.handBack();
  }
}
