import { Module } from '@nestjs/common';
import { ReservationService } from './reservation.service.js';
import { SupplyLedger } from './supply-ledger.js';

@Module({ providers: [SupplyLedger, ReservationService], exports: [SupplyLedger, ReservationService] })
export class SupplyModule {}
