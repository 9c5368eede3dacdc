import type { LeadView } from '@lianghuan/contracts';
import type { Tone } from '../register/status-tags.js';

const DAY_MS = 86_400_000;
const SOON_DAYS = 3;

export interface Due {
  readonly tone: Tone;
  /** 逾期3天, 今天到期, 还有2天; a date further off says nothing. */
  readonly text: string;
}

/** How a next-step date stands to today. Colour and words say the same. */
export function dueOf(day: string, today: string): Due {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
  if (days < 0) return { tone: 'bad', text: `逾期${-days}天` };
  if (days === 0) return { tone: 'warn', text: '今天到期' };
  if (days <= SOON_DAYS) return { tone: 'warn', text: `还有${days}天` };
  return { tone: 'muted', text: '' };
}

/** Only what is still worked on can be late. */
export function isWaiting({ status }: Pick<LeadView, 'status'>): boolean {
  return status === 'open';
}

/** The day so many days after another, both `YYYY-MM-DD`. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from one calendar day to another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}
