import { Module } from '@nestjs/common';
import { ExtraFieldModule } from '../extra-field/extra-field.module.js';
import { ResourceService } from './resource.service.js';

@Module({ imports: [ExtraFieldModule], providers: [ResourceService], exports: [ResourceService] })
export class ResourceModule {}
