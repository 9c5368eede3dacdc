import { Processor } from '@nestjs/bullmq';
import { ExportJob } from '@lianghuan/contracts';
import { EXPORT_QUEUE, ExportService, type JobOutcome } from '@lianghuan/crm';
import { JobProcessor, SHORT_LOCK } from '../job/job.processor.js';

/** Makes exports. */
@Processor(EXPORT_QUEUE, { concurrency: 2, ...SHORT_LOCK })
export class ExportProcessor extends JobProcessor<ExportJob, JobOutcome> {
  protected readonly noun = 'export';
  protected readonly payload = ExportJob;

  constructor(private readonly exports: ExportService) {
    super();
  }

  protected idOf({ exportId }: ExportJob): string {
    return exportId;
  }

  protected execute({ exportId }: ExportJob): Promise<JobOutcome> {
    return this.exports.execute(exportId);
  }

  protected handBack(): void {
    this.exports.handBack();
  }
}
