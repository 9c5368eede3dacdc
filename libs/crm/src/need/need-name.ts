/** `煤制、煤化工 → 煤炭`: what an entry is called. `industryNameOf` gives the name of a code, or the code itself. */
export function needName(
  entry: { readonly industryCodes: readonly string[]; readonly words: readonly string[]; readonly category: string },
  industryNameOf: (code: string) => string,
): string {
  const trades = [...entry.words, ...entry.industryCodes.map((code) => `${code} ${industryNameOf(code)}`)];
  return `${trades.join('、')} → ${entry.category}`;
}
