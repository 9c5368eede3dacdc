import { describe, expect, it } from '@jest/globals';
import { Decimal } from 'decimal.js';
import { formatScore, roundedParts, sumOfRounded } from './rounded-parts.js';

const added = (parts: readonly string[]) => parts.reduce((sum, part) => sum.plus(part), new Decimal(0)).toFixed(3);

describe('rounded parts', () => {
  it('gives what is left over to the part that lost most', () => {
    expect(roundedParts([0.3333, 0.3333, 0.3334])).toEqual({ parts: ['0.333', '0.333', '0.334'], sum: '1.000' });
    expect(roundedParts([0.0006, 0.0006, 0.0006])).toEqual({ parts: ['0.001', '0.001', '0.000'], sum: '0.002' });
  });

  it('keeps parts that need no rounding, and knows no parts', () => {
    expect(roundedParts([0.25, 1, 0])).toEqual({ parts: ['0.250', '1.000', '0.000'], sum: '1.250' });
    expect(roundedParts([])).toEqual({ parts: [], sum: '0.000' });
  });

  it.each([
    [[0.1, 0.2, 0.30000000000000004]],
    [[0.38899, 0.68249, 0.19189, 0.39119, 0.69699, 0.3, 0, 0.27279, 0.05]],
    [[0.5005, -0.0004, 0.0004]],
    [[1 / 3, 1 / 7, 1 / 11, 1 / 13]],
  ])('adds up to its sum: %j', (parts) => {
    const { parts: shown, sum } = roundedParts(parts);
    expect(added(shown)).toBe(sum);
    for (const [index, part] of shown.entries()) {
      expect(Math.abs(Number(part) - (parts[index] ?? 0))).toBeLessThan(0.001);
    }
  });

  it('shows a score with as many places as its parts', () => {
    expect(formatScore(2.9741)).toBe('2.974');
    expect(formatScore(3)).toBe('3.000');
  });

  it('leaves parts as they stand elsewhere where the sum stands nowhere else', () => {
    expect(sumOfRounded([3.6294, 0.2594, 0.2573])).toEqual({ parts: ['3.629', '0.259', '0.257'], sum: '4.145' });
  });
});
