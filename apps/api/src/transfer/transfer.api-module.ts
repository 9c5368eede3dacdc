import { Module } from '@nestjs/common';
import { TransferModule } from '@lianghuan/crm';
import { ExportController } from './export.controller.js';
import { ImportController } from './import.controller.js';

@Module({ imports: [TransferModule], controllers: [ImportController, ExportController] })
export class TransferApiModule {}
