import { Injectable } from '@nestjs/common';
import { SurveyCampaignService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Drafts the re-survey of what was surveyed a year ago. Needs no queue: a draft is made once, whoever looks first. */
@Injectable()
export class SurveyYearlySchedule extends JobSweepSchedule {
  constructor(private readonly campaigns: SurveyCampaignService) {
    super();
  }

  protected sweep(): Promise<string[]> {
    return this.campaigns.proposeYearly();
  }
}
