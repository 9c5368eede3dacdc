import { describe, expect, it } from '@jest/globals';
import { DICTIONARIES } from './dictionary.js';
import { ENTERPRISE_TERMS } from './enterprise-terms.js';
import { MATCH_TERMS } from './match-terms.js';
import { PROJECT_TERMS } from './project-terms.js';
import { RECORD_TERMS } from './record-terms.js';
import { SUPPLY_TERMS } from './supply-terms.js';

describe('dictionaries', () => {
  it('have each list in one place: a second of the same name would silently take its place', () => {
    const names = [SUPPLY_TERMS, PROJECT_TERMS, ENTERPRISE_TERMS, MATCH_TERMS, RECORD_TERMS].flatMap(Object.keys);
    expect(names.toSorted()).toEqual(Object.keys(DICTIONARIES).toSorted());
  });

  it('give no two codes of a list the same term, so that a term in a table means one code', () => {
    for (const [name, terms] of Object.entries(DICTIONARIES)) {
      expect([name, new Set(Object.values(terms)).size]).toEqual([name, Object.keys(terms).length]);
    }
  });
});
