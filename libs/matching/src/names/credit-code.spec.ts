import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { checkCreditCode, isValidCreditCode } from './credit-code.js';

const STANDARD_EXAMPLE = '91350100M000100Y43';

describe('credit code', () => {
  it("accepts the standard's own example, also full-width, in lower case and with blanks", () => {
    expect(isValidCreditCode(STANDARD_EXAMPLE)).toBe(true);
    expect(checkCreditCode(' ９１３５０１００m000100y43 ')).toEqual({ valid: true, code: STANDARD_EXAMPLE });
  });

  it('says what is wrong', () => {
    expect(checkCreditCode('91350100M000100Y4')).toMatchObject({ fault: 'CODE_LENGTH' });
    expect(checkCreditCode('91350100M000100Y44')).toMatchObject({ fault: 'CODE_CHECK', at: 17 });
    expect(checkCreditCode('9135O100M000100Y43')).toMatchObject({ fault: 'CODE_LETTER', at: 4 });
    expect(checkCreditCode('9135#100M000100Y43')).toMatchObject({ fault: 'CODE_CHARACTER', at: 4 });
    // A region has digits alone.
    expect(checkCreditCode('ABCDEFGHJKLMNPQRTU')).toMatchObject({ fault: 'CODE_CHARACTER', at: 2 });
  });

  it('notices any single wrong character', () => {
    const alphabet = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'];
    fc.assert(
      fc.property(fc.nat({ max: 17 }), fc.constantFrom(...alphabet), (at, unit) => {
        const changed = STANDARD_EXAMPLE.slice(0, at) + unit + STANDARD_EXAMPLE.slice(at + 1);
        expect(isValidCreditCode(changed)).toBe(changed === STANDARD_EXAMPLE);
      }),
    );
  });
});
