import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';

/**
 * Rows whose column `r.…` is one of these values; all rows without any asked for. One value is asked for as such, because an index that
 * goes on with the order of the list then gives the rows in it: of `= ANY` PostgreSQL fetches all and sorts them.
 */
export function whereOneOf(
  query: SelectQueryBuilder<ObjectLiteral>,
  property: string,
  values: readonly string[] | undefined,
): void {
  if (values === undefined) return;
  if (values.length === 1) query.andWhere(`r.${property} = :${property}`, { [property]: values[0] });
  else query.andWhere(`r.${property} = ANY(:${property})`, { [property]: values });
}
