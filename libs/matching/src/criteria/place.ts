import type { Criterion } from './criterion.js';

/** Same province: real investors come from the project's own province ten times as often as chance would have it. */
export const place: Criterion = {
  name: 'place',
  scale: 'absolute',
  field: 'province',
  measure: ({ sameProvince }) => sameProvince,
  evidence: ({ at: { project, segment, row }, record }) => {
    const isSameCity = project.city !== '' && project.city === segment.meta.cities[segment.columns.cities[row]];
    const field = isSameCity ? 'city' : 'province';
    return [
      {
        kind: 'place',
        field,
        facts: [
          { side: 'project', field, value: project.record[field] ?? '', source: 'record' },
          { side: 'enterprise', field, value: record[field] ?? '', source: 'record' },
        ],
      },
    ];
  },
};
