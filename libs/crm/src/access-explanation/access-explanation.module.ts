import { Module } from '@nestjs/common';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { LeadModule } from '../lead/lead.module.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MatchModule } from '../match/match.module.js';
import { ProjectModule } from '../project/project.module.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ReviewModule } from '../review/review.module.js';
import { AccessExplanationService } from './access-explanation.service.js';

/** 权限说明: why somebody may see or change a record. */
@Module({
  imports: [
    ResourceModule,
    MarketDemandModule,
    ProjectModule,
    EnterpriseModule,
    LeadModule,
    FundsModule,
    MatchModule,
    ReviewModule,
  ],
  providers: [AccessExplanationService],
  exports: [AccessExplanationService],
})
export class AccessExplanationModule {}
