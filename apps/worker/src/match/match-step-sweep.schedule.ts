import { Injectable } from '@nestjs/common';
import { MatchFlowService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Match steps whose bell was lost or whose worker fell silent. */
@Injectable()
export class MatchStepSweepSchedule extends JobSweepSchedule {
  constructor(private readonly flow: MatchFlowService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.flow.sweep();
  }
}
