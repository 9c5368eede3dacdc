import { Module } from '@nestjs/common';
import { ChainRefreshService, IndustryChainModule } from '@lianghuan/crm';
import { ChainRefreshProcessor } from './chain-refresh.processor.js';
import { sweepOf } from '../job/job-sweep.schedule.js';

// The sweep also asks for the refreshes that what has changed asks for.
@Module({
  imports: [IndustryChainModule],
  providers: [ChainRefreshProcessor, sweepOf(ChainRefreshService, (refreshes) => refreshes.sweep())],
})
export class IndustryChainWorkerModule {}
