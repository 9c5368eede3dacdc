import { describe, expect, it } from '@jest/globals';
import type { ReferenceData } from '../reference/reference-data.js';
import { levelOf } from './supply-level.js';

const KINDS: Readonly<Record<string, string>> = {
  '520500': 'city',
  '520500-BJ': 'city_level',
  '520524': 'county',
  '520500-GXQ': 'zone',
};
const reference = { findArea: (code: string) => ({ kind: KINDS[code] }) } as unknown as ReferenceData;
const of = (areaCode: string, level: string | null) => levelOf({ areaCode, kind: 'mineral', level }, reference);

describe('the level of a row', () => {
  it('follows its area where nobody said one', () => {
    expect(['520500', '520500-BJ', '520524', '520500-GXQ'].map((areaCode) => of(areaCode, null))).toEqual([
      'city',
      'city',
      'county',
      'county',
    ]);
  });

  it('may be any in a county, and for the city only its own', () => {
    for (const level of ['city', 'county', 'township']) expect(of('520524', level)).toBe(level);
    expect(of('520500-BJ', 'city')).toBe('city');
    for (const areaCode of ['520500', '520500-BJ']) expect(() => of(areaCode, 'township')).toThrow();
  });
});
