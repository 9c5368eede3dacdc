import { Module } from '@nestjs/common';
import { FileModule } from '../file/file.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { LeadModule } from '../lead/lead.module.js';
import { SurveyModule } from '../survey/survey.module.js';
import { DemonstrationService } from './demonstration.service.js';

@Module({
  imports: [LeadModule, FundsModule, FileModule, SurveyModule],
  providers: [DemonstrationService],
  exports: [DemonstrationService],
})
export class DemonstrationModule {}
