import type { FieldIssue, Page, Permission } from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, may, reachesArea } from '@lianghuan/platform';
import type { EntityManager, EntityTarget, SelectQueryBuilder } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { gramsOf, likePattern, normalizeSearch } from '../search/search-text.js';
import type { RecordEntity } from './record.entity.js';

export type Noun = 'resource' | 'market' | 'project' | 'enterprise';

/** Filters every register list understands; the rest is the register's own. */
export interface RecordQuery {
  readonly q?: string;
  readonly page: number;
  readonly pageSize: number;
  readonly sort?: string;
  readonly freshness?: string[];
  readonly industryCode?: string[];
  readonly includeArchived?: boolean;
  readonly ids?: string[];
}

/** Collaborators of every register; one object, so that a register's constructor names only what is its own. */
export class RecordServices {
  constructor(
    readonly database: Database,
    readonly reference: ReferenceData,
    readonly clock: Clock,
  ) {}
}

/** Part of a {@link RecordView} that is the same in every register. */
export interface RecordViewBase {
  readonly freshness: 'fresh' | 'due' | 'stale' | 'unknown';
  readonly createdByName: string | null;
  readonly updatedByName: string | null;
  readonly can: { readonly edit: boolean; readonly archive: boolean };
}

/** Days before `validUntil` from which a row counts as due for re-survey. */
const DUE_DAYS = 60;

/**
 * What one can do with a row of a register: list, get, create, update, archive, restore. A register adds its own rules by
 * overriding the small protected methods; the query layer below is the one that list, detail, count, export and picker share.
 */
export abstract class RegisterService<E extends RecordEntity, Input extends object, Query extends RecordQuery, View> {
  protected readonly database: Database;
  protected readonly reference: ReferenceData;
  protected readonly clock: Clock;

  protected abstract readonly noun: Noun;
  protected abstract readonly entity: EntityTarget<E>;
  /** Letters before the number of a code made by us, e.g. `ZY` → `ZY000123`. */
  protected abstract readonly codePrefix: string;
  /** Sort name on the wire → property. */
  protected abstract readonly sortable: Readonly<Record<string, string>>;

  constructor(services: RecordServices) {
    this.database = services.database;
    this.reference = services.reference;
    this.clock = services.clock;
  }

  /** Names and words the row is found by. */
  protected abstract searchText(row: E): string;
  /** Filters of this register only. */
  protected abstract filter(query: SelectQueryBuilder<E>, wanted: Query): void;
  /** Rules of this register: checks the row as it will be stored and fills derived columns. `before` is undefined for a new row. */
  protected abstract checkRow(tx: EntityManager, row: E, actor: Actor, before: E | undefined): Promise<void> | void;
  protected abstract toViews(tx: EntityManager, rows: E[], bases: ReadonlyMap<string, RecordViewBase>): Promise<View[]>;
  /** Area whose staff may write the row; null for rows that belong to no single area. */
  protected abstract areaOf(row: E): string | null;
  /** Joins a reader of the rows needs; scope included. */
  protected baseQuery(tx: EntityManager): SelectQueryBuilder<E> {
    return tx.createQueryBuilder(this.entity, 'r');
  }
  /** Writes children after the row, e.g. product lines. */
  protected async writeChildren(_tx: EntityManager, _row: E, _input: Partial<Input>): Promise<void> {}

  private permission(verb: 'read' | 'create' | 'update' | 'archive'): Permission {
    return `${this.noun}.${verb}`;
  }
  protected get notFoundCode() {
    return `${this.noun.toUpperCase()}_NOT_FOUND` as const as
      'RESOURCE_NOT_FOUND' | 'MARKET_NOT_FOUND' | 'PROJECT_NOT_FOUND' | 'ENTERPRISE_NOT_FOUND';
  }

  /** One page of what the actor may see, and how many there are under the same filters. */
  list(wanted: Query): Promise<Page<View>> {
    return this.database.transaction(async (tx) => {
      const query = this.query(tx, wanted);
      this.order(query, wanted);
      const [rows, total] = await query
        .skip((wanted.page - 1) * wanted.pageSize)
        .take(wanted.pageSize)
        .getManyAndCount();
      return { items: await this.viewsOf(tx, rows), total, page: wanted.page, pageSize: wanted.pageSize };
    });
  }

  /** How many rows the actor sees under these filters. */
  count(wanted: Query): Promise<number> {
    return this.database.transaction((tx) => this.query(tx, wanted).getCount());
  }

  /** All rows under the filters in blocks, in the order of the list, for exports. */
  async *stream(wanted: Query, blockSize = 500): AsyncGenerator<View[]> {
    for (let page = 1; ; page += 1) {
      const { items } = await this.list({ ...wanted, page, pageSize: blockSize });
      if (items.length > 0) yield items;
      if (items.length < blockSize) return;
    }
  }

  get(id: string): Promise<View> {
    return this.database.transaction(async (tx) => (await this.viewsOf(tx, [await this.load(tx, id)]))[0]);
  }

  create(input: Input): Promise<View> {
    return this.database.transaction(async (tx) => {
      const row = await this.store(tx, input);
      return (await this.viewsOf(tx, [await this.load(tx, row.id)]))[0];
    });
  }

  /** Changes the given fields. @throws {AppError} VERSION_CONFLICT when somebody else was faster */
  update(id: string, changes: Partial<Input> & { version: number }): Promise<View> {
    return this.database.transaction(async (tx) => {
      await this.change(tx, id, changes);
      return (await this.viewsOf(tx, [await this.load(tx, id)]))[0];
    });
  }

  archive(id: string, reason: string): Promise<View> {
    return this.database.because(reason, () => this.setArchived(id, reason));
  }

  restore(id: string, reason: string): Promise<View> {
    return this.database.because(reason, () => this.setArchived(id, null));
  }

  /** Stores one new row inside the caller's transaction (create, import, first-start loading). */
  async store(tx: EntityManager, input: Input): Promise<E> {
    const actor = this.database.actor;
    const row = tx.create(this.entity, input as never);
    row.code = row.code || (await this.nextCode(tx));
    row.createdById = row.updatedById = actor.id;
    await this.checkAndFill(tx, row, actor, undefined, 'create');
    await this.save(tx, row);
    await this.writeChildren(tx, row, input);
    return row;
  }

  /** Changes one row inside the caller's transaction. */
  async change(tx: EntityManager, id: string, changes: Partial<Input> & { version?: number }): Promise<E> {
    const actor = this.database.actor;
    const row = await this.load(tx, id);
    if (changes.version !== undefined && changes.version !== row.version) {
      const by =
        row.updatedById === null ? '系统' : ((await namesOf(tx, [row.updatedById])).get(row.updatedById) ?? '');
      throw new AppError('VERSION_CONFLICT', { by, at: row.updatedAt.toISOString(), version: row.version });
    }
    if (row.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
    const before = { ...row };
    const { version: _version, ...fields } = changes;
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) Object.assign(row, { [name]: value });
    row.code ||= before.code;
    row.updatedById = actor.id;
    // An edit of children only must still count as a new version of the row.
    row.updatedAt = this.clock.now();
    await this.checkAndFill(tx, row, actor, before, 'update');
    await this.save(tx, row);
    await this.writeChildren(tx, row, fields as Partial<Input>);
    return row;
  }

  /** The row if the actor may see it. @throws {AppError} …_NOT_FOUND, also for what is hidden */
  async load(tx: EntityManager, id: string): Promise<E> {
    const row = await this.baseQuery(tx).addSelect('r.searchText').andWhere('r.id = :id', { id }).getOne();
    if (row === null) throw new AppError(this.notFoundCode, { id });
    return row;
  }

  /** The query layer: scope by the database's policies, filters, search. */
  protected query(tx: EntityManager, wanted: Query): SelectQueryBuilder<E> {
    const query = this.baseQuery(tx);
    if (wanted.includeArchived !== true) query.andWhere('r.archivedAt IS NULL');
    if (wanted.ids !== undefined) query.andWhere('r.id = ANY(:ids)', { ids: wanted.ids });
    if (wanted.industryCode !== undefined) {
      // A code finds its descendants too: 26 finds 2613. Section letters are resolved to their divisions.
      const prefixes = wanted.industryCode.flatMap((code) =>
        /^[A-T]$/.test(code)
          ? this.reference.industries.filter((i) => i.level === 'division' && i.path.startsWith(this.reference.findIndustry(code)?.name ?? '\0')).map((i) => i.code)
          : [code],
      ); // prettier-ignore
      query.andWhere('EXISTS (SELECT 1 FROM unnest(r.industryCodes) code WHERE code LIKE ANY(:prefixes))', {
        prefixes: prefixes.map((p) => `${p}%`),
      });
    }
    if (wanted.freshness !== undefined) {
      query.andWhere(`${FRESHNESS} IN (:...freshness)`, { freshness: wanted.freshness, today: this.clock.today() });
    }
    const words = wanted.q === undefined ? [] : normalizeSearch(wanted.q).split(' ').filter(Boolean);
    for (const [i, word] of words.entries()) {
      query.andWhere(`r.search_grams @> :grams${i} AND r.searchText LIKE :like${i}`, {
        [`grams${i}`]: gramsOf(word),
        [`like${i}`]: likePattern(word),
      });
    }
    this.filter(query, wanted);
    return query;
  }

  private order(query: SelectQueryBuilder<E>, wanted: Query): void {
    const descending = wanted.sort?.startsWith('-') ?? true;
    const name = wanted.sort?.replace(/^-/, '') ?? 'updatedAt';
    const property = this.sortable[name];
    if (property === undefined) {
      throw new AppError('VALIDATION_FAILED', {
        issues: [
          { path: 'sort', code: 'unknown', message: `expected one of ${Object.keys(this.sortable).join(', ')}` },
        ] satisfies FieldIssue[],
      });
    }
    query.orderBy(`r.${property}`, descending ? 'DESC' : 'ASC', 'NULLS LAST').addOrderBy('r.id', 'ASC');
  }

  private async checkAndFill(
    tx: EntityManager,
    row: E,
    actor: Actor,
    before: E | undefined,
    verb: 'create' | 'update',
  ): Promise<void> {
    await this.reference.ready();
    if (!may(actor, this.permission(verb))) throw new AppError('FORBIDDEN');
    const permission = this.permission(verb);
    // Neither out of another area nor into one.
    for (const state of before === undefined ? [row] : [before, row]) {
      if (!reachesArea(actor, permission, this.areaOf(state)) && this.noun !== 'enterprise')
        throw new AppError('AREA_FORBIDDEN');
    }
    const industryCodes = (row as { industryCodes?: string[] }).industryCodes;
    if (industryCodes !== undefined) this.reference.requireIndustries(industryCodes);
    await this.checkRow(tx, row, actor, before);
    row.searchText = this.searchText(row);
  }

  /** Saves and turns a broken unique key into DUPLICATE_KEY with the field's name. */
  private async save(tx: EntityManager, row: E): Promise<void> {
    try {
      await tx.save(this.entity, row as never);
    } catch (error) {
      throw duplicateKeyOf(error) ?? error;
    }
  }

  private setArchived(id: string, reason: string | null): Promise<View> {
    return this.database.transaction(async (tx) => {
      const actor = this.database.actor;
      const row = await this.load(tx, id);
      if (!may(actor, this.permission('archive'))) throw new AppError('FORBIDDEN');
      if (this.noun !== 'enterprise' && !reachesArea(actor, this.permission('archive'), this.areaOf(row)))
        throw new AppError('AREA_FORBIDDEN');
      if (reason !== null && row.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
      if (reason === null && row.archivedAt === null) throw new AppError('NOT_ARCHIVED');
      row.archivedAt = reason === null ? null : this.clock.now();
      row.archivedById = reason === null ? null : actor.id;
      row.archiveReason = reason;
      row.updatedById = actor.id;
      await this.save(tx, row);
      return (await this.viewsOf(tx, [await this.load(tx, id)]))[0];
    });
  }

  protected async viewsOf(tx: EntityManager, rows: E[]): Promise<View[]> {
    await this.reference.ready();
    const actor = this.database.actor;
    const names = await namesOf(
      tx,
      rows.flatMap((r) => [r.createdById, r.updatedById]),
    );
    const today = this.clock.today();
    const mayWrite = (row: E, verb: 'update' | 'archive') =>
      this.noun === 'enterprise'
        ? may(actor, this.permission(verb))
        : reachesArea(actor, this.permission(verb), this.areaOf(row));
    const bases = new Map(
      rows.map((row): [string, RecordViewBase] => [
        row.id,
        {
          freshness: freshnessOf(row.validUntil, today),
          createdByName: row.createdById === null ? '系统' : (names.get(row.createdById) ?? null),
          updatedByName: row.updatedById === null ? '系统' : (names.get(row.updatedById) ?? null),
          can: { edit: row.archivedAt === null && mayWrite(row, 'update'), archive: mayWrite(row, 'archive') },
        },
      ]),
    );
    return this.toViews(tx, rows, bases);
  }

  private async nextCode(tx: EntityManager): Promise<string> {
    const [{ n }] = (await tx.query(`SELECT nextval('${this.noun}_code_seq') AS n`)) as [{ n: string }];
    return `${this.codePrefix}${n.padStart(6, '0')}`;
  }
}

/** Same rule as {@link freshnessOf}, in SQL. */
const FRESHNESS = `(CASE WHEN r.validUntil IS NULL THEN 'unknown' WHEN r.validUntil < :today THEN 'stale'
  WHEN r.validUntil < :today::date + ${DUE_DAYS} THEN 'due' ELSE 'fresh' END)`;

/** Freshness of a fact on a day: both `YYYY-MM-DD`. */
export function freshnessOf(validUntil: string | null, today: string): RecordViewBase['freshness'] {
  if (validUntil === null) return 'unknown';
  if (validUntil < today) return 'stale';
  const due = new Date(`${today}T00:00:00Z`);
  due.setUTCDate(due.getUTCDate() + DUE_DAYS);
  return validUntil < due.toISOString().slice(0, 10) ? 'due' : 'fresh';
}

/** Display names of users in one query. */
export async function namesOf(tx: EntityManager, ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = (await tx.query('SELECT id, display_name FROM app_user WHERE id = ANY($1)', [wanted])) as {
    id: string;
    display_name: string;
  }[];
  return new Map(rows.map((row) => [row.id, row.display_name]));
}

/** PostgreSQL's unique violation as DUPLICATE_KEY; undefined for other errors. */
export function duplicateKeyOf(error: unknown): AppError | undefined {
  const driver = (error as { driverError?: { code?: string; detail?: string } }).driverError;
  if (driver?.code !== '23505') return undefined;
  const [, column = '', value = ''] = /\(([^)]+)\)=\((.*)\)/.exec(driver.detail ?? '') ?? [];
  return new AppError('DUPLICATE_KEY', { field: column, value }, { cause: error });
}
