import { InjectQueue, Processor } from '@nestjs/bullmq';
import { GradeJob } from '@lianghuan/contracts';
import { GRADE_QUEUE, GradeEvaluationService } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { NIGHTLY_LOCK, NightlyProcessor } from '../job/nightly.processor.js';

/** Evaluates the grades. */
@Processor(GRADE_QUEUE, NIGHTLY_LOCK)
export class GradeProcessor extends NightlyProcessor<GradeJob> {
  protected readonly noun = 'grade';
  protected readonly payload = GradeJob;
  /** After the checks of the reserve and before the scan for duplicates. */
  protected readonly at = '50 0';

  constructor(service: GradeEvaluationService, @InjectQueue(GRADE_QUEUE) queue: Queue<GradeJob>) {
    super(service, queue);
  }

  protected rowOf({ gradeEvaluationId }: GradeJob): string | undefined {
    return gradeEvaluationId;
  }
}
