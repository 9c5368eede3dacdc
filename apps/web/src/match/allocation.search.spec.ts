import { describe, expect, it } from '@jest/globals';
import { withoutBlanks } from '../app/list-search.js';
import { AllocationSearch, gatheredBy } from './allocation.search.js';

describe('the address of the allocation board', () => {
  it('gathers by project unless it names another way the board knows', () => {
    expect(gatheredBy(AllocationSearch.parse({}))).toBe('project');
    expect(gatheredBy(AllocationSearch.parse({ by: 'area' }))).toBe('area');
    expect(gatheredBy(AllocationSearch.parse({ by: 'enterprise' }))).toBe('enterprise');
    expect(gatheredBy(AllocationSearch.parse({ by: 'officer' }))).toBe('project');
  });

  it('keeps what was chosen and drops what it does not know', () => {
    expect(withoutBlanks(AllocationSearch.parse({ q: '', areaCode: '520524', page: '2', secret: 'x' }))).toEqual({
      areaCode: '520524',
      page: 2,
    });
  });
});
