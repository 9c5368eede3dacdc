import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TransferModule } from '../transfer/transfer.module.js';
import { BULK_EDIT_QUEUE, BulkEditService } from './bulk-edit.service.js';

/** Changes of one field in many rows of a register. */
@Module({
  imports: [TransferModule, BullModule.registerQueue({ name: BULK_EDIT_QUEUE })],
  providers: [BulkEditService],
  exports: [BulkEditService],
})
export class BulkEditModule {}
