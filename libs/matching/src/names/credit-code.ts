/**
 * Unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters, the last one checks the others.
 * Alphabet of 31 without I O S V Z; weight of place i is 3^(i−1) mod 31; check = (31 − Σ mod 31) mod 31.
 */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS: readonly number[] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const LENGTH = 18;

/** Why a code is not valid. `CODE_LETTER`: I, O, S, V or Z, which the standard leaves out. */
export type CreditCodeFault = 'CODE_LENGTH' | 'CODE_CHARACTER' | 'CODE_LETTER' | 'CODE_CHECK';

export type CreditCodeCheck =
  | { readonly valid: true; readonly code: string }
  | { readonly valid: false; readonly code: string; readonly fault: CreditCodeFault; readonly at?: number };

/** A code as it is compared: full-width made half-width, upper case, without blanks and hyphens. */
export function normalizeCreditCode(code: string): string {
  return code
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\u200b-]/g, '');
}

/** Checks a code and says what is wrong; `at` is the place of the first wrong character, from 0. */
export function checkCreditCode(input: string): CreditCodeCheck {
  const code = normalizeCreditCode(input);
  if (code.length !== LENGTH) return { valid: false, code, fault: 'CODE_LENGTH' };
  let sum = 0;
  for (let at = 0; at < LENGTH; at++) {
    const value = ALPHABET.indexOf(code[at]);
    // Places 3 to 8 are the region, in digits.
    if (value > 9 && at >= 2 && at < 8) return { valid: false, code, fault: 'CODE_CHARACTER', at };
    if (value < 0) {
      const fault = /[IOSVZ]/.test(code[at]) ? 'CODE_LETTER' : 'CODE_CHARACTER';
      return { valid: false, code, fault, at };
    }
    if (at < LENGTH - 1) sum += value * WEIGHTS[at];
    else if (value !== (31 - (sum % 31)) % 31) return { valid: false, code, fault: 'CODE_CHECK', at };
  }
  return { valid: true, code };
}

/** True for a well-formed code whose check character fits. `91350100M000100Y43` is the standard's own example. */
export function isValidCreditCode(code: string): boolean {
  return checkCreditCode(code).valid;
}
