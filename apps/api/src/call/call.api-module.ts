import { Module } from '@nestjs/common';
import { CallModule } from '@lianghuan/crm';
import { CallController } from './call.controller.js';

@Module({ imports: [CallModule], controllers: [CallController] })
export class CallApiModule {}
