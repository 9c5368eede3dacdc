import { Injectable } from '@nestjs/common';

const shanghaiDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });

/** The hour asked for last and its day: formatting takes longer than most of what is done for a request, and each asks for today. */
let known: { readonly hour: number; readonly day: string } = { hour: Number.NaN, day: '' };

/** Day in Asia/Shanghai of an instant, `YYYY-MM-DD`. */
export function shanghaiDayOf(at: Date): string {
  // Whole hours from UTC since 1901, so a day never changes within one.
  const hour = Math.floor(at.getTime() / 3_600_000);
  if (hour !== known.hour) known = { hour, day: shanghaiDay.format(at) };
  return known.day;
}

/** The day some days after one, or before it where there are fewer than none; both `YYYY-MM-DD`. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
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
