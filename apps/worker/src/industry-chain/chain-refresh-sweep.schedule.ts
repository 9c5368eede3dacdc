import { Injectable } from '@nestjs/common';
import { ChainRefreshService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Chain refreshes whose bell was lost or whose worker fell silent, and the ones that what has changed asks for. */
@Injectable()
export class ChainRefreshSweepSchedule extends JobSweepSchedule {
  constructor(private readonly refreshes: ChainRefreshService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.refreshes.sweep();
  }
}
