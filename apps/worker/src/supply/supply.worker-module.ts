import { Module } from '@nestjs/common';
import { SupplyModule } from '@lianghuan/crm';
import { SupplySweepSchedule } from './supply-sweep.schedule.js';

@Module({ imports: [SupplyModule], providers: [SupplySweepSchedule] })
export class SupplyWorkerModule {}
