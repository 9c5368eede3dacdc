import { Processor } from '@nestjs/bullmq';
import { ExportJob } from '@lianghuan/contracts';
import { EXPORT_QUEUE, ExportService } from '@lianghuan/crm';
import { SHORT_LOCK } from '../job/job.processor.js';
import { RowProcessor } from '../job/row.processor.js';

/** Makes exports. */
@Processor(EXPORT_QUEUE, { concurrency: 2, ...SHORT_LOCK })
export class ExportProcessor extends RowProcessor<ExportJob> {
  protected readonly noun = 'export';
  protected readonly payload = ExportJob;

  constructor(service: ExportService) {
    super(service);
  }

  protected idOf({ exportId }: ExportJob): string {
    return exportId;
  }
}
