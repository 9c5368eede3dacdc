import { Module } from '@nestjs/common';
import { SupplyModule } from '@lianghuan/crm';
import { ReservationController } from './reservation.controller.js';
import { SupplyController } from './supply.controller.js';

@Module({ imports: [SupplyModule], controllers: [ReservationController, SupplyController] })
export class SupplyApiModule {}
