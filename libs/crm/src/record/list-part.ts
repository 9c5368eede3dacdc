import type { Database, Statement } from '@lianghuan/platform';
import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { choosing } from './shown-row.js';

type Direction = 'ASC' | 'DESC';

/**
 * A part of a list, whose rows all come before those of the next. Where one order of all rows would have to sort a million, an index gives
 * each part in its own order: rows with a value and then those without, in either direction; names that begin with what is searched for
 * and then what is newest of the rest.
 */
export interface ListPart {
  /** Condition over a row `r`; none where the part is the whole. */
  readonly where?: string;
  readonly parameters?: ObjectLiteral;
  readonly order: readonly (readonly [expression: string, direction: Direction])[];
}

/** Pages of a list whose statements the connections keep: those people read. */
const KEPT_PAGES = 3;

/**
 * Rows under `query` from one row on, part after part, as the statement `shown` gives the chosen ones, and whether there are more. One message to the
 * database for each part that is needed, mostly the first.
 */
export async function rowsOfParts(
  database: Database,
  query: SelectQueryBuilder<ObjectLiteral>,
  parts: readonly ListPart[],
  { skipped, limit, shown }: { readonly skipped: number; readonly limit: number; readonly shown: Statement },
): Promise<{ readonly rows: string[]; readonly isMore: boolean }> {
  let left = skipped;
  let ids: string[] = [];
  for (const [i, part] of parts.entries()) {
    const [sql, parameters] = ofPart(query, part)
      .select('r.id', 'id')
      .offset(left)
      .limit(limit - ids.length + 1)
      .getQueryAndParameters();
    const before = `$${parameters.length + 1}::uuid[]`;
    const all = ids.length === 0 ? 'array_agg(id)' : `${before} || array_agg(id)`;
    const choose: Statement = {
      text: `SELECT ${choosing(`(${all})[1:${limit}]`)}, count(*) FROM (${sql}) AS chosen`,
      values: ids.length === 0 ? parameters : [...parameters, ids],
      // Where values decide which index is best, the statement is planned for them.
      isKept: skipped < KEPT_PAGES * limit && (parameters.length === 0 || 'parsed'),
    };
    const [[[chosen, count]], rows] = await database.ask([choose, shown]);
    const isMore = ids.length + Number(count) > limit;
    if (isMore || i === parts.length - 1) return { rows: rows.map(([row]) => row ?? ''), isMore };
    ids = idsOf(chosen);
    // An empty page may lie behind this part: then the next is entered further in.
    left = Number(count) > 0 || left === 0 ? 0 : left - (await countRows(database, ofPart(query, part)));
  }
  return { rows: [], isMore: false };
}

/**
 * How many rows there are under `query`, `atMost` at the most, as the present actor: the query by itself would ask as nobody, who sees no
 * confidential row.
 */
export async function countRows(
  database: Database,
  query: SelectQueryBuilder<ObjectLiteral>,
  atMost?: number,
): Promise<number> {
  const [sql, values] = query.clone().select('1').limit(atMost).orderBy().getQueryAndParameters();
  const text = `SELECT count(*) FROM (${sql}) AS found`;
  const [[[count]]] = await database.ask([{ text, values, isKept: values.length === 0 || 'parsed' }]);
  return Number(count);
}

const idsOf = (array: string | null | undefined) => (array ?? '{}').slice(1, -1).split(',').filter(Boolean);

/** Ids of all rows under `query`, part after part, `atMost` of them. */
export async function idsOfParts(
  query: SelectQueryBuilder<ObjectLiteral>,
  parts: readonly ListPart[],
  atMost?: number,
): Promise<string[]> {
  const ids: string[] = [];
  for (const part of parts) {
    const found = await ofPart(query, part)
      .select('r.id', 'id')
      .limit(atMost === undefined ? undefined : atMost - ids.length)
      .getRawMany<{ id: string }>();
    ids.push(...found.map(({ id }) => id));
    if (ids.length === atMost) break;
  }
  return ids;
}

function ofPart<E extends ObjectLiteral>(query: SelectQueryBuilder<E>, part: ListPart): SelectQueryBuilder<E> {
  const ordered = query.clone();
  if (part.where !== undefined) ordered.andWhere(part.where);
  ordered.setParameters(part.parameters ?? {});
  for (const [expression, direction] of part.order) ordered.addOrderBy(expression, direction);
  return ordered;
}

/** By a column `r.…`, then by id against its direction, as the indexes have it; rows without a value last. */
export function partsByColumn(column: string, isDescending: boolean, isNullable: boolean): ListPart[] {
  const order = [[column, isDescending ? 'DESC' : 'ASC'], ['r.id', isDescending ? 'ASC' : 'DESC']] as const; // prettier-ignore
  if (!isNullable) return [{ order }];
  return [
    { where: `${column} IS NOT NULL`, order },
    { where: `${column} IS NULL`, order: [['r.id', 'ASC']] },
  ];
}

/**
 * What a search means most likely, first: a name that is the words, then one that begins with them, names and initials that hold them, and
 * last rows that mention them elsewhere. Among equals the shorter name.
 */
export function partsByRelevance(words: readonly string[], names: readonly string[]): ListPart[] {
  const typed = words.join('');
  const lower = names.map((property) => `lower(coalesce(r.${property}, ''))`);
  const any = (test: (name: string) => string) => lower.map(test).join(' OR ');
  // Names come first in the search text, then their sounds, each as a word of its own.
  const rank = `CASE WHEN ${any((name) => `${name} = :typed`)} THEN 0
    WHEN ${any((name) => `starts_with(${name}, :typed)`)} THEN 1
    WHEN strpos(' ' || r.searchText || ' ', ' ' || :typed || ' ') > 0 AND NOT :isHan THEN 2
    WHEN strpos(' ' || r.searchText, ' ' || :typed) > 0 AND NOT :isHan THEN 3
    WHEN ${any((name) => `strpos(${name}, :typed) > 0`)} THEN 4
    ELSE 5 END`;
  return [
    {
      parameters: { typed, isHan: /\p{Script=Han}/u.test(typed) },
      order: [[rank, 'ASC'], ['length(r.name)', 'ASC'], ['r.id', 'ASC']], // prettier-ignore
    },
  ];
}

/**
 * The order of a search that thousands of rows answer, which nobody reads to the end: names that begin with the words, found in the index
 * of `nameColumn`, the shorter first; then the rest, the newest first.
 */
export function partsOfWideSearch(words: readonly string[], nameColumn: string): ListPart[] {
  const typed = words.join('');
  // Comparisons and not starts_with, because the index takes them also where row-level security asks for operators that leak nothing.
  const begins = `(${nameColumn} >= :typed AND ${nameColumn} < :typedEnd)`;
  const parameters = { typed, typedEnd: `${typed}\u{10FFFF}` };
  return [
    { where: begins, parameters, order: [['length(r.name)', 'ASC'], ['r.id', 'ASC']] }, // prettier-ignore
    { where: `NOT ${begins}`, parameters, order: [['r.updatedAt', 'DESC'], ['r.id', 'ASC']] }, // prettier-ignore
  ];
}
