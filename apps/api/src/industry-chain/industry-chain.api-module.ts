import { Module } from '@nestjs/common';
import { IndustryChainModule } from '@lianghuan/crm';
import { ChainNodeController } from './chain-node.controller.js';
import { ChainRefreshController } from './chain-refresh.controller.js';
import { IndustryChainController } from './industry-chain.controller.js';

@Module({
  imports: [IndustryChainModule],
  controllers: [IndustryChainController, ChainNodeController, ChainRefreshController],
})
export class IndustryChainApiModule {}
