import { Module } from '@nestjs/common';
import { ProjectModule } from '@lianghuan/crm';
import { LandListController } from './land-list.controller.js';
import { ListProposalController } from './list-proposal.controller.js';
import { ProjectController } from './project.controller.js';

@Module({ imports: [ProjectModule], controllers: [ProjectController, ListProposalController, LandListController] })
export class ProjectApiModule {}
