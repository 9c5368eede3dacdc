/** 32-bit FNV-1a with a final avalanche; only ever used to break ties without favouring input order. */
export function hashId(id: string): number {
  return hashStretch(id, 0, id.length);
}

/** The same of a stretch of a text. */
export function hashStretch(text: string, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Order of two ids that score the same: by hash, then by the id itself. */
export function compareTied(a: string, b: string): number {
  return hashId(a) - hashId(b) || (a < b ? -1 : a > b ? 1 : 0);
}
