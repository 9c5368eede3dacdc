import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { DUPLICATE_SCAN_QUEUE, DuplicateModule } from '@lianghuan/crm';
import { DuplicateScanProcessor } from './duplicate-scan.processor.js';
import { DuplicateScanSweepSchedule } from './duplicate-scan-sweep.schedule.js';

@Module({
  imports: [DuplicateModule, BullModule.registerQueue({ name: DUPLICATE_SCAN_QUEUE })],
  providers: [DuplicateScanProcessor, DuplicateScanSweepSchedule],
})
export class DuplicateWorkerModule {}
