import { Module } from '@nestjs/common';
import { ProjectModule } from '@lianghuan/crm';
import { ProjectController } from './project.controller.js';

@Module({ imports: [ProjectModule], controllers: [ProjectController] })
export class ProjectApiModule {}
