import { Processor } from '@nestjs/bullmq';
import { ChangeUndoJob } from '@lianghuan/contracts';
import { CHANGE_UNDO_QUEUE, ChangeUndoService } from '@lianghuan/crm';
import { SHORT_LOCK } from '../job/job.processor.js';
import { RowProcessor } from '../job/row.processor.js';

/** Takes batches of changes back. */
@Processor(CHANGE_UNDO_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class ChangeUndoProcessor extends RowProcessor<ChangeUndoJob> {
  protected readonly noun = 'undo';
  protected readonly payload = ChangeUndoJob;

  constructor(service: ChangeUndoService) {
    super(service);
  }

  protected idOf({ undoId }: ChangeUndoJob): string {
    return undoId;
  }
}
