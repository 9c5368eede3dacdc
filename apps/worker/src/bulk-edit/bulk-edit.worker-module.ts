import { Module } from '@nestjs/common';
import { BulkEditModule, BulkEditService } from '@lianghuan/crm';
import { BulkEditProcessor } from './bulk-edit.processor.js';
import { sweepOf } from '../job/job-sweep.schedule.js';

@Module({
  imports: [BulkEditModule],
  providers: [BulkEditProcessor, sweepOf(BulkEditService, (edits) => edits.sweep())],
})
export class BulkEditWorkerModule {}
