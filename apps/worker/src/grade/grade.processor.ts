import { InjectQueue, Processor } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { GradeJob } from '@lianghuan/contracts';
import { type JobOutcome, GRADE_QUEUE, GradeEvaluationService } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { JobProcessor } from '../job/job.processor.js';

/** After the checks of the reserve and before the scan for duplicates. */
const NIGHTLY = { pattern: '50 0 * * *', tz: 'Asia/Shanghai' } as const;

/** Evaluates the grades: nightly, and when asked. The schedule only rings; the row says what is done. */
@Processor(GRADE_QUEUE, { concurrency: 1, lockDuration: 30_000, stalledInterval: 15_000, maxStalledCount: 10 })
export class GradeProcessor extends JobProcessor<GradeJob, JobOutcome | 'requested'> implements OnApplicationBootstrap {
  protected readonly noun = 'grade';
  protected readonly payload = GradeJob;

  constructor(
    private readonly evaluations: GradeEvaluationService,
    @InjectQueue(GRADE_QUEUE) private readonly queue: Queue<GradeJob>,
  ) {
    super();
  }

  /** Of several workers each says the same; one schedule results. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.queue.upsertJobScheduler('nightly', NIGHTLY, { name: 'nightly', data: {} });
    } catch (error) {
      this.logger.warn('the nightly evaluation could not be scheduled; the next start tries again', {
        error: String(error),
      });
    }
  }

  protected idOf({ gradeEvaluationId }: GradeJob): string {
    return gradeEvaluationId ?? 'nightly';
  }

  protected async execute({ gradeEvaluationId }: GradeJob): Promise<JobOutcome | 'requested'> {
    if (gradeEvaluationId !== undefined) return this.evaluations.execute(gradeEvaluationId);
    await this.evaluations.requestNightly();
    return 'requested';
  }

  protected handBack(): void {
    this.evaluations.handBack();
  }
}
