import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ChainEditService } from './chain-edit.service.js';
import { ChainPositionService } from './chain-position.service.js';
import { CHAIN_REFRESH_QUEUE, ChainRefreshBell } from './chain-refresh-bell.js';
import { ChainRefreshService } from './chain-refresh.service.js';
import { IndustryChainService } from './industry-chain.service.js';

/** Industry chains: graphs, gaps and their refresh. */
@Module({
  imports: [BullModule.registerQueue({ name: CHAIN_REFRESH_QUEUE })],
  providers: [ChainRefreshBell, ChainRefreshService, IndustryChainService, ChainEditService, ChainPositionService],
  exports: [ChainRefreshService, IndustryChainService, ChainEditService, ChainPositionService],
})
export class IndustryChainModule {}
