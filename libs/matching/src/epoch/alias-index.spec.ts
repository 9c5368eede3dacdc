import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { tokenize } from '../normalize/tokens.js';
import { isWritten } from '../normalize/written.js';
import { AliasIndex } from './alias-index.js';
import { Vocabulary } from './vocabulary.js';

const vocabulary = Vocabulary.of(['ev', '光伏', '太阳']);

describe('AliasIndex', () => {
  it('gives the tokens of the other words of a group, with their numbers', () => {
    const index = new AliasIndex([['光伏', 'pv', '太阳能']], vocabulary);
    expect(index.in('年产光伏玻璃')).toEqual([
      { term: 'pv', number: -1, aliasOf: '光伏' },
      { term: '太阳', number: 2, aliasOf: '光伏' },
      { term: '阳能', number: -1, aliasOf: '光伏' },
    ]);
  });

  it('takes Latin words only as whole runs', () => {
    const index = new AliasIndex([['ev', '电车']], vocabulary);
    expect(index.in('eva 2ev ev2')).toEqual([]);
    expect(index.in('2 ev')).toHaveLength(1);
  });

  it('finds of each group the first word that is written, as looking for one after another does', () => {
    const word = fc.string({ unit: fc.constantFrom('光', '伏', 'e', '1'), minLength: 1, maxLength: 3 });
    const text = fc.string({ unit: fc.constantFrom('光', '伏', 'e', '1', ' '), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 4 }), { maxLength: 5 }), text, (groups, given) => {
        const expected = groups.flatMap((words) => {
          const written = words.find((one) => isWritten(one, given));
          if (written === undefined) return [];
          const others = words.filter((one) => one !== written).flatMap(tokenize);
          return others.map(({ term }) => ({ term, number: vocabulary.find(term), aliasOf: written }));
        });
        expect(new AliasIndex(groups, vocabulary).in(given)).toEqual(expected);
      }),
    );
  });
});
