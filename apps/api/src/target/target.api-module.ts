import { Module } from '@nestjs/common';
import { TargetModule } from '@lianghuan/crm';
import { TargetController } from './target.controller.js';

@Module({ imports: [TargetModule], controllers: [TargetController] })
export class TargetApiModule {}
