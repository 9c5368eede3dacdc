import { InjectQueue, Processor } from '@nestjs/bullmq';
import { ReserveJob } from '@lianghuan/contracts';
import { RESERVE_QUEUE, ReserveRunService } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { NIGHTLY_LOCK, NightlyProcessor } from '../job/nightly.processor.js';

/** Checks the reserve. */
@Processor(RESERVE_QUEUE, NIGHTLY_LOCK)
export class ReserveProcessor extends NightlyProcessor<ReserveJob> {
  protected readonly noun = 'reserve';
  protected readonly payload = ReserveJob;
  /** After midnight, so that the month that ended is counted as it ended. */
  protected readonly at = '10 0';

  constructor(service: ReserveRunService, @InjectQueue(RESERVE_QUEUE) queue: Queue<ReserveJob>) {
    super(service, queue);
  }

  protected rowOf({ reserveRunId }: ReserveJob): string | undefined {
    return reserveRunId;
  }
}
