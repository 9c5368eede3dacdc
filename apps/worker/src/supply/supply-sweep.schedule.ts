import { Injectable } from '@nestjs/common';
import { ReservationService } from '@lianghuan/crm';
import { JobSweepSchedule } from '../job/job-sweep.schedule.js';

/** Reservations that ran out, and waiting ones whose quantity is there now. Needs no queue: what has run out counts no more anyway. */
@Injectable()
export class SupplySweepSchedule extends JobSweepSchedule {
  constructor(private readonly reservations: ReservationService) {
    super();
  }

  protected sweep(): Promise<string[] | undefined> {
    return this.reservations.sweep();
  }
}
