import { Module } from '@nestjs/common';
import { BulkEditModule } from '@lianghuan/crm';
import { BulkEditController } from './bulk-edit.controller.js';

@Module({ imports: [BulkEditModule], controllers: [BulkEditController] })
export class BulkEditApiModule {}
