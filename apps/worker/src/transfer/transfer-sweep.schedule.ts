import { Injectable } from '@nestjs/common';
import { ChangeUndoService, ExportService, ImportJobService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Imports, exports and undos whose bell was lost or whose worker fell silent. */
@Injectable()
export class TransferSweepSchedule extends JobSweepSchedule {
  constructor(
    private readonly imports: ImportJobService,
    private readonly exports: ExportService,
    private readonly undos: ChangeUndoService,
  ) {
    super();
  }

  protected async sweep(): Promise<string[]> {
    const rung = [await this.imports.sweep(), await this.exports.sweep(), await this.undos.sweep()];
    return rung.flatMap((ids) => ids ?? []);
  }
}
