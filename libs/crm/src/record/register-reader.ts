import type { Page, RowCount } from '@lianghuan/contracts';
import { AppError, JsonAnswer, type Statement } from '@lianghuan/platform';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import type { z } from 'zod';
import { containedGrams, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { overlapGrams, rankBySimilarity, soundOf } from '../search/similar-names.js';
import { FRESHNESS_CONDITIONS, type Freshness } from './freshness.js';
import {
  countRows,
  idsOfParts,
  type ListPart,
  partsByColumn,
  partsByRelevance,
  partsOfWideSearch,
  rowsOfParts,
} from './list-part.js';
import type { RecordEntity } from './record.entity.js';
import { CANDIDATE_LIMIT, type MergeTarget, type RecordQuery, Register } from './register.js';
import { choosing, shownRowsSql } from './shown-row.js';
import { sortOf } from './sort.js';

/** Codes up to which an index look-up is worth while; a whole section of the classification has hundreds and is found everywhere. */
const INDEXED_CODES = 100;
/** Rows a mistyped search is compared with, the most alike first. */
const SIMILAR_LIMIT = 200;

/** Rows that are counted at the most where counting on takes long. */
const COUNT_LIMIT = 2500;
/** Cost, as PostgreSQL estimates it, below which all are counted: some tenths of a second. Reading the table of a million enterprises is 270,000. */
const QUICK_COUNT_COST = 100_000;
/** How long it is remembered whether rows are counted quickly, and of how many different counts. */
const QUICK_COUNT_MS = 600_000;
const QUICK_COUNTS_KEPT = 500;

/** Rows a stream reads at a time. More outlive their garbage collection, which costs more than the messages they save. */
const STREAM_BLOCK = 200;

/** What is shown of a register: the query layer below is the one that list, detail, count, export and picker share. */
export abstract class RegisterReader<
  E extends RecordEntity,
  Input extends object,
  Query extends RecordQuery,
  View,
> extends Register<E, Input, Query> {
  readonly #shown: Record<string, string | undefined> = {};
  /** What was found out of counts, by what they ask. */
  readonly #quickCounts = new Map<string, { readonly isQuick: boolean; readonly until: number }>();

  /**
   * One page of what the actor may see, as JSON, each row as the list shows it (`listedSchema`): choosing the rows and showing them is one
   * message to the database, and what it answers is handed on as it is. It tells whether there are more, and does not wait until they are
   * counted; see {@link tally}.
   */
  page(wanted: Query): Promise<JsonAnswer> {
    return this.pageOf(wanted, this.listedSchema);
  }

  /** The same page with whole rows, for who goes on working with it. */
  async list(wanted: Query): Promise<Page<View>> {
    return JSON.parse((await this.pageOf(wanted, this.viewSchema)).text) as Page<View>;
  }

  /** One page as JSON, each row as `schema` has it. */
  protected async pageOf(wanted: Query, schema: z.ZodObject): Promise<JsonAnswer> {
    const { page, pageSize } = wanted;
    const { rows, total, isCapped, isSimilar } = await this.rowsOfPage(wanted, schema);
    const marks = `${isCapped ? '"isTotalCapped":true,' : ''}${isSimilar === true ? '"isSimilar":true,' : ''}`;
    return new JsonAnswer(
      `{"items":[${rows.join(',')}],"total":${total},${marks}"page":${page},"pageSize":${pageSize}}`,
    );
  }

  private async rowsOfPage(
    wanted: Query,
    schema: z.ZodObject,
  ): Promise<{ rows: string[]; total: number; isCapped: boolean; isSimilar?: boolean }> {
    await this.readable();
    const { page, pageSize } = wanted;
    const skipped = (page - 1) * pageSize;
    const { query, parts } = await this.ordered(wanted);
    const shown = this.showing(wanted.includeArchived === true, schema);
    // One row more than the page has tells whether there are more.
    const found = await rowsOfParts(this.database, query, parts, { skipped, limit: pageSize, shown });
    if (found.rows.length > 0) {
      const known = skipped + found.rows.length;
      return { rows: found.rows, total: found.isMore ? known + 1 : known, isCapped: found.isMore };
    }
    const total = skipped === 0 ? 0 : await countRows(this.database, query);
    if (total > 0) return { rows: [], total, isCapped: false };
    const similar = await this.similar(wanted);
    const rows = await this.shownRows(similar.slice(skipped, skipped + pageSize), undefined, shown);
    return { rows, total: similar.length, isCapped: false, isSimilar: similar.length > 0 };
  }

  /** How many rows the actor sees under these filters. */
  count(wanted: Query): Promise<number> {
    return this.reading(async (tx) => (await this.query(tx, wanted)).getCount());
  }

  /**
   * How many rows a list has, for the screen beside it. What a search finds, and what would take long to count to its end, is counted up to
   * {@link COUNT_LIMIT}; where so many rows mention the words that the whole table would be read, nothing is: who gets thousands of hits
   * types another word.
   */
  async tally(wanted: Query): Promise<RowCount> {
    await this.readable();
    const { query, isWide } = await this.searched(wanted);
    if (isWide) return { count: CANDIDATE_LIMIT, isCapped: true };
    const isSearch = wordsOf(wanted.q).length > 0;
    if (!isSearch && (await this.isCountedQuickly(query))) return { count: await countRows(this.database, query) };
    const found = await countRows(this.database, query, COUNT_LIMIT + 1);
    if (found > COUNT_LIMIT) return { count: COUNT_LIMIT, isCapped: true };
    return { count: found };
  }

  /** Whether PostgreSQL has an index to count by, or a table small enough to be read; remembered for a while, since asking takes as long as many a count. */
  private async isCountedQuickly(query: SelectQueryBuilder<E>): Promise<boolean> {
    const [sql, values] = query.clone().select('count(*)').getQueryAndParameters();
    const asked = JSON.stringify([sql, values]);
    const known = this.#quickCounts.get(asked);
    if (known !== undefined && known.until > performance.now()) return known.isQuick;
    const [[[explained]]] = await this.database.ask([{ text: `EXPLAIN (FORMAT JSON) ${sql}`, values }]);
    const [{ Plan: plan }] = JSON.parse(explained ?? '') as [{ Plan: { 'Total Cost': number } }];
    const isQuick = plan['Total Cost'] < QUICK_COUNT_COST;
    if (this.#quickCounts.size === QUICK_COUNTS_KEPT) this.#quickCounts.clear();
    this.#quickCounts.set(asked, { isQuick, until: performance.now() + QUICK_COUNT_MS });
    return isQuick;
  }

  /** Ids of the rows under the filters in the order of the list, `atMost` of them at the most. For work on all of them. */
  findIds(wanted: Query, atMost: number): Promise<string[]> {
    return this.reading(async (tx) => {
      const { query, parts } = await this.ordered(wanted, tx);
      return idsOfParts(query, parts, atMost);
    });
  }

  /**
   * All rows under the filters in blocks, in the order of the list, as they were when the stream was begun: what others change
   * meanwhile is neither missed nor met twice. For exports.
   * @param fields of the view that are wanted; without, all
   */
  async *stream<Field extends keyof View & string>(
    wanted: Query,
    fields?: readonly Field[],
  ): AsyncGenerator<Pick<View, Field>[]> {
    await this.readable();
    const snapshot = await this.database.openSnapshot();
    try {
      const { tx } = snapshot;
      const { query, parts } = await this.ordered(wanted, tx);
      const ids = await idsOfParts(query, parts);
      const shown = this.showing(true, this.viewSchema, fields);
      for (let from = 0; from < ids.length; from += STREAM_BLOCK) {
        yield viewsOf<View>(await this.shownRows(ids.slice(from, from + STREAM_BLOCK), tx, shown));
      }
    } finally {
      await snapshot.close();
    }
  }

  /** One row as JSON, with what a reader expects. @throws {AppError} …_NOT_FOUND, also for what is hidden */
  async detail(id: string): Promise<JsonAnswer> {
    await this.readable();
    const [row] = await this.shownRows([id]);
    if (row === undefined) throw new AppError(this.notFoundCode, { id });
    return new JsonAnswer(row);
  }

  /** The same row for who goes on working with it. */
  async get(id: string): Promise<View> {
    return JSON.parse((await this.detail(id)).text) as View;
  }

  /** The row if the actor may see it. @throws {AppError} …_NOT_FOUND, also for what is hidden */
  async load(tx: EntityManager, id: string): Promise<E> {
    const [row] = await this.loadMany(tx, [id]);
    if (row === undefined) throw new AppError(this.notFoundCode, { id });
    return row;
  }

  /** The rows the actor may see, in the order asked for; others are left out. */
  async loadMany(tx: EntityManager, ids: readonly string[]): Promise<E[]> {
    if (ids.length === 0) return [];
    const rows = await this.baseQuery(tx)
      .addSelect(['r.searchText', 'r.duplicateKeys'])
      .andWhere('r.id = ANY(:ids)', { ids })
      .getMany();
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** Rows as their view has them, in this order, as JSON; others are left out. */
  private async shownRows(
    ids: readonly string[],
    tx?: EntityManager,
    shown: Statement = this.showing(true, this.viewSchema),
  ): Promise<string[]> {
    if (ids.length === 0) return [];
    const choose = { text: `SELECT ${choosing('$1::uuid[]')}`, values: [ids], isKept: true };
    const [, rows] = await this.database.ask([choose, shown], tx);
    return rows.map(([row]) => row ?? '');
  }

  /** The statement that shows chosen rows to the actor as `schema` has them, or some fields of it. */
  private showing(
    isArchivedToo: boolean,
    schema: z.ZodObject,
    fields: readonly string[] = Object.keys(schema.shape),
  ): Statement {
    const text = (this.#shown[`${isArchivedToo ? 'all' : 'live'} ${fields.join(' ')}`] ??= shownRowsSql(
      {
        metadata: this.metadata,
        register: this.noun,
        view: schema,
        fields: this.shown,
        joins: this.shownJoins,
        can: this.shownRights,
      },
      isArchivedToo,
      fields,
    ));
    const actor = this.database.actor;
    const reach = (verb: 'update' | 'archive') => this.areasReached(actor, this.permission(verb));
    return { text, values: [this.clock.today(), reach('update'), reach('archive')], isKept: true };
  }

  /** For each of these rows the one it was merged into, where it was. */
  protected async mergeTargets(tx: EntityManager, rows: readonly E[]): Promise<Map<string, MergeTarget>> {
    if (rows.length === 0) return new Map();
    const found = (await tx.query(
      `SELECT m.merged_id AS "mergedId", s.id, s.code, s.name FROM record_merge m JOIN "${this.table}" s ON s.id = m.survivor_id
       WHERE m.register = $1 AND m.undone_at IS NULL AND m.merged_id = ANY ($2)`,
      [this.noun, rows.map((row) => row.id)],
    )) as ({ mergedId: string } & MergeTarget)[];
    return new Map(found.map(({ mergedId, ...target }) => [mergedId, target]));
  }

  /** The view of one row after a change. @throws {AppError} …_NOT_FOUND */
  protected async view(tx: EntityManager, id: string): Promise<View> {
    const [view] = viewsOf<View>(await this.shownRows([id], tx));
    if (view === undefined) throw new AppError(this.notFoundCode, { id });
    return view;
  }

  /** A transaction for somebody who may read the register. */
  protected async reading<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    await this.readable();
    return this.database.transaction(work);
  }

  /** Reads what filters, orders and views look up. */
  protected prepareReading(): Promise<void> {
    return this.reference.ready();
  }

  /** @throws {AppError} FORBIDDEN when the actor may not read the register */
  private readable(): Promise<void> {
    this.require(this.database.actor, 'read');
    return this.prepareReading();
  }

  /** The query layer: scope by the database's policies, filters, search. */
  protected async query(tx: EntityManager, wanted: Query): Promise<SelectQueryBuilder<E>> {
    return (await this.searched(wanted, tx)).query;
  }

  /** Also whether so many rows have what is searched for that an index does not help to find them. */
  private async searched(
    wanted: Query,
    tx?: EntityManager,
  ): Promise<{ readonly query: SelectQueryBuilder<E>; readonly isWide: boolean }> {
    const query = await this.filtered(wanted, tx);
    const words = wordsOf(wanted.q);
    let isWide = words.length > 0;
    if (isWordless(wanted.q)) query.andWhere('false');
    for (const [i, word] of words.entries()) {
      const grams = containedGrams(word);
      const found = await this.candidates('grams', grams, tx);
      if (found !== 'by-scan') isWide = false;
      if (found === 'by-index') query.andWhere(`r.search_grams @> :grams${i}`, { [`grams${i}`]: grams });
      else if (found !== 'by-scan') query.andWhere(`r.id = ANY(:found${i})`, { [`found${i}`]: found });
      // Of LIKE the planner expects few rows and would sort them; of strpos it expects a third of the table and goes by the order of the list.
      if (found === 'by-scan') query.andWhere(`strpos(r.searchText, :word${i}) > 0`, { [`word${i}`]: word });
      else query.andWhere(`r.searchText LIKE :like${i}`, { [`like${i}`]: likePattern(word) });
    }
    return { query, isWide };
  }

  /** Rows under the filters, and the parts they are listed in. */
  private async ordered(
    wanted: Query,
    tx?: EntityManager,
  ): Promise<{ readonly query: SelectQueryBuilder<E>; readonly parts: ListPart[] }> {
    const { query, isWide } = await this.searched(wanted, tx);
    const words = wordsOf(wanted.q);
    if (words.length > 0 && wanted.sort === undefined) {
      const parts = isWide
        ? partsOfWideSearch(words, `r.${this.nameStart}`)
        : partsByRelevance(words, this.searchNames);
      return { query, parts };
    }
    const { name, direction } = sortOf(wanted.sort ?? '-updatedAt', this.sortNames);
    const { expression, isNullable } = this.orderOf(name);
    return { query, parts: partsByColumn(expression, direction === 'DESC', isNullable) };
  }

  /** What one of the sorts of the register puts rows in order by. */
  protected orderOf(name: string): { readonly expression: string; readonly isNullable: boolean } {
    const property = this.sortable[name];
    const isNullable = this.metadata.findColumnWithPropertyName(property)?.isNullable === true;
    return { expression: `r.${property}`, isNullable };
  }

  /** Without a transaction it is only written, and asked by {@link Database.ask}: run by itself, it would ask as nobody. */
  private baseQuery(tx: EntityManager = this.database.dataSource.manager): SelectQueryBuilder<E> {
    return tx.createQueryBuilder(this.entity, 'r');
  }

  /** Everything but the search words. */
  private async filtered(wanted: Query, tx?: EntityManager): Promise<SelectQueryBuilder<E>> {
    const query = this.baseQuery(tx);
    if (wanted.includeArchived !== true) query.andWhere('r.archivedAt IS NULL');
    if (wanted.ids !== undefined) query.andWhere('r.id = ANY(:ids)', { ids: wanted.ids });
    if (wanted.industryCode !== undefined) {
      const codes = wanted.industryCode.flatMap((code) => this.reference.withDescendants(code));
      const found = codes.length > INDEXED_CODES ? 'by-scan' : await this.candidates('industries', codes, tx);
      // Not `&&` where the table is read, which compares each code with each; the codes are hashed once.
      if (found === 'by-scan') {
        query.andWhere('EXISTS (SELECT FROM unnest(r.industryCodes) code WHERE code = ANY(:codes))', { codes });
      } else if (found === 'by-index') query.andWhere('r.industryCodes && :codes', { codes });
      else query.andWhere('r.id = ANY(:ofIndustry)', { ofIndustry: found });
    }
    if (wanted.freshness !== undefined) {
      const states = wanted.freshness.filter((state): state is Freshness => Object.hasOwn(FRESHNESS_CONDITIONS, state));
      const conditions = states.map((state) => `(${FRESHNESS_CONDITIONS[state]})`);
      query.andWhere(`(${conditions.join(' OR ') || 'false'})`, { today: this.clock.today() });
    }
    this.filter(query, wanted);
    return query;
  }

  /**
   * Ids of rows whose names are nearly what was typed, best first; for a page of a search that found nothing, which says so. The database
   * picks the rows that share most of the rarer pieces, or sound the same; fuse.js orders them.
   */
  private async similar(wanted: Query): Promise<string[]> {
    const typed = wordsOf(wanted.q).join('');
    const grams = overlapGrams(typed);
    if (grams.length === 0) return [];
    const scoped = (await this.filtered(wanted)).select('r.id', 'id');
    const [scope, parameters] = scoped.getQueryAndParameters();
    const n = parameters.length;
    const sound = soundOf(typed);
    // Pieces that one row in fifty of a big register has tell nothing, and cost most. Of the likeliest those under the filters are taken.
    const names = `concat_ws(E'\\n', ${this.comparedNames.map((property) => this.column(property)).join(', ')})`;
    const text = `WITH rare AS (SELECT gram FROM unnest($${n + 1}::text[]) AS gram
         WHERE NOT is_wide_search($${n + 3}, ARRAY[gram], ${CANDIDATE_LIMIT})),
       hit AS (SELECT gram, found.id FROM rare CROSS JOIN LATERAL (${this.gramSource('ARRAY[gram]')}) AS found(id)),
       weight AS (SELECT gram, 1 / sqrt(count(*)) AS weight FROM hit GROUP BY gram),
       likely AS (SELECT id, sum(weight) AS weight FROM hit JOIN weight USING (gram) GROUP BY id
         UNION ALL SELECT id, 2 FROM (${this.gramSource(`$${n + 2}::text[]`)}) AS sounding(id)
         WHERE $${n + 2}::text[] <> '{}' AND NOT is_wide_search($${n + 3}, $${n + 2}::text[], ${CANDIDATE_LIMIT})),
       best AS (SELECT id, max(weight) AS weight FROM likely GROUP BY id ORDER BY weight DESC, id LIMIT ${CANDIDATE_LIMIT})
       SELECT r.id, ${names} FROM best JOIN "${this.table}" r ON r.id = best.id
       WHERE best.id IN (${scope}) ORDER BY weight DESC, r.id LIMIT ${SIMILAR_LIMIT}`;
    const values = [...parameters, grams, sound === undefined ? [] : containedGrams(sound), this.table];
    const [candidates] = await this.database.ask([{ text, values }]);
    return rankBySimilarity(
      typed,
      candidates.map(([id, names]) => ({ id: id ?? '', names: (names ?? '').split('\n') })),
    );
  }
}

const viewsOf = <View>(rows: readonly string[]): View[] => rows.map((row) => JSON.parse(row) as View);
