import { Module } from '@nestjs/common';
import { BullModule } from '@nestjs/bullmq';
import { CONNECTOR_RUN_QUEUE, ConnectorModule, ConnectorRunJobService } from '@lianghuan/crm';
import { ConnectorRunProcessor } from './connector-run.processor.js';
import { sweepOf } from '../job/job-sweep.schedule.js';

@Module({
  imports: [ConnectorModule, BullModule.registerQueue({ name: CONNECTOR_RUN_QUEUE })],
  providers: [ConnectorRunProcessor, sweepOf(ConnectorRunJobService, (runs) => runs.sweep())],
})
export class ConnectorWorkerModule {}
