import { Module } from '@nestjs/common';
import { ResourceModule } from '@lianghuan/crm';
import { ResourceController } from './resource.controller.js';

@Module({ imports: [ResourceModule], controllers: [ResourceController] })
export class ResourceApiModule {}
