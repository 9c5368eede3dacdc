import type { Criterion } from './criterion.js';

/** Same province: real investors come from the project's own province ten times as often as chance would have it. */
export const place: Criterion = {
  name: 'place',
  scale: 'absolute',
  field: 'province',
  measure: ({ query, corpus, row }) =>
    query.province === '' || corpus.province[row] === '' ? undefined : query.province === corpus.province[row] ? 1 : 0,
  evidence: ({ query, corpus, row }) => {
    const record = corpus.records[row];
    const sameCity = query.city !== '' && query.city === corpus.city[row];
    return [
      {
        kind: 'place',
        field: sameCity ? 'city' : 'province',
        facts: [
          {
            side: 'project',
            field: sameCity ? 'city' : 'province',
            value: (sameCity ? query.record.city : query.record.province) ?? '',
            source: 'record',
          },
          {
            side: 'enterprise',
            field: sameCity ? 'city' : 'province',
            value: (sameCity ? record.city : record.province) ?? '',
            source: 'record',
          },
        ],
      },
    ];
  },
};
