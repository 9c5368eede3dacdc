import { Module } from '@nestjs/common';
import { ReserveModule } from '@lianghuan/crm';
import { ReserveSweepSchedule } from './reserve-sweep.schedule.js';
import { ReserveProcessor } from './reserve.processor.js';

@Module({
  imports: [ReserveModule],
  providers: [ReserveProcessor, ReserveSweepSchedule],
})
export class ReserveWorkerModule {}
