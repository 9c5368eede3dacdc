import type { TimelineEntry } from '@lianghuan/contracts';

type Linked = NonNullable<TimelineEntry['link']>['noun'];

const PATHS: Readonly<Record<Linked, string>> = {
  resource: '/resources',
  market: '/markets',
  project: '/projects',
  enterprise: '/enterprises',
  lead: '/leads',
  review_packet: '/reviews',
  funds_line: '/funds/lines',
  import_batch: '/transfers/imports',
};

/** Address of the page of a record. */
export function pathOf(noun: Linked, id: string): string {
  return `${PATHS[noun]}/${id}`;
}
