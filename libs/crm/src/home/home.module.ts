import { Clock, Database } from '@lianghuan/platform';
import { Module } from '@nestjs/common';
import { CallModule } from '../call/call.module.js';
import { CallService } from '../call/call.service.js';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { EnterpriseService } from '../enterprise/enterprise.service.js';
import { FundsProgressService } from '../funds/funds-progress.service.js';
import { FundsModule } from '../funds/funds.module.js';
import { FundsService } from '../funds/funds.service.js';
import { GradeModule } from '../grade/grade.module.js';
import { StrongArrivalService } from '../grade/strong-arrival.service.js';
import { LeadModule } from '../lead/lead.module.js';
import { LeadViewService } from '../lead/lead-view.service.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { ProjectModule } from '../project/project.module.js';
import { ProjectService } from '../project/project.service.js';
import { ReferenceData } from '../reference/reference-data.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { ReviewConditionService } from '../review/review-condition.service.js';
import { ReviewModule } from '../review/review.module.js';
import { ReviewService } from '../review/review.service.js';
import { ReservationService } from '../supply/reservation.service.js';
import { SupplyModule } from '../supply/supply.module.js';
import { SurveyCampaignService } from '../survey/survey-campaign.service.js';
import { SurveyCellService } from '../survey/survey-cell.service.js';
import { SurveyModule } from '../survey/survey.module.js';
import {
  HomeService,
  REGISTERS,
  type Registers,
  REVIEWS,
  type Reviews,
  SURVEYS,
  type Surveys,
} from './home.service.js';

@Module({
  imports: [
    LeadModule,
    CallModule,
    SupplyModule,
    FundsModule,
    ResourceModule,
    MarketDemandModule,
    ProjectModule,
    EnterpriseModule,
    ReviewModule,
    SurveyModule,
    GradeModule,
  ],
  providers: [
    {
      provide: REGISTERS,
      inject: [ResourceService, MarketDemandService, ProjectService, EnterpriseService],
      useFactory: (
        resources: ResourceService,
        markets: MarketDemandService,
        projects: ProjectService,
        enterprises: EnterpriseService,
      ): Registers => ({ resources, markets, projects, enterprises }),
    },
    {
      provide: REVIEWS,
      inject: [ReviewService, ReviewConditionService],
      useFactory: (packets: ReviewService, conditions: ReviewConditionService): Reviews => ({ packets, conditions }),
    },
    {
      provide: SURVEYS,
      inject: [SurveyCampaignService, SurveyCellService],
      useFactory: (campaigns: SurveyCampaignService, cells: SurveyCellService): Surveys => ({ campaigns, cells }),
    },
    {
      provide: HomeService,
      inject: [
        Database,
        Clock,
        ReferenceData,
        LeadViewService,
        FundsService,
        FundsProgressService,
        REGISTERS,
        REVIEWS,
        SURVEYS,
        StrongArrivalService,
        CallService,
        ReservationService,
      ],
      useFactory: (...parts: ConstructorParameters<typeof HomeService>) => new HomeService(...parts),
    },
  ],
  exports: [HomeService],
})
export class HomeModule {}
