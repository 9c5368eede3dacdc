import { Module } from '@nestjs/common';
import { DuplicateModule, DuplicateScanService } from '@lianghuan/crm';
import { DuplicateScanProcessor } from './duplicate-scan.processor.js';
import { sweepOf } from '../job/job-sweep.schedule.js';

@Module({
  imports: [DuplicateModule],
  providers: [DuplicateScanProcessor, sweepOf(DuplicateScanService, (scans) => scans.sweep())],
})
export class DuplicateWorkerModule {}
