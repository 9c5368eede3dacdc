import { type AppError, jsonText } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, EntityMetadata } from 'typeorm';
import { gramsOf } from '../search/search-text.js';
import { duplicateKeyOf } from './duplicate-key.js';
import type { RecordEntity } from './record.entity.js';
import type { ColumnMetadata, Noun } from './register.js';

/** What a write to the table was refused with, as the error people are told; undefined for other errors. `row` where it was only one. */
export type Refusal<E> = (error: unknown, row: E | undefined) => AppError | undefined;

/** The table of a register: writes any number of rows with a handful of statements, and knows no rule. */
export class RowStore<E extends RecordEntity> {
  constructor(
    private readonly metadata: EntityMetadata,
    private readonly refusalOf: Refusal<E>,
  ) {}

  private get table(): string {
    return this.metadata.tableName;
  }

  /** Inserts rows with as many statements as there are sets of filled columns, which of one caller is one. */
  async insert(tx: EntityManager, rows: readonly E[]): Promise<void> {
    const groups = new Map<string, E[]>();
    for (const row of rows) {
      // What has no value takes the default of the database.
      const filled = this.metadata.columns.filter((column) => column.isInsert && valueOf(row, column) !== undefined);
      const key = filled.map((column) => `"${column.databaseName}"`).join(', ');
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [row]);
      else group.push(row);
    }
    for (const [key, same] of groups) {
      const stored = (await this.translating(same, () =>
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
        for (const column of columns) {
          const value = valueOf(row, column);
          // Left out, a column is NULL.
          if (value !== null && value !== undefined) values[column.databaseName] = value;
        }
        return values;
      }),
    );
  }

  /**
   * Writes the given columns of rows that still have the version they were read with, which gives them the next one.
   * @returns the rows that had another version
   */
  async save(tx: EntityManager, rows: readonly E[], columns: readonly ColumnMetadata[]): Promise<E[]> {
    if (rows.length === 0) return [];
    const names = new Set([...columns.map((column) => column.databaseName), 'updated_by_id']);
    const written = (await this.translating(rows, () =>
      tx.query(
        `UPDATE "${this.table}" t SET ${[...names].map((name) => `"${name}" = v."${name}"`).join(', ')},
           version = t.version + 1, updated_at = now()
         FROM jsonb_populate_recordset(NULL::"${this.table}", $1) v WHERE t.id = v.id AND t.version = v.version
         RETURNING t.id, t.version, t.updated_at AS "updatedAt"`,
        [this.recordset(rows)],
      ),
    )) as [{ id: string; version: number; updatedAt: Date }[], number];
    const byId = new Map(written[0].map((row) => [row.id, row]));
    return rows.filter((row) => {
      const now = byId.get(row.id);
      if (now !== undefined) Object.assign(row, { version: now.version, updatedAt: now.updatedAt });
      return now === undefined;
    });
  }

  columnsNamed(properties: readonly string[]): ColumnMetadata[] {
    return this.metadata.columns.filter((column) => properties.includes(column.propertyName));
  }

  /** Codes for new rows. A number somebody typed by hand before is passed over. */
  async nextCodes(tx: EntityManager, noun: Noun, prefix: string, count: number): Promise<string[]> {
    const codes: string[] = [];
    while (codes.length < count) {
      const rows = (await tx.query(
        `SELECT n.code FROM (SELECT $1 || lpad(i::text, greatest(6, length(i::text)), '0') AS code
           FROM (SELECT nextval('${noun}_code_seq') AS i FROM generate_series(1, $2))) n
         WHERE NOT EXISTS (SELECT FROM "${this.table}" r WHERE r.code = n.code)`,
        [prefix, count - codes.length],
      )) as { code: string }[];
      codes.push(...rows.map(({ code }) => code));
    }
    return codes;
  }

  /** Runs a write and turns a broken unique key into DUPLICATE_KEY with the field and its value. */
  private async translating<T>(rows: readonly E[], write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      const [only] = rows.length === 1 ? rows : [];
      throw duplicateKeyOf(error, only) ?? this.refusalOf(error, only) ?? error;
    }
  }
}

/** What `column.getEntityValue` gives for a plain column, as all of the registers are; asked millions of times by an import. */
export function valueOf(row: RecordEntity, column: ColumnMetadata): unknown {
  return (row as unknown as Record<string, unknown>)[column.propertyName];
}

/** Whether a column holds the same value in both, however it is written: `5000000` is `5000000.00`. */
export function isSame(column: ColumnMetadata, one: RecordEntity, other: RecordEntity): boolean {
  return isSameValue(column.type === 'numeric', valueOf(one, column), valueOf(other, column));
}

export function isSameValue(isNumeric: boolean, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if ((a ?? null) === null || (b ?? null) === null) return (a ?? null) === (b ?? null);
  if (isNumeric) return new Decimal(a as string).equals(b as string);
  return JSON.stringify(a) === JSON.stringify(b);
}
