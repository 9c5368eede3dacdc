import { Injectable } from '@nestjs/common';

const shanghaiDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });

/** Day in Asia/Shanghai of an instant, `YYYY-MM-DD`. */
export function shanghaiDayOf(at: Date): string {
  return shanghaiDay.format(at);
}

/** The time, as a collaborator, so that tests can set it. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }

  /** Today in Asia/Shanghai, `YYYY-MM-DD`. */
  today(): string {
    return shanghaiDayOf(this.now());
  }
}
