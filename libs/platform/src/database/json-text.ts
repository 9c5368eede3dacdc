/**
 * JSON as `jsonb` takes it: a half of a surrogate pair, which PostgreSQL refuses there, becomes U+FFFD, as the driver does it with plain
 * text.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON.stringify spells only such halves as escapes; whole pairs stay as they are.
  if (!text.includes('\\ud')) return text;
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'string' ? part.replaceAll(/\p{Surrogate}/gu, '\ufffd') : part,
  );
}
