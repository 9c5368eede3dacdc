import { InjectQueue, Processor } from '@nestjs/bullmq';
import { DuplicateScanJob } from '@lianghuan/contracts';
import { DUPLICATE_SCAN_QUEUE, DuplicateScanService } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { NIGHTLY_LOCK, NightlyProcessor } from '../job/nightly.processor.js';

/** Looks for duplicates. */
@Processor(DUPLICATE_SCAN_QUEUE, NIGHTLY_LOCK)
export class DuplicateScanProcessor extends NightlyProcessor<DuplicateScanJob> {
  protected readonly noun = 'duplicate-scan';
  protected readonly payload = DuplicateScanJob;
  /** Before the nightly training, when nobody types. */
  protected readonly at = '30 1';

  constructor(service: DuplicateScanService, @InjectQueue(DUPLICATE_SCAN_QUEUE) queue: Queue<DuplicateScanJob>) {
    super(service, queue);
  }

  protected rowOf({ duplicateScanId }: DuplicateScanJob): string | undefined {
    return duplicateScanId;
  }
}
