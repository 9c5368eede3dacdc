import { Module } from '@nestjs/common';
import { ExtraFieldModule } from '@lianghuan/crm';
import { ExtraFieldController } from './extra-field.controller.js';

@Module({ imports: [ExtraFieldModule], controllers: [ExtraFieldController] })
export class ExtraFieldApiModule {}
