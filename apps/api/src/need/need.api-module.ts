import { Module } from '@nestjs/common';
import { NeedModule } from '@lianghuan/crm';
import { NeedController } from './need.controller.js';

@Module({ imports: [NeedModule], controllers: [NeedController] })
export class NeedApiModule {}
