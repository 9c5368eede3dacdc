import { Module } from '@nestjs/common';
import { GroupRelationModule } from '@lianghuan/crm';
import { GroupRelationController } from './group-relation.controller.js';

@Module({ imports: [GroupRelationModule], controllers: [GroupRelationController] })
export class GroupRelationApiModule {}
