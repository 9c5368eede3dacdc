import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ProjectModule } from '../project/project.module.js';
import { ReviewModule } from '../review/review.module.js';
import { TargetModule } from '../target/target.module.js';
import { ProposalService } from './proposal.service.js';
import { ReserveFiguresService } from './reserve-figures.service.js';
import { RESERVE_QUEUE, ReserveRunService } from './reserve-run.service.js';
import { RubricService } from './rubric.service.js';

/** 储备: rubric, figures, rolling proposals and snapshots (measures 9–13). */
@Module({
  imports: [ProjectModule, ReviewModule, TargetModule, BullModule.registerQueue({ name: RESERVE_QUEUE })],
  providers: [RubricService, ProposalService, ReserveFiguresService, ReserveRunService],
  exports: [RubricService, ProposalService, ReserveFiguresService, ReserveRunService, BullModule],
})
export class ReserveModule {}
