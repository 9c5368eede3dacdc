import { Module } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { CONNECTOR_RUN_QUEUE, ConnectorModule } from '@lianghuan/crm';
import { ConnectorRunProcessor } from './connector-run.processor.js';
import { ConnectorRunSweepSchedule } from './connector-run-sweep.schedule.js';

@Module({
  imports: [ConnectorModule, BullModule.registerQueue({ name: CONNECTOR_RUN_QUEUE })],
  providers: [ConnectorRunProcessor, ConnectorRunSweepSchedule],
})
export class ConnectorWorkerModule {}
