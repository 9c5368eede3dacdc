import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import type { ChangeEntry, FieldValues } from '../change/change-journal.js';
import type { RecordEntity } from './record.entity.js';
import type { RecordQuery, RowChange } from './register.js';
import { RegisterWriter } from './register-writer.js';

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

/** The batch that is taken back, and why. */
export interface Undoing {
  readonly batchId: string;
  readonly reason: string;
}

/** Taking back what a batch did, row by row, from its entries in the change journal. */
export abstract class RegisterUndo<
  E extends RecordEntity,
  Input extends object,
  Query extends RecordQuery,
  View,
> extends RegisterWriter<E, Input, Query, View> {
  /**
   * Takes back what a batch did to these rows, each as far as nobody changed the same fields since; rows the batch made are archived.
   * The rules of the register hold for this as for every change.
   */
  async revertMany(
    tx: EntityManager,
    entries: readonly ChangeEntry[],
    { batchId, reason }: Undoing,
  ): Promise<Reverted[]> {
    const actor = this.database.actor;
    await this.reference.ready();
    const stored = new Map((await this.loadForChange(tx, entries.map(({ rowId }) => rowId))).map((row) => [row.id, row])); // prettier-ignore
    const reverted = new Map<string, Reverted>();
    const settle = (row: E | undefined, rowId: string, outcome: Reverted['outcome'], rest: Partial<Reverted> = {}) =>
      reverted.set(rowId, { rowId, outcome, code: row?.code ?? null, name: this.nameOf(row), fields: [], ...rest });
    const restored: RowChange<E, Input>[] = [];
    const made: E[] = [];
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
          made.push(row);
        } else {
          this.require(actor, 'update');
          const change = await this.prepareChange(tx, row, restoring(entry) as Partial<Input>, actor);
          this.takenBack(row, batchId, reason);
          restored.push(change);
        }
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        settle(row, row.id, 'refused', { error });
      }
    }
    const refusals = made.length === 0 ? [] : await this.archiveRefusals(tx, made);
    for (const [i, error] of refusals.entries()) {
      if (error !== undefined) settle(made[i], made[i].id, 'refused', { error });
    }
    const withdrawn = made.filter((_, i) => refusals[i] === undefined);
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
    await this.saveRows(tx, withdrawn, this.rowStore.columnsNamed(['archivedAt', 'archivedById', 'archiveReason', 'isUndone']), actor); // prettier-ignore
    return entries.flatMap(({ rowId }) => reverted.get(rowId) ?? []);
  }

  /** Takes back what beside the fields of a row followed from the batch, now that they are what they were before it. */
  protected takenBack(_row: E, _batchId: string, _reason: string): void {}

  /** Fields somebody filled in since that say something only as long as the row is what the batch made it: taking it back would hide them. */
  protected builtUpon(_row: E, _before: FieldValues, _after: FieldValues): string[] {
    return [];
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
    const all = [...changed, ...this.builtUpon(row, before, after)];
    return all.length > 0 ? all : undefined;
  }

  private nameOf(row: E | undefined): string | null {
    return (row as { name?: string } | undefined)?.name ?? null;
  }
}

/** What puts the fields back. A change leaves the extra fields it does not name, so those the batch filled in are emptied by name. */
function restoring({ before, after }: ChangeEntry): FieldValues {
  if (before?.extra === undefined) return before ?? {};
  const filled = Object.keys((after?.extra ?? {}) as FieldValues).map((name) => [name, null] as const);
  return { ...before, extra: { ...Object.fromEntries(filled), ...(before.extra as FieldValues) } };
}
