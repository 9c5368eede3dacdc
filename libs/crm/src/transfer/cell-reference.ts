/** `AB12` → 28. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let i = 0; i < reference.length; i += 1) {
    const letter = reference.charCodeAt(i) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column;
}

/** `AB12` → 12; NaN where it names no row. */
export function rowOf(reference: string): number {
  return Number(/\d+$/.exec(reference)?.[0] ?? NaN);
}
