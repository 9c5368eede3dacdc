import { Module } from '@nestjs/common';
import { ConnectorModule } from '../connector/connector.module.js';
import { EnterpriseSiteModule } from '../enterprise-site/enterprise-site.module.js';
import { FileModule } from '../file/file.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { LeadModule } from '../lead/lead.module.js';
import { ProjectModule } from '../project/project.module.js';
import { ResourceModule } from '../resource/resource.module.js';
import { SurveyModule } from '../survey/survey.module.js';
import { UserModule } from '../user/user.module.js';
import { DemonstrationService } from './demonstration.service.js';

@Module({
  imports: [
    LeadModule,
    FundsModule,
    FileModule,
    SurveyModule,
    ResourceModule,
    ProjectModule,
    EnterpriseSiteModule,
    ConnectorModule,
    UserModule,
  ],
  providers: [DemonstrationService],
  exports: [DemonstrationService],
})
export class DemonstrationModule {}
