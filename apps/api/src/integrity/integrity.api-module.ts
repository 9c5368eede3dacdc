import { Module } from '@nestjs/common';
import { IntegrityModule } from '@lianghuan/crm';
import { IntegrityController } from './integrity.controller.js';

@Module({ imports: [IntegrityModule], controllers: [IntegrityController] })
export class IntegrityApiModule {}
