import { Module } from '@nestjs/common';
import { DuplicateModule } from '@lianghuan/crm';
import { DuplicateController } from './duplicate.controller.js';
import { MergeProposalController } from './merge-proposal.controller.js';
import { MergeController } from './merge.controller.js';

@Module({ imports: [DuplicateModule], controllers: [DuplicateController, MergeController, MergeProposalController] })
export class DuplicateApiModule {}
