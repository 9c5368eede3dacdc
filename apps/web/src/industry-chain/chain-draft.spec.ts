import { describe, expect, it } from '@jest/globals';
import { nextKey, splitWords } from './chain-draft.js';

describe('editing a chain', () => {
  it('reads lists however they are separated, each word once', () => {
    expect(splitWords(' 白酒、酱酒，基酒;白酒 原酒\n')).toEqual(['白酒', '酱酒', '基酒', '原酒']);
    expect(splitWords('  ')).toEqual([]);
  });

  it('gives a new node a key nobody has', () => {
    expect(nextKey([{ key: 'n1' }, { key: 'brew' }, { key: 'n3' }])).toBe('n2');
  });
});
