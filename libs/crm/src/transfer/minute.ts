import { shanghaiDayOf } from '@lianghuan/platform';

const SHANGHAI_TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `2023-05-01 09:30` in Asia/Shanghai. */
export function minuteOf(at: Date): string {
  return `${shanghaiDayOf(at)} ${SHANGHAI_TIME.format(at)}`;
}
