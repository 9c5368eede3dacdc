import { Module } from '@nestjs/common';
import { AttachmentModule } from '../attachment/attachment.module.js';
import { BulkEditModule } from '../bulk-edit/bulk-edit.module.js';
import { CommentModule } from '../comment/comment.module.js';
import { ConnectorModule } from '../connector/connector.module.js';
import { DuplicateModule } from '../duplicate/duplicate.module.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseSiteModule } from '../enterprise-site/enterprise-site.module.js';
import { ExchangePackageModule } from '../exchange-package/exchange-package.module.js';
import { FundsModule } from '../funds/funds.module.js';
import { GradeModule } from '../grade/grade.module.js';
import { IndustryChainModule } from '../industry-chain/industry-chain.module.js';
import { LeadModule } from '../lead/lead.module.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MatchModule } from '../match/match.module.js';
import { NeedModule } from '../need/need.module.js';
import { ProjectModule } from '../project/project.module.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ReviewModule } from '../review/review.module.js';
import { SignalModule } from '../signal/signal.module.js';
import { SupplyModule } from '../supply/supply.module.js';
import { SurveyModule } from '../survey/survey.module.js';
import { TransferModule } from '../transfer/transfer.module.js';
import { AccessExplanationService } from './access-explanation.service.js';
import { AttachedDoors } from './attached-doors.js';
import { BatchDoors } from './batch-doors.js';
import { ProcedureDoors } from './procedure-doors.js';
import { RecordDoors } from './record-doors.js';

/** 权限说明: why somebody may see or change a record. It asks the modules of all kinds of record. */
@Module({
  imports: [
    ResourceModule,
    MarketDemandModule,
    ProjectModule,
    EnterpriseModule,
    EnterpriseSiteModule,
    NeedModule,
    LeadModule,
    IndustryChainModule,
    FundsModule,
    ReviewModule,
    MatchModule,
    ExchangePackageModule,
    SupplyModule,
    SurveyModule,
    GradeModule,
    DuplicateModule,
    TransferModule,
    BulkEditModule,
    ConnectorModule,
    AttachmentModule,
    CommentModule,
    SignalModule,
  ],
  providers: [RecordDoors, ProcedureDoors, BatchDoors, AttachedDoors, AccessExplanationService],
  exports: [AccessExplanationService],
})
export class AccessExplanationModule {}
