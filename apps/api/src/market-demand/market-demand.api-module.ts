import { Module } from '@nestjs/common';
import { MarketDemandModule } from '@lianghuan/crm';
import { MarketDemandController } from './market-demand.controller.js';

@Module({ imports: [MarketDemandModule], controllers: [MarketDemandController] })
export class MarketDemandApiModule {}
