import { Module } from '@nestjs/common';
import { IndustryChainModule } from '@lianghuan/crm';
import { ChainRefreshProcessor } from './chain-refresh.processor.js';
import { ChainRefreshSweepSchedule } from './chain-refresh-sweep.schedule.js';

@Module({ imports: [IndustryChainModule], providers: [ChainRefreshProcessor, ChainRefreshSweepSchedule] })
export class IndustryChainWorkerModule {}
