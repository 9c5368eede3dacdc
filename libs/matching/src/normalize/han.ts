/** 1 for each UTF-16 unit that is a Chinese character by itself; half of a code point is none. */
const isHanUnit = Uint8Array.from({ length: 65_536 }, (_, unit) =>
  /\p{Script=Han}/u.test(String.fromCharCode(unit)) ? 1 : 0,
);

/** Whether a stretch of a text, at least one unit, is nothing but Chinese characters of one unit each. */
export function isHan(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isHanUnit[text.charCodeAt(at)] === 0) return false;
  return end > start;
}

/** Whether a stretch of a text ends where the Chinese around it does: no word goes on. */
export function standsAlone(text: string, start: number, end: number): boolean {
  return (
    (start <= 0 || isHanUnit[text.charCodeAt(start - 1)] === 0) &&
    (end >= text.length || isHanUnit[text.charCodeAt(end)] === 0)
  );
}
