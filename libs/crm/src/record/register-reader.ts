import type { FieldIssue, Page } from '@lianghuan/contracts';
import { AppError, ValidationError } from '@lianghuan/platform';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { containedGrams, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { overlapGrams, rankBySimilarity, soundOf } from '../search/similar-names.js';
import { FRESHNESS_SQL, freshnessOf } from './freshness.js';
import {
  idsOfParts,
  type ListPart,
  partsByColumn,
  partsByRelevance,
  partsOfWideSearch,
  rowsOfParts,
} from './list-part.js';
import type { RecordEntity } from './record.entity.js';
import { CANDIDATE_LIMIT, type MergeTarget, type RecordQuery, type RecordViewBase, Register } from './register.js';
import { namesOf } from './user-names.js';

/** Codes up to which an index look-up is worth while; a whole section of the classification has hundreds and is found everywhere. */
const INDEXED_CODES = 100;
/** Rows a mistyped search is compared with, the most alike first. */
const SIMILAR_LIMIT = 200;

/** Rows counted for a page at the most. */
const COUNT_LIMIT = 2500;

/** What is shown of a register: the query layer below is the one that list, detail, count, export and picker share. */
export abstract class RegisterReader<
  E extends RecordEntity,
  Input extends object,
  Query extends RecordQuery,
  View,
> extends Register<E, Input, Query, View> {
  /**
   * One page of what the actor may see, and how many there are under the same filters: up to {@link COUNT_LIMIT}, for the page is there
   * long before all of a million are counted.
   */
  list(wanted: Query): Promise<Page<View>> {
    const { page, pageSize } = wanted;
    const skipped = (page - 1) * pageSize;
    return this.reading(async (tx) => {
      const { query, parts, isWide } = await this.ordered(tx, wanted);
      const counted = query.clone().select('1').limit(COUNT_LIMIT + 1); // prettier-ignore
      const found = await rowsOfParts(query, parts, {
        skipped,
        limit: pageSize,
        // To count what so many rows mention, the whole table would be read: then only what is shown is known.
        total: isWide ? `SELECT ${COUNT_LIMIT + 1}` : `SELECT count(*)::int FROM (${counted.getQuery()}) counted`,
      });
      if (found.rows.length > 0) {
        const items = await this.viewsOf(tx, found.rows);
        const { total = 0 } = found;
        if (total <= COUNT_LIMIT) return { items, total, page, pageSize };
        const shown = skipped + items.length;
        if (!isWide) return { items, total: Math.max(COUNT_LIMIT, shown), isTotalCapped: true, page, pageSize };
        if (items.length < pageSize) return { items, total: shown, page, pageSize };
        return { items, total: Math.max(CANDIDATE_LIMIT, shown + 1), isTotalCapped: true, page, pageSize };
      }
      const total = skipped === 0 ? 0 : await query.getCount();
      if (total > 0) return { items: [], total, page, pageSize };
      const similar = await this.similar(tx, wanted);
      const ids = similar.slice(skipped, skipped + pageSize);
      return { items: await this.viewsOf(tx, await this.loadMany(tx, ids)), total: similar.length, page, pageSize };
    });
  }

  /** How many rows the actor sees under these filters. */
  count(wanted: Query): Promise<number> {
    return this.reading(async (tx) => {
      const total = await (await this.query(tx, wanted)).getCount();
      return total > 0 ? total : (await this.similar(tx, wanted)).length;
    });
  }

  /** Ids of the rows under the filters in the order of the list, `atMost` of them at the most. For work on all of them. */
  findIds(wanted: Query, atMost: number): Promise<string[]> {
    return this.reading(async (tx) => {
      const { query, parts } = await this.ordered(tx, wanted);
      const found = await idsOfParts(query, parts, atMost);
      return found.length > 0 ? found : (await this.similar(tx, wanted)).slice(0, atMost);
    });
  }

  /**
   * All rows under the filters in blocks, in the order of the list, as they were when the stream was begun: what others change
   * meanwhile is neither missed nor met twice. For exports.
   */
  async *stream(wanted: Query, blockSize = 500): AsyncGenerator<View[]> {
    this.require(this.database.actor, 'read');
    await this.reference.ready();
    const snapshot = await this.database.openSnapshot();
    try {
      const { tx } = snapshot;
      const { query, parts } = await this.ordered(tx, wanted);
      const found = await idsOfParts(query, parts);
      const ids = found.length > 0 ? found : await this.similar(tx, wanted);
      for (let from = 0; from < ids.length; from += blockSize) {
        yield await this.viewsOf(tx, await this.loadPlain(tx, ids.slice(from, from + blockSize)));
      }
    } finally {
      await snapshot.close();
    }
  }

  /** What {@link loadMany} gives for reading, without what TypeORM does to make entities: with 100,000 rows that takes longer than the database. */
  private async loadPlain(tx: EntityManager, ids: readonly string[]): Promise<E[]> {
    const columns = this.metadata.columns
      .filter(({ isSelect }) => isSelect)
      // Days are text in an entity; the driver would make local midnights of them.
      .map(({ databaseName, type, propertyName }) => `r."${databaseName}"${type === 'date' ? '::text' : ''} AS "${propertyName}"`); // prettier-ignore
    return (await tx.query(
      `SELECT ${columns.join(', ')} FROM unnest($1::uuid[]) WITH ORDINALITY AS i(id, at) JOIN "${this.table}" r ON r.id = i.id ORDER BY i.at`,
      [ids],
    )) as E[];
  }

  get(id: string): Promise<View> {
    return this.reading((tx) => this.view(tx, id));
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

  /** Views of rows, complete: with the names and children a reader expects, in a fixed number of queries. */
  protected async viewsOf(tx: EntityManager, rows: E[]): Promise<View[]> {
    if (rows.length === 0) return [];
    const actor = this.database.actor;
    const names = await namesOf(
      tx,
      rows.flatMap((row) => [row.createdById, row.updatedById]),
    );
    const nameOf = (id: string | null) => (id === null ? '系统' : (names.get(id) ?? null));
    const today = this.clock.today();
    const targets = await this.mergeTargets(
      tx,
      rows.filter((row) => row.archivedAt !== null),
    );
    const bases = new Map(
      rows.map((row): [string, RecordViewBase] => [
        row.id,
        {
          freshness: freshnessOf(row.validUntil, today),
          createdByName: nameOf(row.createdById),
          updatedByName: nameOf(row.updatedById),
          mergedInto: targets.get(row.id) ?? null,
          can: {
            edit: row.archivedAt === null && this.reaches(actor, this.permission('update'), row),
            archive: this.isArchivable(actor, row),
          },
        },
      ]),
    );
    return this.toViews(tx, rows, bases);
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

  /** The view of one row after a change. */
  protected async view(tx: EntityManager, id: string): Promise<View> {
    return (await this.viewsOf(tx, [await this.load(tx, id)]))[0];
  }

  /** A transaction for somebody who may read the register. */
  protected async reading<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    this.require(this.database.actor, 'read');
    await this.reference.ready();
    return this.database.transaction(work);
  }

  /** The query layer: scope by the database's policies, filters, search. */
  protected async query(tx: EntityManager, wanted: Query): Promise<SelectQueryBuilder<E>> {
    return (await this.searched(tx, wanted)).query;
  }

  /** Also whether so many rows have what is searched for that an index does not help to find them. */
  private async searched(
    tx: EntityManager,
    wanted: Query,
  ): Promise<{ readonly query: SelectQueryBuilder<E>; readonly isWide: boolean }> {
    const query = await this.filtered(tx, wanted);
    const words = wordsOf(wanted.q);
    let isWide = words.length > 0;
    if (isWordless(wanted.q)) query.andWhere('false');
    for (const [i, word] of words.entries()) {
      const grams = containedGrams(word);
      const found = await this.candidates(tx, 'grams', grams);
      if (found !== 'by-scan') isWide = false;
      if (found === 'by-index') query.andWhere(`r.search_grams @> :grams${i}`, { [`grams${i}`]: grams });
      else if (found !== 'by-scan') query.andWhere(`r.id = ANY(:found${i})`, { [`found${i}`]: found });
      query.andWhere(`r.searchText LIKE :like${i}`, { [`like${i}`]: likePattern(word) });
    }
    return { query, isWide };
  }

  /** Rows under the filters, and the parts they are listed in. */
  private async ordered(
    tx: EntityManager,
    wanted: Query,
  ): Promise<{ readonly query: SelectQueryBuilder<E>; readonly parts: ListPart[]; readonly isWide: boolean }> {
    const { query, isWide } = await this.searched(tx, wanted);
    const words = wordsOf(wanted.q);
    if (words.length > 0 && wanted.sort === undefined) {
      const parts = isWide
        ? partsOfWideSearch(words, `r.${this.nameStart}`)
        : partsByRelevance(words, this.searchNames);
      return { query, parts, isWide };
    }
    const isDescending = wanted.sort?.startsWith('-') ?? true;
    const name = wanted.sort?.replace(/^-/, '') ?? 'updatedAt';
    const property = Object.hasOwn(this.sortable, name) ? this.sortable[name] : undefined;
    if (property === undefined) {
      const message = `expected one of ${this.sortNames.join(', ')}`;
      throw new ValidationError([{ path: 'sort', code: 'unknown', message } satisfies FieldIssue]);
    }
    const isNullable = this.metadata.findColumnWithPropertyName(property)?.isNullable === true;
    return { query, parts: partsByColumn(`r.${property}`, isDescending, isNullable), isWide };
  }

  private baseQuery(tx: EntityManager): SelectQueryBuilder<E> {
    return tx.createQueryBuilder(this.entity, 'r');
  }

  /** Everything but the search words. */
  private async filtered(tx: EntityManager, wanted: Query): Promise<SelectQueryBuilder<E>> {
    const query = this.baseQuery(tx);
    if (wanted.includeArchived !== true) query.andWhere('r.archivedAt IS NULL');
    if (wanted.ids !== undefined) query.andWhere('r.id = ANY(:ids)', { ids: wanted.ids });
    if (wanted.industryCode !== undefined) {
      const codes = wanted.industryCode.flatMap((code) => this.reference.withDescendants(code));
      // Not `&&` for a whole section of the classification, which compares each with each; its codes are hashed once.
      const found = codes.length > INDEXED_CODES ? 'hashed' : await this.candidates(tx, 'industries', codes);
      if (found === 'hashed') {
        query.andWhere('EXISTS (SELECT FROM unnest(r.industryCodes) code WHERE code = ANY(:codes))', { codes });
      } else if (typeof found === 'string') query.andWhere('r.industryCodes && :codes', { codes });
      else query.andWhere('r.id = ANY(:ofIndustry)', { ofIndustry: found });
    }
    if (wanted.freshness !== undefined) {
      query.andWhere(`${FRESHNESS_SQL} = ANY(:freshness)`, { freshness: wanted.freshness, today: this.clock.today() });
    }
    this.filter(query, wanted);
    return query;
  }

  /**
   * Ids of rows whose names are nearly what was typed, best first; for a search that found nothing. The database picks the rows
   * that share most of the rarer pieces, or sound the same; fuse.js orders them.
   */
  private async similar(tx: EntityManager, wanted: Query): Promise<string[]> {
    const typed = wordsOf(wanted.q).join('');
    const grams = overlapGrams(typed);
    if (grams.length === 0) return [];
    const scoped = (await this.filtered(tx, wanted)).select('r.id', 'id');
    const [scope, parameters] = scoped.getQueryAndParameters();
    const n = parameters.length;
    const sound = soundOf(typed);
    // Pieces that one row in fifty of a big register has tell nothing, and cost most. Of the likeliest those under the filters are taken.
    const candidates = (await tx.query(
      `WITH rare AS (SELECT gram FROM unnest($${n + 1}::text[]) AS gram
         WHERE NOT is_wide_search($${n + 3}, ARRAY[gram], ${CANDIDATE_LIMIT})),
       hit AS (SELECT gram, found.id FROM rare CROSS JOIN LATERAL (${this.gramSource('ARRAY[gram]')}) AS found(id)),
       weight AS (SELECT gram, 1 / sqrt(count(*)) AS weight FROM hit GROUP BY gram),
       likely AS (SELECT id, sum(weight) AS weight FROM hit JOIN weight USING (gram) GROUP BY id
         UNION ALL SELECT id, 2 FROM (${this.gramSource(`$${n + 2}::text[]`)}) AS sounding(id)
         WHERE $${n + 2}::text[] <> '{}' AND NOT is_wide_search($${n + 3}, $${n + 2}::text[], ${CANDIDATE_LIMIT})),
       best AS (SELECT id, max(weight) AS weight FROM likely GROUP BY id ORDER BY weight DESC, id LIMIT ${CANDIDATE_LIMIT})
       SELECT id FROM best WHERE id IN (${scope}) ORDER BY weight DESC, id LIMIT ${SIMILAR_LIMIT}`,
      [...parameters, grams, sound === undefined ? [] : containedGrams(sound), this.table],
    )) as { id: string }[];
    const rows = await this.loadMany(
      tx,
      candidates.map(({ id }) => id),
    );
    return rankBySimilarity(
      typed,
      rows.map((row) => ({ id: row.id, names: this.namesFor(row) })),
    );
  }
}
