/** Digits of a GB/T 4754 code, section letter and stray characters dropped: 'C2614' → '2614'. '' when none. */
export function industryDigits(code: string): string {
  const digits = /\d{2,4}/.exec(code.normalize('NFKC'))?.[0] ?? '';
  return digits;
}

/** Comparable codes of a record: digits only, duplicates and empties dropped, order kept. */
export function industryCodes(codes: readonly string[]): string[] {
  return [...new Set(codes.map(industryDigits).filter(Boolean))];
}

/** A code and the codes above it, from the division down: '2614' → ['26', '261', '2614']. */
export function codePath(code: string): string[] {
  const path: string[] = [];
  for (let length = 2; length <= code.length; length++) path.push(code.slice(0, length));
  return path;
}

/** Number of leading digits two codes share, 0 when not even the division is the same. */
export function sharedDigits(a: string, b: string): 0 | 2 | 3 | 4 {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length >= 4 ? 4 : length >= 3 ? 3 : length >= 2 ? 2 : 0;
}
