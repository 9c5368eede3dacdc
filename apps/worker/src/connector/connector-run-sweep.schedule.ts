import { Injectable } from '@nestjs/common';
import { ConnectorRunJobService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Runs of connectors whose bell was lost or whose worker fell silent. */
@Injectable()
export class ConnectorRunSweepSchedule extends JobSweepSchedule {
  constructor(private readonly runs: ConnectorRunJobService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.runs.sweep();
  }
}
