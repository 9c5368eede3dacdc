import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { MatchModule } from '@lianghuan/crm';
import { PROBE_QUEUE, QueueProbe } from '@lianghuan/platform';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule.forRoot({ logger: false }), MatchModule, BullModule.registerQueue({ name: PROBE_QUEUE })],
  controllers: [HealthController],
  providers: [QueueProbe],
})
export class HealthApiModule {}
