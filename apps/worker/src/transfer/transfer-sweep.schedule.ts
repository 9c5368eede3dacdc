import { Injectable } from '@nestjs/common';
import { ExportService, ImportJobService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Imports and exports whose bell was lost or whose worker fell silent. */
@Injectable()
export class TransferSweepSchedule extends JobSweepSchedule {
  constructor(
    private readonly imports: ImportJobService,
    private readonly exports: ExportService,
  ) {
    super();
  }

  protected async sweep(): Promise<string[]> {
    return [...((await this.imports.sweep()) ?? []), ...((await this.exports.sweep()) ?? [])];
  }
}
