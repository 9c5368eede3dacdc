import { Module } from '@nestjs/common';
import { TransferModule } from '../transfer/transfer.module.js';
import { SavedViewService } from './saved-view.service.js';

/** Saved views of lists. */
@Module({ imports: [TransferModule], providers: [SavedViewService], exports: [SavedViewService] })
export class SavedViewModule {}
