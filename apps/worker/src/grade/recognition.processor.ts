import { Processor } from '@nestjs/bullmq';
import { RecognitionJob } from '@lianghuan/contracts';
import { RECOGNITION_QUEUE, RecognitionCheckService } from '@lianghuan/crm';
import { SHORT_LOCK } from '../job/job.processor.js';
import { RowProcessor } from '../job/row.processor.js';

/** Looks up whom the lines of published lists mean. */
@Processor(RECOGNITION_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class RecognitionProcessor extends RowProcessor<RecognitionJob> {
  protected readonly noun = 'recognition check';
  protected readonly payload = RecognitionJob;

  constructor(service: RecognitionCheckService) {
    super(service);
  }

  protected idOf({ recognitionBatchId }: RecognitionJob): string {
    return recognitionBatchId;
  }
}
