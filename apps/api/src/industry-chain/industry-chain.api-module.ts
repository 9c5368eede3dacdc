import { Module } from '@nestjs/common';
import { IndustryChainModule } from '@lianghuan/crm';
import { ChainNodeController } from './chain-node.controller.js';
import { ChainPositionController } from './chain-position.controller.js';
import { ChainRefreshController } from './chain-refresh.controller.js';
import { IndustryChainController } from './industry-chain.controller.js';

@Module({
  imports: [IndustryChainModule],
  controllers: [IndustryChainController, ChainNodeController, ChainPositionController, ChainRefreshController],
})
export class IndustryChainApiModule {}
