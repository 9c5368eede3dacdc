import { Module } from '@nestjs/common';
import { MarketDemandService } from './market-demand.service.js';

@Module({ providers: [MarketDemandService], exports: [MarketDemandService] })
export class MarketDemandModule {}
