import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { confirmationOf } from './freshness.js';
import type { RecordEntity } from './record.entity.js';
import type { RecordQuery } from './register.js';
import { RegisterUndo } from './register-undo.js';

/** What people do with a row of a register: create, update, confirm, archive and restore it; and what a merge of two rows needs beside that. */
export abstract class RegisterService<
  E extends RecordEntity,
  Input extends object,
  Query extends RecordQuery,
  View,
> extends RegisterUndo<E, Input, Query, View> {
  /**
   * Makes a row. One of the same name in the same area is most likely the same thing, and no later file could tell the two apart by it.
   * @param distinctReason why it is another thing all the same; stands in the audit
   * @throws {AppError} SAME_NAME_EXISTS naming the row there is, as far as the actor may see it
   */
  create(input: Input, distinctReason?: string): Promise<View> {
    const work = () =>
      this.database.transaction(async (tx) => {
        if (!this.isNamedWithArea) return this.view(tx, (await this.store(tx, input)).id);
        await this.lockName(tx, input);
        const row = await this.store(tx, input);
        if (distinctReason === undefined) await this.requireNewName(tx, row);
        return this.view(tx, row.id);
      });
    return distinctReason === undefined ? work() : this.database.because(distinctReason, work);
  }

  /** Of two who take a name at once, the second meets the row of the first. */
  private async lockName(tx: EntityManager, row: object): Promise<void> {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`${this.table} ${this.nameKeyOf(row)}`]);
  }

  private async requireNewName(tx: EntityManager, row: E): Promise<void> {
    const [namesake] = await this.findNamesakes(tx, [row]);
    if (namesake !== undefined) throw namesake;
  }

  /**
   * Changes the given fields. A row takes the name another one of its area has no sooner than a new row does.
   * @param distinctReason why it is another thing all the same; stands in the audit
   * @throws {AppError} VERSION_CONFLICT when somebody else was faster, SAME_NAME_EXISTS as {@link create}
   */
  update(id: string, changes: Partial<Input> & { version: number }, distinctReason?: string): Promise<View> {
    const work = () =>
      this.database.transaction(async (tx) => {
        const isRenamed = this.isNamedWithArea && ('name' in changes || 'areaCode' in changes);
        const before = isRenamed ? this.nameKeyOf(await this.load(tx, id)) : undefined;
        const row = await this.change(tx, id, changes);
        if (isRenamed && this.nameKeyOf(row) !== before) {
          await this.lockName(tx, row);
          if (distinctReason === undefined) await this.requireNewName(tx, row);
        }
        return this.view(tx, id);
      });
    return distinctReason === undefined ? work() : this.database.because(distinctReason, work);
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
      const confirmed = {
        version,
        ...confirmationOf(row.validUntil, this.database.actor.displayName, this.clock.today()),
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

  private setArchived(id: string, reason: string | null): Promise<View> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      const actor = this.database.actor;
      this.require(actor, 'archive');
      const row = await this.load(tx, id);
      this.requireWrite(actor, 'archive', row);
      if (reason !== null && row.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
      if (reason === null && row.archivedAt === null) throw new AppError('NOT_ARCHIVED');
      const [refusal] = reason === null ? [] : await this.archiveRefusals(tx, [row]);
      if (refusal !== undefined) throw refusal;
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

  /** Fields a merge chooses between: what people may write, but for the code, by which each row stays known. */
  get mergeFields(): string[] {
    return Object.keys(this.schema.shape).filter((name) => name !== 'code');
  }

  /** Names, as `extra.…`, of the fields people defined for rows of this kind; a merge chooses between their values, too. */
  extraNamesOf(_kind: unknown): string[] {
    return [];
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

  /** Writes properties past the rules of a change, under the guard of the version: what a merge, a review or a state decides, and no form. */
  overwrite(tx: EntityManager, row: E, values: Readonly<Record<string, unknown>>): Promise<void> {
    Object.assign(row, values);
    return this.saveProperties(tx, row, Object.keys(values) as (keyof E & string)[]);
  }
}
