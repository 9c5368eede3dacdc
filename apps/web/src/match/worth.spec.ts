import { describe, expect, it } from '@jest/globals';
import { worthFigure, worthSumUnit, worthText, worthUnit } from './worth.js';

describe('what a pair is worth, in words', () => {
  it('is points as long as it is a score', () => {
    expect([worthText(0.9123, 'score-1'), worthFigure(0.9123, 'score-1'), worthUnit('score-1'), worthSumUnit('score-1')]).toEqual(['0.912 分', '0.912', '分', '分']); // prettier-ignore
  });
  it('is a share once it is a confidence, and a number of pairs when summed', () => {
    expect([worthText(0.3124, 'confidence-1'), worthFigure(0.3124, 'confidence-1'), worthUnit('confidence-1'), worthSumUnit('confidence-1')]).toEqual(['31.2%', '31.2', '%', '对（预计采纳）']); // prettier-ignore
  });
});
