import { Module } from '@nestjs/common';
import { BulkEditModule } from '@lianghuan/crm';
import { BulkEditProcessor } from './bulk-edit.processor.js';
import { BulkEditSweepSchedule } from './bulk-edit-sweep.schedule.js';

@Module({ imports: [BulkEditModule], providers: [BulkEditProcessor, BulkEditSweepSchedule] })
export class BulkEditWorkerModule {}
