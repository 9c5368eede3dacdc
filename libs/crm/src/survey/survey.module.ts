import { Module } from '@nestjs/common';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { MarketDemandService } from '../market-demand/market-demand.service.js';
import { ResourceModule } from '../resource/resource.module.js';
import { ResourceService } from '../resource/resource.service.js';
import { SurveyCampaignService } from './survey-campaign.service.js';
import { SurveyCellService } from './survey-cell.service.js';
import { SurveyRegisters } from './survey-registers.js';

/** 摸底普查: campaigns, their cells, coverage and yearly re-survey (measures 1a, 1d). */
@Module({
  imports: [ResourceModule, MarketDemandModule],
  providers: [
    {
      provide: SurveyRegisters,
      inject: [ResourceService, MarketDemandService],
      useFactory: (resources: ResourceService, markets: MarketDemandService) => new SurveyRegisters(resources, markets),
    },
    SurveyCellService,
    SurveyCampaignService,
  ],
  exports: [SurveyCellService, SurveyCampaignService],
})
export class SurveyModule {}
