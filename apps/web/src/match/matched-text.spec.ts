import { describe, expect, it } from '@jest/globals';
import { cutText, matchedFields, placesOf } from './matched-text.js';

type Contributions = Parameters<typeof matchedFields>[0];

const contributionOf = (terms: readonly object[]) =>
  ({
    criterion: 'overlap',
    weight: 1,
    value: 1,
    contribution: 1,
    evidence: [{ terms }],
  }) as unknown as Contributions[0];

const matchedIn = (text: string, spans: Parameters<typeof cutText>[1]) =>
  cutText(text, spans).flatMap((piece) => (piece.isMatched ? [piece.text] : []));

describe('matched fields', () => {
  it('gathers the places of every word by the field they stand in', () => {
    const { project, enterprise, terms } = matchedFields([
      contributionOf([
        {
          text: '磷酸铁锂',
          project: [{ field: 'name', start: 0, end: 4 }],
          enterprise: [
            { field: 'products', start: 2, end: 6 },
            { field: 'products', start: 9, end: 13 },
          ],
        },
      ]),
      contributionOf([{ text: '磷酸铁锂', project: [{ field: 'content', start: 1, end: 5 }] }]),
    ]);
    expect([...project.keys()]).toEqual(['name', 'content']);
    expect(enterprise.get('products')).toEqual([
      { start: 2, end: 6, term: '磷酸铁锂' },
      { start: 9, end: 13, term: '磷酸铁锂' },
    ]);
    expect(terms).toEqual(['磷酸铁锂']);
  });

  it('says what a word stands for where the project says it otherwise', () => {
    const { terms, aliases } = matchedFields([contributionOf([{ text: '生物降解塑料', aliasOf: 'pga' }])]);
    expect(terms).toEqual(['生物降解塑料（即 PGA）']);
    expect(aliases).toEqual(['pga']);
  });

  it('is empty without evidence', () => {
    expect(matchedFields([])).toMatchObject({ terms: [], aliases: [] });
  });
});

describe('places of words', () => {
  it('finds every place, whatever the case', () => {
    expect(placesOf('织金PGA项目，pga二期', ['pga'])).toEqual([
      { start: 2, end: 5, term: 'pga' },
      { start: 8, end: 11, term: 'pga' },
    ]);
    expect(placesOf('白酒', ['煤'])).toEqual([]);
  });

  it('finds nothing in a text whose lower case has other places', () => {
    expect(placesOf('İPGA', ['pga'])).toEqual([]);
  });
});

describe('a cut text', () => {
  it('loses no letter', () => {
    const text = '年产10万吨磷酸铁锂正极材料';
    const pieces = cutText(text, [{ start: 6, end: 10, term: '磷酸铁锂' }]);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces).toEqual([
      { text: '年产10万吨', isMatched: false },
      { text: '磷酸铁锂', isMatched: true },
      { text: '正极材料', isMatched: false },
    ]);
  });

  it('makes one of overlapping and of touching places, in whatever order they come', () => {
    const spans = [
      { start: 2, end: 4, term: '铁锂' },
      { start: 0, end: 3, term: '磷酸铁' },
      { start: 4, end: 6, term: '电池' },
    ];
    expect(cutText('磷酸铁锂电池', spans)).toEqual([{ text: '磷酸铁锂电池', isMatched: true }]);
  });

  it('leaves out a place beyond the text, an empty one, and one that no longer holds its word', () => {
    expect(matchedIn('白酒', [{ start: 1, end: 5, term: '酒业' }])).toEqual([]);
    expect(matchedIn('白酒', [{ start: -1, end: 1, term: '白' }])).toEqual([]);
    expect(matchedIn('白酒', [{ start: 1, end: 1, term: '' }])).toEqual([]);
    expect(matchedIn('酱香白酒', [{ start: 0, end: 2, term: '白酒' }])).toEqual([]);
  });

  it('knows the word in full width, capitals and traditional characters', () => {
    expect(matchedIn('ＰＧＡ项目', [{ start: 0, end: 3, term: 'pga' }])).toEqual(['ＰＧＡ']);
    expect(matchedIn('PGA项目', [{ start: 0, end: 3, term: 'pga' }])).toEqual(['PGA']);
    expect(matchedIn('磷酸鐵鋰', [{ start: 0, end: 4, term: '磷酸铁锂' }])).toEqual(['磷酸鐵鋰']);
  });

  it('is one piece without places, and none without text', () => {
    expect(cutText('白酒', [])).toEqual([{ text: '白酒', isMatched: false }]);
    expect(cutText('', [])).toEqual([]);
  });
});
