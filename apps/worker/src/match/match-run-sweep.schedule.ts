import { Injectable } from '@nestjs/common';
import { MatchRunService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Match runs whose bell was lost or whose worker fell silent. */
@Injectable()
export class MatchRunSweepSchedule extends JobSweepSchedule {
  constructor(private readonly runs: MatchRunService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.runs.sweep();
  }
}
