import { Module } from '@nestjs/common';
import {
  ChangeUndoService,
  ExportService,
  ImportCleanUpService,
  ImportJobService,
  TransferModule,
} from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';
import { ChangeUndoProcessor } from './change-undo.processor.js';
import { ExportProcessor } from './export.processor.js';
import { ImportProcessor } from './import.processor.js';

const HOUR_MS = 3_600_000;

@Module({
  imports: [TransferModule],
  providers: [
    ImportProcessor,
    ExportProcessor,
    ChangeUndoProcessor,
    sweepOf(ImportJobService, (imports) => imports.sweep()),
    sweepOf(ExportService, (exports) => exports.sweep()),
    sweepOf(ChangeUndoService, (undos) => undos.sweep()),
    sweepOf(ImportCleanUpService, (imports) => imports.sweep(), HOUR_MS),
  ],
})
export class TransferWorkerModule {}
