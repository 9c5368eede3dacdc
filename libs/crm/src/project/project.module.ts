import { Module } from '@nestjs/common';
import { LandListService } from './land-list.service.js';
import { ListProposalService } from './list-proposal.service.js';
import { ProjectListMembershipService } from './project-list-membership.service.js';
import { ProjectSuccessionService } from './project-succession.service.js';
import { ProjectService } from './project.service.js';
import { ReserveStateService } from './reserve-state.service.js';

const SERVICES = [
  ProjectService,
  ReserveStateService,
  ProjectListMembershipService,
  ListProposalService,
  ProjectSuccessionService,
  LandListService,
];

@Module({ providers: SERVICES, exports: SERVICES })
export class ProjectModule {}
