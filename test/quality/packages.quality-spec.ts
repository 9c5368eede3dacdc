import { describe, expect, it } from '@jest/globals';
import { missingPlaceFiles, offersOfCases, readCases, registeredNatures, scoreOffers } from './packages.mjs';

const missing = missingPlaceFiles();
if (missing.length > 0) process.stderr.write(`offers: skipped, no place data at ${missing.join(', ')}\n`);

describe('hand-judged offers', () => {
  it('are at least sixty, each with a judgement', () => {
    const cases = readCases();
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(cases.filter((one) => one.grades.resource.size + one.grades.market.size === 0)).toEqual([]);
  });

  (missing.length > 0 ? it.skip : it)(
    'keeps what was reached: most first offers fit, and more than half of the first three',
    async () => {
      const cases = readCases();
      const { resource, market } = scoreOffers(cases, offersOfCases(cases, await registeredNatures()));
      expect(resource.precisionAt1).toBeGreaterThanOrEqual(0.82);
      expect(resource.precisionAt3).toBeGreaterThanOrEqual(0.61);
      expect(market.precisionAt1).toBeGreaterThanOrEqual(0.77);
      expect(market.precisionAt3).toBeGreaterThanOrEqual(0.64);
    },
    120_000,
  );
});
