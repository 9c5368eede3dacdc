import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { creditCheckCharacter, isCreditCode, normalizeCreditCode } from './credit-code.js';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const character = fc.constantFrom(...ALPHABET);
const first17 = fc
  .tuple(
    fc.array(character, { minLength: 2, maxLength: 2 }),
    fc.stringMatching(/^\d{6}$/),
    fc.array(character, { minLength: 9, maxLength: 9 }),
  )
  .map(([office, region, subject]) => office.join('') + region + subject.join(''));

describe('统一社会信用代码 (GB 32100-2015)', () => {
  it("has the check character of the standard's own example", () => {
    expect(creditCheckCharacter('91350100M000100Y4')).toBe('3');
    expect(isCreditCode('91350100M000100Y43')).toBe(true);
    expect(isCreditCode('91350100M000100Y44')).toBe(false);
  });

  it('takes what people type: lower case, full width, spaces', () => {
    expect(normalizeCreditCode(' 91350100m000100ｙ43 ')).toBe('91350100M000100Y43');
  });

  it('accepts every code made by the rule, and none with one other character', () => {
    fc.assert(
      fc.property(first17, fc.nat(16), character, (first, at, other) => {
        const code = first + creditCheckCharacter(first);
        expect(isCreditCode(code)).toBe(true);
        if (code[at] !== other) expect(isCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
      }),
    );
  });

  it('refuses letters the standard leaves out and wrong lengths', () => {
    for (const wrong of ['91350100M000100I43', '91350100M000100Y4', '91350100M000100Y433', '', 'ABCDEFGHJKLMNPQRTU']) {
      expect(isCreditCode(wrong)).toBe(false);
    }
  });
});
