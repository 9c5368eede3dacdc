import { Module } from '@nestjs/common';
import { ReserveModule, ReserveRunService } from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';
import { ReserveProcessor } from './reserve.processor.js';

@Module({
  imports: [ReserveModule],
  providers: [ReserveProcessor, sweepOf(ReserveRunService, (runs) => runs.sweep())],
})
export class ReserveWorkerModule {}
