/** 18 characters: registration office, kind, region (6 digits), subject (9), check character. I, O, S, V and Z are not used. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const LENGTH = 18;

/** Check character of the first 17 characters of a 统一社会信用代码 (GB 32100-2015): weights 3^(i-1) mod 31, check (31 − Σ mod 31) mod 31. */
export function creditCheckCharacter(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31];
}

/** Full width to half width, upper case, without spaces: the form a code is stored in. */
export function normalizeCreditCode(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s/g, '').toUpperCase();
}

/** Whether a normalised code has the form and the check character of GB 32100-2015. */
export function isCreditCode(code: string): boolean {
  return (
    code.length === LENGTH &&
    [...code].every((character) => ALPHABET.includes(character)) &&
    /^.{2}\d{6}/.test(code) &&
    creditCheckCharacter(code.slice(0, LENGTH - 1)) === code[LENGTH - 1]
  );
}
