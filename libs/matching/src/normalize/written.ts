/** Whether a word stands anywhere in a folded text; Latin words only as whole runs, so that 「ev」 is not found in 「eva」. */
export function isWritten(word: string, text: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) if (standsAt(word, text, at)) return true;
  return false;
}

/** The same at one place. */
export function standsAt(word: string, text: string, at: number): boolean {
  return text.startsWith(word, at) && !isWithinLatin(text, at) && !isWithinLatin(text, at + word.length);
}

/** Whether a Latin run goes on from the unit before to the unit here. */
export function isWithinLatin(text: string, at: number): boolean {
  return at > 0 && at < text.length && isLatin(text.charCodeAt(at - 1)) && isLatin(text.charCodeAt(at));
}

/** a–z and 0–9. */
function isLatin(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
}
