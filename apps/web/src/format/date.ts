const ZONE = 'Asia/Shanghai';
const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** `YYYY-MM-DD HH:mm` in Asia/Shanghai; the text itself if it is no instant. */
export function formatInstant(instant: string | Date | null | undefined): string {
  if (instant === null || instant === undefined || instant === '') return '';
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? String(instant) : parts.format(date);
}

/** The calendar day of an instant in Asia/Shanghai, `YYYY-MM-DD`. */
export function dayOf(instant: string | Date): string {
  return formatInstant(instant).slice(0, 10);
}

/** Today in Asia/Shanghai. */
export function today(): string {
  return dayOf(new Date());
}

/** 刚刚, 5分钟前, 3小时前; a date from two days on. */
export function formatAgo(instant: string, now: Date = new Date()): string {
  const minutes = Math.floor((now.getTime() - new Date(instant).getTime()) / 60_000);
  if (minutes < 1) return '刚刚';
  if (minutes < 60) return `${minutes}分钟前`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}小时前`;
  return dayOf(instant);
}
