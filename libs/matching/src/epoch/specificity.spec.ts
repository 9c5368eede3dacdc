import { describe, expect, it } from '@jest/globals';
import { specificity } from './specificity.js';

/** Term 0 stands in every division, term 1 in one, term 2 once. */
const texts = Array.from({ length: 40 }, (_, i) => ({
  division: String(10 + (i % 20)),
  terms: [0, ...(i % 20 === 3 ? [1] : []), ...(i === 5 ? [2] : [])],
}));

describe('specificity of words', () => {
  it('is low for a word of many trades, full for a word of one', () => {
    const [scattered, concentrated] = specificity(texts, 3);
    expect(scattered).toBeLessThan(0.5);
    expect(concentrated).toBe(1);
  });

  it('takes a word that stands alone as usual', () => {
    expect(specificity(texts, 3)[2]).toBe(1);
  });

  it('does not depend on the order of the texts', () => {
    expect([...specificity(texts.toReversed(), 3)]).toEqual([...specificity(texts, 3)]);
  });

  it('leaves all words alone where nobody carries a code', () => {
    const uncoded = texts.map(({ terms }) => ({ division: undefined, terms }));
    expect([...specificity(uncoded, 3)]).toEqual([1, 1, 1]);
  });
});
