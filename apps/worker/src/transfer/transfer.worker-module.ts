import { Module } from '@nestjs/common';
import { TransferModule } from '@lianghuan/crm';
import { ChangeUndoProcessor } from './change-undo.processor.js';
import { ExportProcessor } from './export.processor.js';
import { ImportProcessor } from './import.processor.js';
import { TransferSweepSchedule } from './transfer-sweep.schedule.js';

@Module({
  imports: [TransferModule],
  providers: [ImportProcessor, ExportProcessor, ChangeUndoProcessor, TransferSweepSchedule],
})
export class TransferWorkerModule {}
