import { Injectable } from '@nestjs/common';
import { ReserveRunService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Checks of the reserve whose bell was lost or whose worker fell silent. */
@Injectable()
export class ReserveSweepSchedule extends JobSweepSchedule {
  constructor(private readonly runs: ReserveRunService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.runs.sweep();
  }
}
