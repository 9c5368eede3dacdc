import { Processor } from '@nestjs/bullmq';
import { ChangeUndoJob } from '@lianghuan/contracts';
import { CHANGE_UNDO_QUEUE, ChangeUndoService, type JobOutcome } from '@lianghuan/crm';
import { JobProcessor, SHORT_LOCK } from '../job/job.processor.js';

/** Takes batches of changes back. */
@Processor(CHANGE_UNDO_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class ChangeUndoProcessor extends JobProcessor<ChangeUndoJob, JobOutcome> {
  protected readonly noun = 'undo';
  protected readonly payload = ChangeUndoJob;

  constructor(private readonly undos: ChangeUndoService) {
    super();
  }

  protected idOf({ undoId }: ChangeUndoJob): string {
    return undoId;
  }

  protected execute({ undoId }: ChangeUndoJob): Promise<JobOutcome> {
    return this.undos.execute(undoId);
  }

  protected handBack(): void {
    this.undos.handBack();
  }
}
