import { formatInstant } from '../format/date.js';

/** 数据时间: when what a page shows was read from the database. */
export function AsOf({ query }: { readonly query: { readonly dataUpdatedAt: number } }) {
  if (query.dataUpdatedAt === 0) return null;
  return <span className="number">数据时间 {formatInstant(new Date(query.dataUpdatedAt))}</span>;
}
