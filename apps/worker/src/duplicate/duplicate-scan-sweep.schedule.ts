import { Injectable } from '@nestjs/common';
import { DuplicateScanService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Scans whose bell was lost or whose worker fell silent. */
@Injectable()
export class DuplicateScanSweepSchedule extends JobSweepSchedule {
  constructor(private readonly scans: DuplicateScanService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.scans.sweep();
  }
}
