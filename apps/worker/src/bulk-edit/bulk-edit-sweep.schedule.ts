import { Injectable } from '@nestjs/common';
import { BulkEditService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Bulk edits whose bell was lost or whose worker fell silent. */
@Injectable()
export class BulkEditSweepSchedule extends JobSweepSchedule {
  constructor(private readonly edits: BulkEditService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.edits.sweep();
  }
}
