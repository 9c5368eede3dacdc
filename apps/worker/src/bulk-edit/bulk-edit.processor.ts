import { Processor } from '@nestjs/bullmq';
import { BulkEditJob } from '@lianghuan/contracts';
import { BULK_EDIT_QUEUE, BulkEditService } from '@lianghuan/crm';
import { SHORT_LOCK } from '../job/job.processor.js';
import { RowProcessor } from '../job/row.processor.js';

/** Writes bulk edits of many rows. */
@Processor(BULK_EDIT_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class BulkEditProcessor extends RowProcessor<BulkEditJob> {
  protected readonly noun = 'bulk edit';
  protected readonly payload = BulkEditJob;

  constructor(service: BulkEditService) {
    super(service);
  }

  protected idOf({ bulkEditId }: BulkEditJob): string {
    return bulkEditId;
  }
}
