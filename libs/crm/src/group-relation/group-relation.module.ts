import { Module } from '@nestjs/common';
import { GroupRelationService } from './group-relation.service.js';

@Module({ providers: [GroupRelationService], exports: [GroupRelationService] })
export class GroupRelationModule {}
