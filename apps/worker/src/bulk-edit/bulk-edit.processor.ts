import { Processor } from '@nestjs/bullmq';
import { BulkEditJob } from '@lianghuan/contracts';
import { BULK_EDIT_QUEUE, BulkEditService, type JobOutcome } from '@lianghuan/crm';
import { JobProcessor, SHORT_LOCK } from '../job/job.processor.js';

/** Writes bulk edits of many rows. */
@Processor(BULK_EDIT_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class BulkEditProcessor extends JobProcessor<BulkEditJob, JobOutcome> {
  protected readonly noun = 'bulk edit';
  protected readonly payload = BulkEditJob;

  constructor(private readonly edits: BulkEditService) {
    super();
  }

  protected idOf({ bulkEditId }: BulkEditJob): string {
    return bulkEditId;
  }

  protected execute({ bulkEditId }: BulkEditJob): Promise<JobOutcome> {
    return this.edits.execute(bulkEditId);
  }

  protected handBack(): void {
    this.edits.handBack();
  }
}
