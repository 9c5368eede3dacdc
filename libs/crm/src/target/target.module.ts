import { Module } from '@nestjs/common';
import { PublishedStatisticService } from './published-statistic.service.js';
import { TargetService } from './target.service.js';

@Module({
  providers: [TargetService, PublishedStatisticService],
  exports: [TargetService, PublishedStatisticService],
})
export class TargetModule {}
