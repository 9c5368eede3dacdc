import { Injectable } from '@nestjs/common';
import { LearningService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Trainings whose bell was lost or whose worker fell silent. */
@Injectable()
export class LearningSweepSchedule extends JobSweepSchedule {
  constructor(private readonly learning: LearningService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.learning.sweep();
  }
}
