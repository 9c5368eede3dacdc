import { Module } from '@nestjs/common';
import { ReservationService, SupplyModule } from '@lianghuan/crm';
import { sweepOf } from '../job/job-sweep.schedule.js';

// What ran out, and what waits and is there now. Needs no queue: what has run out counts no more anyway.
@Module({ imports: [SupplyModule], providers: [sweepOf(ReservationService, (reservations) => reservations.sweep())] })
export class SupplyWorkerModule {}
