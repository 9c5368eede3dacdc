import type { FieldIssue, Page, Permission } from '@lianghuan/contracts';
import { type Actor, AppError, Clock, Database, jsonText, may, ValidationError } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, EntityMetadata, EntityTarget, SelectQueryBuilder } from 'typeorm';
import type { z } from 'zod';
import { type DuplicateComparison, type DuplicateRule, LARGEST_GROUP } from '../duplicate/duplicate-rule.js';
import { type ChangeEntry, type FieldValues, recordChanges } from '../change/change-journal.js';
import { ReferenceData } from '../reference/reference-data.js';
import { containedGrams, gramsOf, isWordless, likePattern, wordsOf } from '../search/search-text.js';
import { overlapGrams, rankBySimilarity, soundOf } from '../search/similar-names.js';
import { duplicateKeyOf } from './duplicate-key.js';
import { confirmedUntil, FRESHNESS_SQL, type Freshness, freshnessOf } from './freshness.js';
import type { RecordEntity } from './record.entity.js';
import { namesOf } from './user-names.js';

export { duplicateKeyOf } from './duplicate-key.js';
export { freshnessOf } from './freshness.js';
export { namesOf } from './user-names.js';

export type Noun = 'resource' | 'market' | 'project' | 'enterprise' | 'need';

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

/** Row that another one was merged into. */
export interface MergeTarget {
  readonly id: string;
  readonly code: string;
  readonly name: string;
}

/** Part of a view that is the same in every register. */
export interface RecordViewBase {
  readonly freshness: Freshness;
  readonly createdByName: string | null;
  readonly updatedByName: string | null;
  readonly mergedInto: MergeTarget | null;
  readonly can: { readonly edit: boolean; readonly archive: boolean };
}

/** A stored row, as imports need to know it. */
export interface RecordRef {
  readonly id: string;
  readonly version: number;
  /** Several visible rows answer to the key (only name and area can do so); `id` is one of them, and none may be changed unasked. */
  readonly isAmbiguous?: boolean;
  /** The row that answered to the key, which was merged into this one. */
  readonly mergedId?: string;
  /** Archived because the batch that made it was undone: who brings the same row again brings it back. */
  readonly isUndone?: boolean;
}

/** How taking back what a batch did to one row ended. */
export interface Reverted {
  readonly rowId: string;
  /** `restored` to what it was; `withdrawn`: archived, for a row the batch made; `kept`: changed since; `refused` by a rule. */
  readonly outcome: 'restored' | 'withdrawn' | 'kept' | 'refused';
  readonly code: string | null;
  readonly name: string | null;
  /** For a kept row the fields changed since; none where a row the batch made was changed or archived as a whole. */
  readonly fields: readonly string[];
  readonly error?: AppError;
}

/** The index on the table serves the query itself; reading the whole table is the cheapest; or the rows are these. */
export type Candidates = 'by-index' | 'by-scan' | readonly string[];

/** A change under way: the row as it will be stored, who makes it, what was there before and what was asked for. */
export interface RowChange<E, Input> {
  readonly row: E;
  readonly actor: Actor;
  /** Undefined for a new row. */
  readonly before: E | undefined;
  readonly input: Partial<Input>;
}

/** A stored row that may be the same as one that is typed or imported. */
export interface LikelyDuplicate<E> {
  readonly row: E;
  readonly comparison: DuplicateComparison;
}

type ColumnMetadata = EntityMetadata['columns'][number];

/** Codes up to which an index look-up is worth while; a whole section of the classification has hundreds and is found everywhere. */
const INDEXED_CODES = 100;
/** Rows a mistyped search is compared with, the most alike first. */
const SIMILAR_LIMIT = 200;

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
  /** What people may write; nothing else of an input is taken. */
  protected abstract readonly schema: z.ZodObject;
  /** Letters before the number of a code made by us, e.g. `ZY` → `ZY000123`. */
  protected abstract readonly codePrefix: string;
  /** Properties by which two rows would be the same; most telling first. */
  protected readonly keys: readonly (keyof E & string)[] = ['code'];
  /** Sort name on the wire → property. */
  protected abstract readonly sortable: Readonly<Record<string, string>>;

  /** How rows of the register are found to be the same; registers without it are not searched for duplicates. */
  readonly duplicateRule: DuplicateRule<Partial<E>> | undefined = undefined;
  /** Names by which the results of a search are ordered. */
  protected readonly searchNames: readonly string[] = ['name'];
  /** Properties the rule reads. */
  protected readonly duplicateFacts: readonly (keyof E & string)[] = [];

  constructor(services: RecordServices) {
    this.database = services.database;
    this.reference = services.reference;
    this.clock = services.clock;
  }

  /** Names and words the row is found by. */
  protected abstract searchText(row: E): string;
  /** Names a mistyped search is compared with. */
  protected abstract namesFor(row: E): (string | null)[];
  /** Filters of this register only. */
  protected abstract filter(query: SelectQueryBuilder<E>, wanted: Query): void;
  /** Rules of this register, without a look at other rows: checks the row as it will be stored and fills derived columns and keys. */
  protected abstract checkRow(change: RowChange<E, Input>): void;
  protected abstract toViews(tx: EntityManager, rows: E[], bases: ReadonlyMap<string, RecordViewBase>): Promise<View[]>;
  /** Area whose staff may write the row; null for rows that belong to no single area. */
  protected abstract areaOf(row: E): string | null;
  /**
   * The key people know a row by: its code, or what the register takes instead. Rows of a file with equal keys mean the same row.
   * Null if the input has none.
   */
  abstract naturalKeyOf(input: Partial<Input>): string | null;
  /** Rows the actor may see that answer to these keys, in one query for all. Archived rows answer too. */
  abstract findByNaturalKeys(tx: EntityManager, keys: readonly string[]): Promise<Map<string, RecordRef>>;

  /**
   * The stored row each input means, in the order of the inputs; undefined for new ones. The same rule for a preview and for the
   * writing after it. Where a file may bring a better key than the row has, a register looks further than {@link findByNaturalKeys}.
   */
  async findExisting(tx: EntityManager, inputs: readonly Partial<Input>[]): Promise<(RecordRef | undefined)[]> {
    const keys = inputs.map((input) => this.naturalKeyOf(input));
    const found = await this.findByNaturalKeys(tx, [...new Set(keys.filter((key) => key !== null))]);
    return keys.map((key) => (key === null ? undefined : found.get(key)));
  }

  /**
   * For each row, new or about to change, why it may not be stored beside the others, as other rows alone can tell: DUPLICATE_KEY with the field and the value. The
   * unique keys of the table guard the same at the last moment.
   */
  protected async findDuplicates(tx: EntityManager, rows: readonly E[]): Promise<(AppError | undefined)[]> {
    const taken = new Map<string, string>();
    for (const property of this.keys) {
      const values = rows.flatMap((row) => (row[property] as string | null) || []);
      if (values.length === 0) continue;
      const column = this.metadata.findColumnWithPropertyName(property)?.databaseName;
      const others = (await tx.query(`SELECT id, ${column} AS value FROM "${this.table}" WHERE ${column} = ANY($1)`, [
        values,
      ])) as { id: string; value: string }[];
      for (const { id, value } of others) taken.set(`${property} ${value}`, id);
    }
    return rows.map((row) => {
      const field = this.keys.find((property) => {
        const id = taken.get(`${property} ${String(row[property])}`);
        return id !== undefined && id !== row.id;
      });
      return field && new AppError('DUPLICATE_KEY', { field, value: row[field] });
    });
  }
  /** What a trigger of the register's table refused a write with, as the error people are told; undefined for other errors. */
  protected refusalOf(_error: unknown, _row: E | undefined): AppError | undefined {
    return undefined;
  }
  /** Loads children that a change compares with, for all rows at once. */
  protected async loadChildren(_tx: EntityManager, _rows: readonly E[]): Promise<void> {}
  /** Writes children of new rows, e.g. product lines. */
  protected async insertChildren(_tx: EntityManager, _rows: readonly E[]): Promise<void> {}
  /** What people may write, as the row has it now; the change journal compares and keeps it. */
  protected inputOf(row: E): Record<string, unknown> {
    return Object.fromEntries(
      this.writable.map((column) => [column.propertyName, column.getEntityValue(row) as unknown]),
    );
  }
  /** Writes changed children. @returns whether there were any, which counts as a new version of the row */
  protected async updateChildren(_tx: EntityManager, _change: RowChange<E, Input>): Promise<boolean> {
    return false;
  }
  /** Whether the actor may use this permission on the row: within the areas of the actor's unit and what lies below them. */
  protected reaches(actor: Actor, permission: Permission, row: E): boolean {
    const reach = actor.reach.get(permission);
    if (reach === undefined || reach === 'city') return reach === 'city';
    return this.reference.isWithin(this.areaOf(row), actor.areaCodes);
  }
  /** Whether the actor may archive the row, or restore it if it is archived. */
  protected isArchivable(actor: Actor, row: E): boolean {
    return this.reaches(actor, this.permission('archive'), row);
  }
  /** Refuses to archive a row somebody is at work on. Called inside the transaction that archives. */
  protected async requireArchivable(_tx: EntityManager, _row: E): Promise<void> {}
  /** How to find rows that have all these grams, or one of these industry codes. */
  protected async candidates(
    _tx: EntityManager,
    _by: 'grams' | 'industries',
    _values: readonly string[],
  ): Promise<Candidates> {
    return 'by-index';
  }
  /** Ids of rows whose search text has all grams of a parameter, as SQL. */
  protected gramSource(parameter: string): string {
    return `SELECT id FROM "${this.table}" WHERE search_grams @> ${parameter}`;
  }

  private permission(verb: 'read' | 'create' | 'update' | 'archive'): Permission {
    return `${this.noun}.${verb}`;
  }
  private require(actor: Actor, verb: 'read' | 'create' | 'update' | 'archive'): void {
    const permission = this.permission(verb);
    if (!may(actor, permission)) throw new AppError('FORBIDDEN', { permission });
  }
  private get metadata() {
    return this.database.dataSource.getMetadata(this.entity);
  }
  protected get table(): string {
    return this.metadata.tableName;
  }
  /** Columns of the register that people may write. */
  private get writable(): ColumnMetadata[] {
    return this.metadata.columns.filter((column) => column.propertyName in this.schema.shape);
  }
  protected get notFoundCode() {
    return `${this.noun.toUpperCase()}_NOT_FOUND` as const as
      'RESOURCE_NOT_FOUND' | 'MARKET_NOT_FOUND' | 'PROJECT_NOT_FOUND' | 'ENTERPRISE_NOT_FOUND' | 'NEED_NOT_FOUND';
  }

  /** What the list can be sorted by. */
  get sortNames(): string[] {
    return Object.keys(this.sortable);
  }

  /** One page of what the actor may see, and how many there are under the same filters. */
  list(wanted: Query): Promise<Page<View>> {
    const { page, pageSize } = wanted;
    const skipped = (page - 1) * pageSize;
    return this.reading(async (tx) => {
      const query = await this.query(tx, wanted);
      this.order(query, wanted);
      const rows = await query.offset(skipped).limit(pageSize).getMany();
      // A short first page has told the total already.
      const isWhole = rows.length < pageSize && (rows.length > 0 || skipped === 0);
      const total = isWhole ? skipped + rows.length : await query.getCount();
      if (total > 0) return { items: await this.viewsOf(tx, rows), total, page, pageSize };
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
      const query = await this.query(tx, wanted);
      this.order(query, wanted);
      const found = await query.select('r.id', 'id').limit(atMost).getRawMany<{ id: string }>();
      return found.length > 0 ? found.map(({ id }) => id) : (await this.similar(tx, wanted)).slice(0, atMost);
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
      const query = await this.query(tx, wanted);
      this.order(query, wanted);
      const found = await query.select('r.id', 'id').getRawMany<{ id: string }>();
      const ids = found.length > 0 ? found.map(({ id }) => id) : await this.similar(tx, wanted);
      for (let from = 0; from < ids.length; from += blockSize) {
        yield await this.viewsOf(tx, await this.loadMany(tx, ids.slice(from, from + blockSize)));
      }
    } finally {
      await snapshot.close();
    }
  }

  get(id: string): Promise<View> {
    return this.reading((tx) => this.view(tx, id));
  }

  create(input: Input): Promise<View> {
    return this.database.transaction(async (tx) => this.view(tx, (await this.store(tx, input)).id));
  }

  /** Changes the given fields. @throws {AppError} VERSION_CONFLICT when somebody else was faster */
  update(id: string, changes: Partial<Input> & { version: number }): Promise<View> {
    return this.database.transaction(async (tx) => {
      await this.change(tx, id, changes);
      return this.view(tx, id);
    });
  }

  /**
   * 仍属实: the actor stands for the facts of a row as they are. They hold for another year from today, or as long as they did where that
   * is longer. The day of the survey stays: nothing was measured anew.
   * @throws {AppError} VERSION_CONFLICT when the row is not what the actor looked at
   */
  confirm(id: string, version: number): Promise<View> {
    const confirmation = async (tx: EntityManager): Promise<View> => {
      await this.reference.ready();
      const row = await this.load(tx, id);
      await this.loadChildren(tx, [row]);
      const today = this.clock.today();
      const until = confirmedUntil(today);
      const confirmed = {
        version,
        verifiedBy: this.database.actor.displayName,
        verifiedOn: today,
        validUntil: row.validUntil !== null && row.validUntil > until ? row.validUntil : until,
      };
      // Every register carries these fields (provenanceFields), which its own type cannot tell.
      await this.change(tx, row, confirmed as unknown as Partial<Input> & { version: number });
      return this.view(tx, id);
    };
    return this.database.because('仍属实', () => this.database.transaction(confirmation));
  }

  archive(id: string, reason: string): Promise<View> {
    return this.database.because(reason, () => this.setArchived(id, reason));
  }

  restore(id: string, reason: string): Promise<View> {
    return this.database.because(reason, () => this.setArchived(id, null));
  }

  /** Stores one new row inside the caller's transaction (create, import, first-start loading). */
  async store(tx: EntityManager, input: Input): Promise<E> {
    return (await this.storeMany(tx, [input]))[0];
  }

  /**
   * Stores new rows inside the caller's transaction with a handful of statements whatever their number. All or nothing: one wrong
   * row refuses all, and the error is that row's.
   */
  async storeMany(tx: EntityManager, inputs: readonly Input[]): Promise<E[]> {
    const actor = this.database.actor;
    this.require(actor, 'create');
    await this.reference.ready();
    const rows = inputs.map((input) => this.newRow(input, actor));
    const codes = await this.nextCodes(tx, rows.filter((row) => !row.code).length);
    for (const [i, row] of rows.entries()) {
      row.code ||= codes.shift() ?? '';
      this.check({ row, actor, before: undefined, input: inputs[i] }, 'create');
      this.derive(row);
    }
    const duplicate = (await this.findDuplicates(tx, rows)).find((error) => error !== undefined);
    if (duplicate !== undefined) throw duplicate;
    await this.insertRows(tx, rows);
    await this.insertChildren(tx, rows);
    await this.keepJournal(tx, rows.map(({ id, version }) => ({ rowId: id, version, before: null, after: null }))); // prettier-ignore
    return rows;
  }

  /**
   * Brings rows back that were archived because the batch that made them was undone: as if they were new, under the id, and unless the
   * input says another the code, they had. All or nothing.
   */
  async reviveMany(
    tx: EntityManager,
    revivals: readonly { readonly id: string; readonly input: Partial<Input> & { version?: number } }[],
  ): Promise<E[]> {
    const actor = this.database.actor;
    this.require(actor, 'create');
    await this.reference.ready();
    const stored = new Map((await this.loadForChange(tx, revivals.map(({ id }) => id))).map((row) => [row.id, row])); // prettier-ignore
    const changes: RowChange<E, Input>[] = [];
    for (const { id, input } of revivals) {
      const before = stored.get(id);
      if (before === undefined) throw new AppError(this.notFoundCode, { id });
      if (input.version !== undefined) await this.requireVersion(tx, before, input.version);
      changes.push({ row: this.revived(before, input, actor), actor, before, input });
    }
    for (const change of changes) {
      this.check({ ...change, before: undefined }, 'create');
      this.derive(change.row);
    }
    const duplicate = (await this.findDuplicates(tx, changes.map(({ row }) => row))).find((error) => error !== undefined); // prettier-ignore
    if (duplicate !== undefined) throw duplicate;
    await this.saveChanges(tx, changes, actor);
    const rows = changes.map(({ row }) => row);
    await this.keepJournal(tx, rows.map(({ id, version }) => ({ rowId: id, version, before: null, after: null }))); // prettier-ignore
    return rows;
  }

  /** A new row in the place of an undone one. */
  private revived(before: E, input: Partial<Input>, actor: Actor): E {
    if (!before.isUndone) throw new AppError('ALREADY_ARCHIVED');
    const { id, code, version, createdAt, updatedAt } = before;
    const row = this.newRow(input, actor);
    return Object.assign(row, { id, code: row.code || code, version, createdAt, updatedAt, isUndone: false });
  }

  /** Changes many rows inside the caller's transaction; what is stored now is read for all at once. All or nothing. */
  async changeMany(
    tx: EntityManager,
    changes: readonly { readonly id: string; readonly input: Partial<Input> & { version?: number } }[],
  ): Promise<E[]> {
    const actor = this.database.actor;
    this.require(actor, 'update');
    await this.reference.ready();
    const rows = new Map((await this.loadForChange(tx, changes.map(({ id }) => id))).map((row) => [row.id, row])); // prettier-ignore
    const prepared: RowChange<E, Input>[] = [];
    for (const { id, input } of changes) {
      const row = rows.get(id);
      if (row === undefined) throw new AppError(this.notFoundCode, { id });
      prepared.push(await this.prepareChange(tx, row, input, actor));
    }
    const duplicate = (await this.findNewDuplicates(tx, prepared)).find((error) => error !== undefined);
    if (duplicate !== undefined) throw duplicate;
    await this.saveChanges(tx, prepared, actor);
    await this.keepJournal(tx, this.journalOf(prepared));
    return prepared.map(({ row }) => row);
  }

  /**
   * Takes back what a batch did to these rows, each as far as nobody changed the same fields since; rows the batch made are archived.
   * The rules of the register hold for this as for every change.
   */
  async revertMany(tx: EntityManager, entries: readonly ChangeEntry[], reason: string): Promise<Reverted[]> {
    const actor = this.database.actor;
    await this.reference.ready();
    const stored = new Map((await this.loadForChange(tx, entries.map(({ rowId }) => rowId))).map((row) => [row.id, row])); // prettier-ignore
    const reverted = new Map<string, Reverted>();
    const settle = (row: E | undefined, rowId: string, outcome: Reverted['outcome'], rest: Partial<Reverted> = {}) =>
      reverted.set(rowId, { rowId, outcome, code: row?.code ?? null, name: this.nameOf(row), fields: [], ...rest });
    const restored: RowChange<E, Input>[] = [];
    const withdrawn: E[] = [];
    for (const entry of entries) {
      const row = stored.get(entry.rowId);
      if (row === undefined) {
        settle(row, entry.rowId, 'refused', { error: new AppError(this.notFoundCode, { id: entry.rowId }) });
        continue;
      }
      const changed = this.fieldsChangedSince(row, entry);
      if (changed !== undefined) {
        settle(row, row.id, 'kept', { fields: changed });
        continue;
      }
      try {
        if (entry.before === null) {
          this.require(actor, 'archive');
          this.requireWrite(actor, 'archive', row);
          await this.requireArchivable(tx, row);
          withdrawn.push(row);
        } else {
          this.require(actor, 'update');
          restored.push(await this.prepareChange(tx, row, entry.before as Partial<Input>, actor));
        }
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        settle(row, row.id, 'refused', { error });
      }
    }
    const duplicates = await this.findNewDuplicates(tx, restored);
    for (const [i, error] of duplicates.entries()) {
      const { row } = restored[i];
      if (error === undefined) settle(row, row.id, 'restored');
      else settle(row, row.id, 'refused', { error });
    }
    await this.saveChanges(tx, restored.filter((_, i) => duplicates[i] === undefined), actor); // prettier-ignore
    for (const row of withdrawn) {
      row.archivedAt = this.clock.now();
      row.archivedById = actor.id;
      row.archiveReason = reason;
      row.isUndone = true;
      settle(row, row.id, 'withdrawn');
    }
    await this.saveRows(tx, withdrawn, this.columnsNamed(['archivedAt', 'archivedById', 'archiveReason', 'isUndone']), actor); // prettier-ignore
    return entries.flatMap(({ rowId }) => reverted.get(rowId) ?? []);
  }

  /** The fields of an entry that no longer are as the batch left them; undefined when it can be taken back. */
  private fieldsChangedSince(row: E, { version, before, after }: ChangeEntry): string[] | undefined {
    if (before === null || after === null) return row.version === version ? undefined : [];
    if (row.archivedAt !== null) return [];
    if (row.version === version) return undefined;
    const now = this.inputOf(row);
    const changed = Object.keys(after).filter(
      (name) => !this.isSameField(name, now[name], after[name]) && !this.isSameField(name, now[name], before[name]),
    );
    return changed.length > 0 ? changed : undefined;
  }

  private nameOf(row: E | undefined): string | null {
    return (row as { name?: string } | undefined)?.name ?? null;
  }

  /**
   * Why the actor could not store these rows, with an `id` as changes of that row, as things stand; undefined where nothing is in the
   * way. Writes nothing into the register: for previews, which a register keeps a record of where they tell of hidden rows. Its rules are
   * the same here and in {@link storeMany} and {@link change}.
   */
  async findRefusals(
    tx: EntityManager,
    wanted: readonly { readonly id?: string; readonly isRevival?: boolean; readonly input: Partial<Input> }[],
  ): Promise<(AppError | undefined)[]> {
    const actor = this.database.actor;
    await this.reference.ready();
    const stored = await this.loadForChange(tx, wanted.flatMap(({ id }) => id ?? [])); // prettier-ignore
    const byId = new Map(stored.map((row) => [row.id, row]));
    const rows = wanted.map(({ id, isRevival, input }): E | AppError => {
      const before = id === undefined ? undefined : byId.get(id);
      try {
        if (id !== undefined && before === undefined) throw new AppError(this.notFoundCode, { id });
        if (before !== undefined && isRevival === true) {
          const row = this.revived(before, input, actor);
          this.check({ row, actor, before: undefined, input }, 'create');
          return row;
        }
        if (before !== undefined && before.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
        const row = before === undefined ? this.newRow(input, actor) : copyOf(before);
        this.assign(row, input);
        this.check({ row, actor, before, input }, before === undefined ? 'create' : 'update');
        return row;
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
    });
    const sound = rows.filter((row): row is E => !(row instanceof AppError));
    const duplicates = await this.findDuplicates(tx, sound);
    const refusals = rows.map((row) => (row instanceof AppError ? row : duplicates[sound.indexOf(row)]));
    await this.recordRefusals(
      tx,
      refusals.filter((refusal) => refusal !== undefined),
    );
    return refusals;
  }

  /**
   * For each input the stored rows in use that may be the same, best first; only rows the actor may see. Three queries for all, and none
   * of the last where nothing is alike. The rule is the one of the nightly scan.
   */
  async findLikelyDuplicates(tx: EntityManager, inputs: readonly Partial<Input>[]): Promise<LikelyDuplicate<E>[][]> {
    const rule = this.duplicateRule;
    if (rule === undefined) return inputs.map(() => []);
    await this.reference.ready();
    const keys = inputs.map((input) => rule.keysOf(input as Partial<E>));
    const groups = await this.idsByDuplicateKey(tx, [...new Set(keys.flat())]);
    const facts = await this.loadDuplicateFacts(tx, [...new Set([...groups.values()].flat())]);
    const alike = inputs.map((input, i) =>
      [...new Set(keys[i].flatMap((key) => groups.get(key) ?? []))].flatMap((id) => {
        const other = facts.get(id);
        const comparison = other && rule.compare(input as Partial<E>, other);
        return comparison === undefined || comparison.verdict === 'different' ? [] : [{ id, comparison }];
      }),
    );
    const rows = await this.loadMany(tx, [...new Set(alike.flat().map(({ id }) => id))]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return alike.map((found) =>
      found
        .flatMap(({ id, comparison }) => {
          const row = byId.get(id);
          return row === undefined ? [] : [{ row, comparison }];
        })
        .sort((a, b) => b.comparison.score - a.comparison.score || (a.row.id < b.row.id ? -1 : 1)),
    );
  }

  /** Of these rows only what the duplicate rule reads; by id. */
  async loadDuplicateFacts(tx: EntityManager, ids: readonly string[]): Promise<Map<string, Partial<E>>> {
    const rows = await tx
      .createQueryBuilder(this.entity, 'r')
      .select(['r.id', ...this.duplicateFacts.map((property) => `r.${property}`)])
      .where('r.id = ANY(:ids)', { ids })
      .getMany();
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Makes the duplicate keys of up to `atMost` rows that have none yet. @returns how many there were */
  async keyDuplicates(tx: EntityManager, atMost: number): Promise<number> {
    const waiting = (await tx.query(
      `SELECT id FROM "${this.table}" WHERE duplicate_keys IS NULL LIMIT $1 FOR UPDATE SKIP LOCKED`,
      [atMost],
    )) as { id: string }[];
    if (waiting.length === 0) return 0;
    await this.reference.ready();
    const facts = await this.loadDuplicateFacts(tx, waiting.map(({ id }) => id)); // prettier-ignore
    const keyed = [...facts].map(([id, row]) => ({ id, keys: this.duplicateRule?.keysOf(row) ?? [] }));
    await tx.query(
      `UPDATE "${this.table}" r SET duplicate_keys = k.keys FROM jsonb_to_recordset($1::jsonb) AS k(id uuid, keys text[]) WHERE r.id = k.id`,
      [JSON.stringify(keyed)],
    );
    return waiting.length;
  }

  /** Ids of rows in use for each of these keys, hidden ones among them: to look rows up by, not to show. */
  private async idsByDuplicateKey(tx: EntityManager, keys: readonly string[]): Promise<Map<string, string[]>> {
    if (keys.length === 0) return new Map();
    const rows = (await tx.query('SELECT key, ids FROM records_by_duplicate_key($1, $2, $3)', [
      this.table,
      keys,
      LARGEST_GROUP,
    ])) as { key: string; ids: string[] }[];
    return new Map(rows.map(({ key, ids }) => [key, ids]));
  }

  /** Rows in use that somebody other than the actor made or changed since. */
  async idsWrittenByOthersSince(tx: EntityManager, at: Date): Promise<Set<string>> {
    const rows = (await tx.query(
      `SELECT id FROM "${this.table}" WHERE updated_at >= $1 AND updated_by_id IS DISTINCT FROM $2 AND archived_at IS NULL`,
      [at, this.database.actor.id],
    )) as { id: string }[];
    return new Set(rows.map(({ id }) => id));
  }

  /** Keeps a record of what refusals tell the actor about rows hidden from him. Call it in a transaction that the refusal leaves standing. */
  async recordRefusals(_tx: EntityManager, _refusals: readonly AppError[]): Promise<void> {}

  /**
   * Changes one row inside the caller's transaction; {@link changeMany} saves the reading of each. A change that changes nothing
   * writes nothing. Of two people with the same version, the UPDATE itself lets exactly one through.
   * @throws {AppError} VERSION_CONFLICT when the row is not, or no longer, of the given version
   */
  async change(tx: EntityManager, target: string | E, changes: Partial<Input> & { version?: number }): Promise<E> {
    const actor = this.database.actor;
    this.require(actor, 'update');
    await this.reference.ready();
    const row = typeof target === 'string' ? await this.load(tx, target) : target;
    if (typeof target === 'string') await this.loadChildren(tx, [row]);
    const change = await this.prepareChange(tx, row, changes, actor);
    const [duplicate] = await this.findNewDuplicates(tx, [change]);
    if (duplicate !== undefined) throw duplicate;
    await this.saveChanges(tx, [change], actor);
    await this.keepJournal(tx, this.journalOf([change]));
    return row;
  }

  /** The row as it will be, checked by every rule that needs no look at other rows. */
  private async prepareChange(
    tx: EntityManager,
    row: E,
    input: Partial<Input> & { version?: number },
    actor: Actor,
  ): Promise<RowChange<E, Input>> {
    if (input.version !== undefined) await this.requireVersion(tx, row, input.version);
    if (row.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
    const before = copyOf(row);
    this.assign(row, input);
    row.code ||= before.code;
    const change = { row, actor, before, input };
    this.check(change, 'update');
    this.derive(row);
    return change;
  }

  /** Which changes would give a row the key of another, in one look-up for those that touch a key. */
  private async findNewDuplicates(
    tx: EntityManager,
    changes: readonly RowChange<E, Input>[],
  ): Promise<(AppError | undefined)[]> {
    const rekeyed = changes.filter(({ row, before }) => this.keys.some((key) => row[key] !== before?.[key]));
    if (rekeyed.length === 0) return changes.map(() => undefined);
    const found = await this.findDuplicates(tx, rekeyed.map(({ row }) => row)); // prettier-ignore
    return changes.map((change) => found[rekeyed.indexOf(change)]);
  }

  /** Writes what differs, in one statement for all rows; a change that changes nothing writes nothing. */
  private async saveChanges(tx: EntityManager, changes: readonly RowChange<E, Input>[], actor: Actor): Promise<void> {
    const rows: E[] = [];
    const columns = new Set<ColumnMetadata>();
    for (const change of changes) {
      const { row, before } = change;
      const hasNewChildren = await this.updateChildren(tx, change);
      const changed = this.metadata.columns.filter(
        (column) =>
          column.isUpdate &&
          !column.isVersion &&
          !column.isUpdateDate &&
          (before === undefined || !isSame(column, before, row)),
      );
      for (const column of changed) columns.add(column);
      if (changed.length > 0 || hasNewChildren) rows.push(row);
    }
    await this.saveRows(tx, rows, [...columns], actor);
  }

  /** What the changes did to the fields people may write. */
  private journalOf(changes: readonly RowChange<E, Input>[]): ChangeEntry[] {
    if (this.database.batch === undefined) return [];
    return changes.flatMap(({ row, before: old }) => {
      if (old === undefined) return [];
      const [was, is] = [this.inputOf(old), this.inputOf(row)];
      const names = Object.keys(is).filter((name) => !this.isSameField(name, was[name], is[name]));
      const only = (values: FieldValues) => Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
      return names.length === 0 ? [] : [{ rowId: row.id, version: row.version, before: only(was), after: only(is) }];
    });
  }

  private async keepJournal(tx: EntityManager, entries: readonly ChangeEntry[]): Promise<void> {
    const { batch } = this.database;
    if (batch !== undefined) await recordChanges(tx, batch, entries);
  }

  private isSameField(name: string, one: unknown, other: unknown): boolean {
    const column = this.metadata.findColumnWithPropertyName(name);
    return isSameValue(column?.type === 'numeric', one, other);
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

  private async loadForChange(tx: EntityManager, ids: readonly string[]): Promise<E[]> {
    const rows = await this.loadMany(tx, ids);
    await this.loadChildren(tx, rows);
    return rows;
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
  private async mergeTargets(tx: EntityManager, rows: readonly E[]): Promise<Map<string, MergeTarget>> {
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

  /** Writes the given columns if the row still has the version it was read with. */
  private async saveRows(
    tx: EntityManager,
    rows: readonly E[],
    columns: readonly ColumnMetadata[],
    actor: Actor,
  ): Promise<void> {
    if (rows.length === 0) return;
    for (const row of rows) row.updatedById = actor.id;
    const names = new Set([...columns.map((column) => column.databaseName), 'updated_by_id']);
    const written = (await this.translatingDuplicates(rows, () =>
      tx.query(
        `UPDATE "${this.table}" t SET ${[...names].map((name) => `"${name}" = v."${name}"`).join(', ')},
           version = t.version + 1, updated_at = now()
         FROM jsonb_populate_recordset(NULL::"${this.table}", $1) v WHERE t.id = v.id AND t.version = v.version
         RETURNING t.id, t.version, t.updated_at AS "updatedAt"`,
        [this.recordset(rows)],
      ),
    )) as [{ id: string; version: number; updatedAt: Date }[], number];
    const byId = new Map(written[0].map((row) => [row.id, row]));
    for (const row of rows) {
      const now = byId.get(row.id);
      if (now === undefined) throw await conflictOn(tx, await this.load(tx, row.id));
      row.version = now.version;
      row.updatedAt = now.updatedAt;
    }
  }

  /** Inserts rows with as many statements as there are sets of filled columns, which of one caller is one. */
  private async insertRows(tx: EntityManager, rows: readonly E[]): Promise<void> {
    const groups = new Map<string, { names: string[]; rows: E[] }>();
    for (const row of rows) {
      // What has no value takes the default of the database.
      const filled = this.metadata.columns.filter(
        (column) => column.isInsert && column.getEntityValue(row) !== undefined,
      );
      const names = filled.map((column) => `"${column.databaseName}"`);
      const key = names.join(', ');
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { names, rows: [row] });
      else group.rows.push(row);
    }
    for (const [key, { rows: same }] of groups) {
      const stored = (await this.translatingDuplicates(same, () =>
        tx.query(
          `INSERT INTO "${this.table}" (${key}, search_grams) SELECT ${key}, search_grams FROM jsonb_populate_recordset(NULL::"${this.table}", $1)
           RETURNING id, code, version, created_at AS "createdAt", updated_at AS "updatedAt"`,
          [this.recordset(same, (row) => ({ search_grams: `{${gramsOf(row.searchText).join(',')}}` }))],
        ),
      )) as Pick<E, 'id' | 'code' | 'version' | 'createdAt' | 'updatedAt'>[];
      const byCode = new Map(stored.map((row) => [row.code, row]));
      for (const row of same) Object.assign(row, byCode.get(row.code));
    }
  }

  /** Rows as PostgreSQL's jsonb_populate_recordset takes them. */
  private recordset(rows: readonly E[], more?: (row: E) => Record<string, unknown>): string {
    const { columns } = this.metadata;
    return jsonText(
      rows.map((row) => {
        const values: Record<string, unknown> = { ...more?.(row) };
        for (const column of columns) values[column.databaseName] = column.getEntityValue(row) as unknown;
        return values;
      }),
    );
  }

  private columnsNamed(properties: readonly string[]): ColumnMetadata[] {
    return this.metadata.columns.filter((column) => properties.includes(column.propertyName));
  }

  /** Fields a merge chooses between: what people may write, but for the code, by which each row stays known. */
  get mergeFields(): string[] {
    return Object.keys(this.schema.shape).filter((name) => name !== 'code');
  }

  /** The fields of a row as people wrote them; rows as {@link loadWhole} gives them. */
  fieldsOf(row: E): Record<string, unknown> {
    return Object.fromEntries(this.mergeFields.map((name) => [name, (row as Record<string, unknown>)[name] ?? null]));
  }

  /** What of the children no field tells, and {@link putDetails} puts back. */
  detailsOf(_row: E): readonly unknown[] {
    return [];
  }
  async putDetails(_tx: EntityManager, _id: string, _details: readonly unknown[]): Promise<void> {}

  /** A row with its children, locked until the transaction ends. @throws {AppError} …_NOT_FOUND */
  async loadWhole(tx: EntityManager, id: string): Promise<E> {
    await this.reference.ready();
    await tx.query(`SELECT FROM "${this.table}" WHERE id = $1 FOR UPDATE`, [id]);
    const row = await this.load(tx, id);
    await this.loadChildren(tx, [row]);
    return row;
  }

  /** @throws {AppError} FORBIDDEN or AREA_FORBIDDEN when the actor may not write the row */
  requireWritable(row: E): void {
    this.requireWrite(this.database.actor, 'update', row);
  }
  /** @throws {AppError} VERSION_CONFLICT naming who was faster */
  requireVersionOf(tx: EntityManager, row: E, version: number): Promise<void> {
    return this.requireVersion(tx, row, version);
  }
  isWritable(row: E): boolean {
    return this.reaches(this.database.actor, this.permission('update'), row);
  }

  /** Unique properties people write: of two rows only one may have the value. */
  get uniqueFields(): string[] {
    return this.keys.filter((key) => key !== 'code' && key in this.schema.shape);
  }

  /** Writes properties past the rules of a change, under the guard of the version: for merges, which take a row out of use and put it back. */
  overwrite(tx: EntityManager, row: E, values: Readonly<Record<string, unknown>>): Promise<void> {
    Object.assign(row, values);
    return this.saveProperties(tx, row, Object.keys(values) as (keyof E & string)[]);
  }

  /** Writes properties that are not the input's, under the same guard as every change. */
  protected saveProperties(tx: EntityManager, row: E, properties: readonly (keyof E & string)[]): Promise<void> {
    return this.saveRows(tx, [row], this.columnsNamed(properties), this.database.actor);
  }

  /** @throws {AppError} FORBIDDEN or AREA_FORBIDDEN */
  protected requireWrite(actor: Actor, verb: 'create' | 'update' | 'archive', row: E): void {
    this.require(actor, verb);
    if (!this.reaches(actor, this.permission(verb), row)) throw new AppError('AREA_FORBIDDEN');
  }

  /** @throws {AppError} VERSION_CONFLICT naming who was faster */
  protected async requireVersion(tx: EntityManager, row: E, version: number): Promise<void> {
    if (row.version !== version) throw await conflictOn(tx, row);
  }

  /** The query layer: scope by the database's policies, filters, search. */
  protected async query(tx: EntityManager, wanted: Query): Promise<SelectQueryBuilder<E>> {
    const query = await this.filtered(tx, wanted);
    if (isWordless(wanted.q)) query.andWhere('false');
    for (const [i, word] of wordsOf(wanted.q).entries()) {
      const grams = containedGrams(word);
      const found = await this.candidates(tx, 'grams', grams);
      if (found === 'by-index') query.andWhere(`r.search_grams @> :grams${i}`, { [`grams${i}`]: grams });
      else if (found !== 'by-scan') query.andWhere(`r.id = ANY(:found${i})`, { [`found${i}`]: found });
      query.andWhere(`r.searchText LIKE :like${i}`, { [`like${i}`]: likePattern(word) });
    }
    return query;
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
      const found = codes.length > INDEXED_CODES ? 'by-scan' : await this.candidates(tx, 'industries', codes);
      if (found === 'by-index') query.andWhere('r.industryCodes && :codes', { codes });
      else if (found !== 'by-scan') query.andWhere('r.id = ANY(:ofIndustry)', { ofIndustry: found });
      // Not `&&`, which compares each with each; these codes are hashed once.
      else query.andWhere('EXISTS (SELECT FROM unnest(r.industryCodes) code WHERE code = ANY(:codes))', { codes });
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
    const candidates = (await tx.query(
      `WITH hit AS (SELECT gram, found.id FROM unnest($${n + 1}::text[]) AS gram
         CROSS JOIN LATERAL (${this.gramSource('ARRAY[gram]')}) AS found(id)),
       weight AS (SELECT gram, 1 / sqrt(count(*)) AS weight FROM hit GROUP BY gram),
       likely AS (SELECT id, sum(weight) AS weight FROM hit JOIN weight USING (gram) GROUP BY id
         UNION ALL SELECT id, 2 FROM (${this.gramSource(`$${n + 2}::text[]`)}) AS sounding(id) WHERE $${n + 2}::text[] <> '{}'),
       best AS (SELECT id, max(weight) AS weight FROM likely WHERE id IN (${scope}) GROUP BY id)
       SELECT id FROM best ORDER BY weight DESC, id LIMIT ${SIMILAR_LIMIT}`,
      [...parameters, grams, sound === undefined ? [] : containedGrams(sound)],
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

  private order(query: SelectQueryBuilder<E>, wanted: Query): void {
    const words = wordsOf(wanted.q);
    if (words.length > 0 && wanted.sort === undefined) {
      this.orderByRelevance(query, words);
      return;
    }
    const descending = wanted.sort?.startsWith('-') ?? true;
    const name = wanted.sort?.replace(/^-/, '') ?? 'updatedAt';
    const property = Object.hasOwn(this.sortable, name) ? this.sortable[name] : undefined;
    if (property === undefined) {
      const message = `expected one of ${this.sortNames.join(', ')}`;
      throw new ValidationError([{ path: 'sort', code: 'unknown', message } satisfies FieldIssue]);
    }
    // Saying where nulls go for a column that has none would keep the index from serving the order.
    const nulls = this.metadata.findColumnWithPropertyName(property)?.isNullable ? 'NULLS LAST' : undefined;
    query.orderBy(`r.${property}`, descending ? 'DESC' : 'ASC', nulls).addOrderBy('r.id', 'ASC');
  }

  /**
   * What a search means most likely, first: a name that is the words, then one that begins with them, names and initials that hold
   * them, and last rows that mention them elsewhere. Among equals the shorter name. Another order is the reader's to ask for.
   */
  private orderByRelevance(query: SelectQueryBuilder<E>, words: readonly string[]): void {
    const typed = words.join('');
    const names = this.searchNames.map((property) => `lower(coalesce(r.${property}, ''))`);
    const any = (test: (name: string) => string) => names.map(test).join(' OR ');
    // Names come first in the search text, then their sounds, each as a word of its own.
    const rank = `CASE WHEN ${any((name) => `${name} = :typed`)} THEN 0
      WHEN ${any((name) => `starts_with(${name}, :typed)`)} THEN 1
      WHEN strpos(' ' || r.searchText || ' ', ' ' || :typed || ' ') > 0 AND NOT :isHan THEN 2
      WHEN strpos(' ' || r.searchText, ' ' || :typed) > 0 AND NOT :isHan THEN 3
      WHEN ${any((name) => `strpos(${name}, :typed) > 0`)} THEN 4
      ELSE 5 END`;
    query
      .setParameters({ typed, isHan: /\p{Script=Han}/u.test(typed) })
      .orderBy(rank, 'ASC')
      .addOrderBy('length(r.name)', 'ASC')
      .addOrderBy('r.id', 'ASC');
  }

  private newRow(input: Partial<Input>, actor: Actor): E {
    const row = this.metadata.create() as E;
    for (const column of this.metadata.columns) {
      if (column.isNullable) column.setEntityValue(row, null);
      else if (column.isArray) column.setEntityValue(row, []);
    }
    this.assign(row, input);
    row.createdById = row.updatedById = actor.id;
    return row;
  }

  private assign(row: E, input: Partial<Input>): void {
    for (const column of this.writable) {
      const value = (input as Record<string, unknown>)[column.propertyName];
      if (value !== undefined) column.setEntityValue(row, value);
    }
    if (typeof row.code === 'string') row.code = row.code.trim();
  }

  private check(change: RowChange<E, Input>, verb: 'create' | 'update'): void {
    const { row, actor, before } = change;
    // Neither out of another area nor into one.
    if (before !== undefined) this.requireWrite(actor, verb, before);
    if (this.areaOf(row) === null && !this.reaches(actor, this.permission(verb), row)) {
      throw new ValidationError([{ path: 'areaCode', code: 'required', message: '请填写所在地区' }]);
    }
    this.requireWrite(actor, verb, row);
    const industryCodes = (row as { industryCodes?: string[] }).industryCodes;
    if (industryCodes !== undefined) this.reference.requireIndustries(industryCodes);
    this.checkRow(change);
  }

  /** What a row is found by, made when it is stored: neither a preview nor a rule needs it. */
  private derive(row: E): void {
    row.searchText = this.searchText(row);
    row.duplicateKeys = this.duplicateRule?.keysOf(row) ?? [];
  }

  /** Runs a write and turns a broken unique key into DUPLICATE_KEY with the field and its value. */
  private async translatingDuplicates<T>(rows: readonly E[], write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      const [only] = rows.length === 1 ? rows : [];
      throw duplicateKeyOf(error, only) ?? this.refusalOf(error, only) ?? error;
    }
  }

  private setArchived(id: string, reason: string | null): Promise<View> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      const actor = this.database.actor;
      this.require(actor, 'archive');
      const row = await this.load(tx, id);
      this.requireWrite(actor, 'archive', row);
      if (reason !== null && row.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
      if (reason === null && row.archivedAt === null) throw new AppError('NOT_ARCHIVED');
      if (reason !== null) await this.requireArchivable(tx, row);
      const target = reason === null ? (await this.mergeTargets(tx, [row])).get(id) : undefined;
      if (target !== undefined) throw new AppError('RECORD_MERGED', { ...target });
      row.archivedAt = reason === null ? null : this.clock.now();
      row.archivedById = reason === null ? null : actor.id;
      row.archiveReason = reason;
      row.isUndone = false;
      await this.saveProperties(tx, row, ['archivedAt', 'archivedById', 'archiveReason', 'isUndone']);
      return this.view(tx, id);
    });
  }

  /** Codes for new rows. A number somebody typed by hand before is passed over. */
  private async nextCodes(tx: EntityManager, count: number): Promise<string[]> {
    const codes: string[] = [];
    while (codes.length < count) {
      const rows = (await tx.query(
        `SELECT n.code FROM (SELECT $1 || lpad(i::text, greatest(6, length(i::text)), '0') AS code
           FROM (SELECT nextval('${this.noun}_code_seq') AS i FROM generate_series(1, $2))) n
         WHERE NOT EXISTS (SELECT FROM "${this.table}" r WHERE r.code = n.code)`,
        [this.codePrefix, count - codes.length],
      )) as { code: string }[];
      codes.push(...rows.map(({ code }) => code));
    }
    return codes;
  }
}

function copyOf<E extends RecordEntity>(row: E): E {
  return Object.assign(Object.create(Object.getPrototypeOf(row) as object) as E, row);
}

async function conflictOn(tx: EntityManager, row: RecordEntity): Promise<AppError> {
  const by = row.updatedById === null ? '系统' : (await namesOf(tx, [row.updatedById])).get(row.updatedById);
  return new AppError('VERSION_CONFLICT', { by: by ?? '', at: row.updatedAt.toISOString(), version: row.version });
}

/** Whether a column holds the same value in both, however it is written: `5000000` is `5000000.00`. */
function isSame(column: ColumnMetadata, one: RecordEntity, other: RecordEntity): boolean {
  return isSameValue(column.type === 'numeric', column.getEntityValue(one), column.getEntityValue(other));
}

function isSameValue(isNumeric: boolean, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
  if (isNumeric) return new Decimal(a as string).equals(b as string);
  return JSON.stringify(a) === JSON.stringify(b);
}
