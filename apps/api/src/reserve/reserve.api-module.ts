import { Module } from '@nestjs/common';
import { ReserveModule } from '@lianghuan/crm';
import { ReserveController } from './reserve.controller.js';

@Module({ imports: [ReserveModule], controllers: [ReserveController] })
export class ReserveApiModule {}
