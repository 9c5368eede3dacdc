import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { EnterpriseModule } from '../enterprise/enterprise.module.js';
import { MarketDemandModule } from '../market-demand/market-demand.module.js';
import { ProjectModule } from '../project/project.module.js';
import { ResourceModule } from '../resource/resource.module.js';
import { DuplicateRegisters } from './duplicate-registers.js';
import { DUPLICATE_SCAN_QUEUE, DuplicateScanService } from './duplicate-scan.service.js';
import { DuplicateService } from './duplicate.service.js';
import { MergeProposalService } from './merge-proposal.service.js';
import { MergeService } from './merge.service.js';

/** 查重与合并: pairs that may be one, scans that find them, merges and their undoing. */
@Module({
  imports: [
    ResourceModule,
    MarketDemandModule,
    ProjectModule,
    EnterpriseModule,
    BullModule.registerQueue({ name: DUPLICATE_SCAN_QUEUE }),
  ],
  providers: [DuplicateRegisters, DuplicateService, DuplicateScanService, MergeService, MergeProposalService],
  exports: [DuplicateRegisters, DuplicateService, DuplicateScanService, MergeService, MergeProposalService, BullModule],
})
export class DuplicateModule {}
