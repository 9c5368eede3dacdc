import { Injectable } from '@nestjs/common';
import { GradeEvaluationService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Evaluations of grades whose bell was lost or whose worker fell silent. */
@Injectable()
export class GradeSweepSchedule extends JobSweepSchedule {
  constructor(private readonly evaluations: GradeEvaluationService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.evaluations.sweep();
  }
}
