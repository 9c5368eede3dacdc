import type { MarketDemandService } from '../market-demand/market-demand.service.js';
import type { ResourceService } from '../resource/resource.service.js';

/** The registers that are surveyed. */
export class SurveyRegisters {
  constructor(
    readonly resource: ResourceService,
    readonly market: MarketDemandService,
  ) {}
}
