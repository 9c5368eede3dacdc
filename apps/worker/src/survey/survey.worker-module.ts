import { Module } from '@nestjs/common';
import { SurveyCampaignService, SurveyModule } from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';

// Drafts the re-survey of what was surveyed a year ago. Needs no queue: a draft is made once, whoever looks first.
@Module({
  imports: [SurveyModule],
  providers: [sweepOf(SurveyCampaignService, (campaigns) => campaigns.proposeYearly())],
})
export class SurveyWorkerModule {}
