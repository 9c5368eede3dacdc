import { Module } from '@nestjs/common';
import { DuplicateModule } from '@lianghuan/crm';
import { DuplicateScanProcessor } from './duplicate-scan.processor.js';
import { DuplicateScanSweepSchedule } from './duplicate-scan-sweep.schedule.js';

@Module({
  imports: [DuplicateModule],
  providers: [DuplicateScanProcessor, DuplicateScanSweepSchedule],
})
export class DuplicateWorkerModule {}
