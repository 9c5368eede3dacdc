import { type Actor, AppError, shanghaiDayOf, ValidationError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { type ChangeEntry, type FieldValues, recordChanges } from '../change/change-journal.js';
import { nameAndAreaKey } from './name-and-area.js';
import type { RecordEntity } from './record.entity.js';
import type { ColumnMetadata, RecordQuery, RowChange } from './register.js';
import { RegisterDuplicates } from './register-duplicates.js';
import { isSame, isSameValue, type PackedRows, RowStore } from './row-store.js';
import { namesOf } from './user-names.js';
import { checkValidity, validityOf } from './validity.js';

/** Storing and changing rows inside the caller's transaction, one or many at a time, under the rules of the register. */
export abstract class RegisterWriter<
  E extends RecordEntity,
  Input extends object,
  Query extends RecordQuery,
  View,
> extends RegisterDuplicates<E, Input, Query, View> {
  #rowStore: RowStore<E> | undefined;

  protected get rowStore(): RowStore<E> {
    this.#rowStore ??= new RowStore(this.metadata, (error, row) => this.refusalOf(error, row));
    return this.#rowStore;
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
    return this.storePrepared(tx, await this.prepareMany(tx, inputs));
  }

  /**
   * New rows as they will be stored, with code, search text and keys, checked by every rule that needs no look at other rows. Nothing is
   * written: whoever has many can prepare some while others are stored.
   */
  async prepareMany(tx: EntityManager, inputs: readonly Input[]): Promise<PackedRows<E>> {
    const actor = this.database.actor;
    this.require(actor, 'create');
    await this.reference.ready();
    const rows = inputs.map((input) => this.newRow(input, actor));
    const codes = await this.rowStore.nextCodes(tx, this.noun, this.codePrefix, rows.filter((row) => !row.code).length);
    for (const [i, row] of rows.entries()) {
      row.code ||= codes.shift() ?? '';
      this.check({ row, actor, before: undefined, input: inputs[i] }, 'create');
      this.derive(row);
    }
    return this.rowStore.pack(rows);
  }

  /**
   * The second half of {@link storeMany}.
   * @param whileStored called when the database has been given the rows: what else there is to do meanwhile
   */
  async storePrepared(tx: EntityManager, prepared: PackedRows<E>, whileStored?: () => void): Promise<E[]> {
    const { rows } = prepared;
    const duplicate = (await this.findDuplicates(tx, rows)).find((error) => error !== undefined);
    if (duplicate !== undefined) throw duplicate;
    await this.rowStore.insert(tx, prepared, whileStored);
    await this.insertChildren(tx, rows);
    await this.keepJournal(tx, rows.map(({ id, version }) => ({ rowId: id, version, before: null, after: null }))); // prettier-ignore
    return [...rows];
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
    const refusals = [
      await this.findNewDuplicates(tx, prepared),
      await this.findNamesakes(tx, this.renamedIn(prepared)),
    ];
    const refusal = refusals.flat().find((error) => error !== undefined);
    if (refusal !== undefined) throw refusal;
    await this.saveChanges(tx, prepared, actor);
    await this.keepJournal(tx, this.journalOf(prepared));
    return prepared.map(({ row }) => row);
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
        if (before !== undefined) this.assign(row, input);
        this.check({ row, actor, before, input }, before === undefined ? 'create' : 'update');
        return row;
      } catch (error) {
        if (error instanceof AppError) return error;
        throw error;
      }
    });
    const sound = rows.filter((row): row is E => !(row instanceof AppError));
    const duplicates = await this.findDuplicates(tx, sound);
    const renamed = this.renamedIn(sound.map((row) => ({ row, before: byId.get(row.id) })));
    const namesakes = await this.findNamesakes(tx, renamed);
    const duplicateOf = new Map(sound.map((row, i) => [row, duplicates[i] ?? namesakes[renamed.indexOf(row)]]));
    const refusals = rows.map((row) => (row instanceof AppError ? row : duplicateOf.get(row)));
    await this.recordRefusals(
      tx,
      refusals.filter((refusal) => refusal !== undefined),
    );
    return refusals;
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
  protected async prepareChange(
    tx: EntityManager,
    row: E,
    input: Partial<Input> & { version?: number },
    actor: Actor,
  ): Promise<RowChange<E, Input>> {
    // That it is gone, and where to, says more than that somebody changed it.
    if (row.archivedAt !== null) {
      const target = (await this.mergeTargets(tx, [row])).get(row.id);
      throw target === undefined ? new AppError('ALREADY_ARCHIVED') : new AppError('RECORD_MERGED', { ...target });
    }
    if (input.version !== undefined) await this.requireVersion(tx, row, input.version);
    const before = copyOf(row);
    this.assign(row, input);
    row.code ||= before.code;
    const change = { row, actor, before, input };
    this.check(change, 'update');
    this.derive(row);
    return change;
  }

  /** By what a row is taken for another one where nothing else tells: its name and its area. */
  protected nameKeyOf(row: object): string {
    return nameAndAreaKey(nameOf(row), areaCodeOf(row)) ?? '';
  }

  /** Rows that stand under another name, or in another area, than before. */
  private renamedIn(changes: readonly Pick<RowChange<E, Input>, 'row' | 'before'>[]): E[] {
    if (!this.isNamedWithArea) return [];
    return changes.flatMap(({ row, before }) =>
      before === undefined || this.nameKeyOf(before) === this.nameKeyOf(row) ? [] : [row],
    );
  }

  /**
   * SAME_NAME_EXISTS for rows in whose area another one in use has their name, as far as the actor may see it, or one further up among
   * them; undefined for the others. In the order of the rows.
   */
  protected async findNamesakes(tx: EntityManager, rows: readonly E[]): Promise<(AppError | undefined)[]> {
    if (rows.length === 0) return [];
    const keys = rows.map((row) => this.nameKeyOf(row));
    const found = (await tx.query(
      `SELECT k.at, o.* FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS k(name, area, at)
       CROSS JOIN LATERAL (SELECT id, code, name FROM "${this.table}" WHERE name = k.name AND coalesce(area_code, '') = k.area
         AND archived_at IS NULL AND id <> ALL ($3) ORDER BY code LIMIT 1) o`,
      [rows.map(nameOf), rows.map((row) => areaCodeOf(row) ?? ''), rows.map(({ id }) => id)],
    )) as { at: string; id: string; code: string; name: string }[];
    const stored = new Map(found.map(({ at, ...other }) => [Number(at) - 1, other]));
    return rows.map((_row, i) => {
      const first = keys.indexOf(keys[i]);
      const other =
        stored.get(i) ??
        (first < i ? { id: rows[first].id, code: rows[first].code, name: nameOf(rows[first]) } : undefined);
      return other && new AppError('SAME_NAME_EXISTS', other);
    });
  }

  /** Which changes would give a row the key of another, in one look-up for those that touch a key. */
  protected async findNewDuplicates(
    tx: EntityManager,
    changes: readonly RowChange<E, Input>[],
  ): Promise<(AppError | undefined)[]> {
    const rekeyed = changes.filter(({ row, before }) => this.keys.some((key) => row[key] !== before?.[key]));
    if (rekeyed.length === 0) return changes.map(() => undefined);
    const found = await this.findDuplicates(tx, rekeyed.map(({ row }) => row)); // prettier-ignore
    return changes.map((change) => found[rekeyed.indexOf(change)]);
  }

  /** Writes what differs, in one statement for all rows; a change that changes nothing writes nothing. */
  protected async saveChanges(tx: EntityManager, changes: readonly RowChange<E, Input>[], actor: Actor): Promise<void> {
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
    if (batch !== undefined) await recordChanges(this.database, tx, batch, entries);
  }

  protected isSameField(name: string, one: unknown, other: unknown): boolean {
    const column = this.metadata.findColumnWithPropertyName(name);
    return isSameValue(column?.type === 'numeric', one, other);
  }

  protected async loadForChange(tx: EntityManager, ids: readonly string[]): Promise<E[]> {
    const rows = await this.loadMany(tx, ids);
    await this.loadChildren(tx, rows);
    return rows;
  }

  /** Writes properties that are not the input's, under the same guard as every change. */
  protected saveProperties(tx: EntityManager, row: E, properties: readonly (keyof E & string)[]): Promise<void> {
    return this.saveRows(tx, [row], this.rowStore.columnsNamed(properties), this.database.actor);
  }

  /** @throws {AppError} VERSION_CONFLICT naming who was faster */
  protected async requireVersion(tx: EntityManager, row: E, version: number): Promise<void> {
    if (row.version !== version) throw await conflictOn(tx, row);
  }

  /** Writes the given columns if the rows still have the version they were read with. */
  protected async saveRows(
    tx: EntityManager,
    rows: readonly E[],
    columns: readonly ColumnMetadata[],
    actor: Actor,
  ): Promise<void> {
    for (const row of rows) row.updatedById = actor.id;
    const [stale] = await this.rowStore.save(tx, rows, columns);
    if (stale !== undefined) throw await conflictOn(tx, await this.load(tx, stale.id));
  }

  private newRow(input: Partial<Input>, actor: Actor): E {
    const row = this.metadata.create() as E;
    const values = row as unknown as Record<string, unknown>;
    for (const column of this.metadata.columns) {
      if (column.isNullable) values[column.propertyName] = null;
      else if (column.isArray) values[column.propertyName] = [];
    }
    this.assign(row, input);
    row.createdById = row.updatedById = actor.id;
    return row;
  }

  private assign(row: E, input: Partial<Input>): void {
    for (const { propertyName } of this.writable) {
      const value = (input as Record<string, unknown>)[propertyName];
      if (value !== undefined) Reflect.set(row, propertyName, value);
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
    const today = this.clock.today();
    if (this.isSurveyed) {
      const madeOn = before === undefined ? today : shanghaiDayOf(before.createdAt);
      row.validUntil = validityOf(row, before, madeOn);
    }
    checkValidity(row, before, today);
  }

  /** What a row is found by, made when it is stored: neither a preview nor a rule needs it. */
  private derive(row: E): void {
    row.searchText = this.searchText(row);
    row.duplicateKeys = this.duplicateRule?.keysOf(row) ?? [];
  }
}

function nameOf(row: object): string {
  return String(Reflect.get(row, 'name'));
}

function areaCodeOf(row: object): string | null {
  return (Reflect.get(row, 'areaCode') as string | null | undefined) ?? null;
}

function copyOf<E extends RecordEntity>(row: E): E {
  return Object.assign(Object.create(Object.getPrototypeOf(row) as object) as E, row);
}

async function conflictOn(tx: EntityManager, row: RecordEntity): Promise<AppError> {
  const by = row.updatedById === null ? '系统' : (await namesOf(tx, [row.updatedById])).get(row.updatedById);
  return new AppError('VERSION_CONFLICT', { by: by ?? '', at: row.updatedAt.toISOString(), version: row.version });
}
