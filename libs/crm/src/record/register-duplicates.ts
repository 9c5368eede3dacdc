import { AppError } from '@lianghuan/platform';
import type { EntityManager } from 'typeorm';
import { type DuplicateComparison, LARGEST_GROUP } from '../duplicate/duplicate-rule.js';
import type { RecordEntity } from './record.entity.js';
import type { RecordQuery } from './register.js';
import { RegisterReader } from './register-reader.js';

/** A stored row that may be the same as one that is typed or imported. */
export interface LikelyDuplicate<E> {
  readonly row: E;
  readonly comparison: DuplicateComparison;
}

/** Which rows are, or may be, the same: unique keys, and the rule of the register that typing, imports and the nightly scan share. */
export abstract class RegisterDuplicates<
  E extends RecordEntity,
  Input extends object,
  Query extends RecordQuery,
  View,
> extends RegisterReader<E, Input, Query, View> {
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

  /**
   * For each input the stored rows in use that may be the same, best first; only rows the actor may see. Three queries for all, and none
   * of the last where nothing is alike. The rule is the one of the nightly scan.
   * @param known keys of the inputs, where they are made already
   */
  async findLikelyDuplicates(
    tx: EntityManager,
    inputs: readonly Partial<Input>[],
    known?: readonly string[][],
  ): Promise<LikelyDuplicate<E>[][]> {
    const rule = this.duplicateRule;
    if (rule === undefined) return inputs.map(() => []);
    const keys = known ?? (await this.duplicateKeysOf(inputs));
    const groups = await this.idsByDuplicateKey(tx, [...new Set(keys.flat())]);
    if (groups.size === 0) return inputs.map(() => []);
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

  /** What the rule looks each input up by; none in registers that are not searched. */
  async duplicateKeysOf(inputs: readonly Partial<Input>[]): Promise<string[][]> {
    await this.reference.ready();
    return inputs.map((input) => this.duplicateRule?.keysOf(input as Partial<E>) ?? []);
  }

  /** Of these rows only what the duplicate rule reads; by id. The names of places, which the rule leaves out of names, are at hand then. */
  async loadDuplicateFacts(tx: EntityManager, ids: readonly string[]): Promise<Map<string, Partial<E>>> {
    await this.reference.ready();
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
}
