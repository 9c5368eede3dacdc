import { Module } from '@nestjs/common';
import { ExtraFieldService } from './extra-field.service.js';
import { ExtraFields } from './extra-fields.js';

@Module({ providers: [ExtraFields, ExtraFieldService], exports: [ExtraFields, ExtraFieldService] })
export class ExtraFieldModule {}
