import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { RESERVE_QUEUE, ReserveModule } from '@lianghuan/crm';
import { ReserveSweepSchedule } from './reserve-sweep.schedule.js';
import { ReserveProcessor } from './reserve.processor.js';

@Module({
  imports: [ReserveModule, BullModule.registerQueue({ name: RESERVE_QUEUE })],
  providers: [ReserveProcessor, ReserveSweepSchedule],
})
export class ReserveWorkerModule {}
