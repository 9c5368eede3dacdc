import { type AppError, jsonText, parameterText } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import type { EntityManager, EntityMetadata } from 'typeorm';
import { gramText } from '../search/search-text.js';
import { duplicateKeyOf } from './duplicate-key.js';
import type { RecordEntity } from './record.entity.js';
import type { ColumnMetadata, Noun } from './register.js';

/** What a write to the table was refused with, as the error people are told; undefined for other errors. `row` where it was only one. */
export type Refusal<E> = (error: unknown, row: E | undefined) => AppError | undefined;

interface PackedStatement<E> {
  readonly rows: readonly E[];
  readonly text: string;
  readonly values: readonly (string | null)[];
}

/** New rows as they go to the database. */
export interface PackedRows<E> {
  readonly rows: readonly E[];
  readonly statements: readonly PackedStatement<E>[];
}

/** The table of a register: writes any number of rows with a handful of statements, and knows no rule. */
export class RowStore<E extends RecordEntity> {
  constructor(
    private readonly metadata: EntityMetadata,
    private readonly refusalOf: Refusal<E>,
  ) {}

  private get table(): string {
    return this.metadata.tableName;
  }

  /** What {@link insert} sends, made ready beforehand: as many statements as there are sets of filled columns, which of one caller is one. */
  pack(rows: readonly E[]): PackedRows<E> {
    const columns = this.metadata.columns.filter((column) => column.isInsert);
    const groups: { readonly isFilled: readonly boolean[]; readonly rows: E[] }[] = [];
    for (const row of rows) {
      // What has no value takes the default of the database.
      const isFilled = (column: ColumnMetadata) => valueOf(row, column) !== undefined;
      const group = groups.find((known) => columns.every((column, i) => known.isFilled[i] === isFilled(column)));
      if (group === undefined) groups.push({ isFilled: columns.map(isFilled), rows: [row] });
      else group.rows.push(row);
    }
    const statements = groups.map(({ isFilled, rows: same }) =>
      this.statement(
        columns.filter((_, i) => isFilled[i]),
        same,
      ),
    );
    return { rows, statements };
  }

  private statement(columns: readonly ColumnMetadata[], rows: readonly E[]): PackedStatement<E> {
    const filled = columns.filter((column) => rows.some((row) => valueOf(row, column) !== null));
    const empty = columns.filter((column) => !filled.includes(column));
    return {
      rows,
      text: `INSERT INTO "${this.table}" (${namesOf([...filled, ...empty])}, search_grams)
        SELECT ${[...filled.map((column) => this.read(column)), ...empty.map(() => 'NULL')].join(', ')}, string_to_array(search_grams, ' ')
        FROM unnest(${this.arrays(filled)}, $${filled.length + 1}::text[]) AS v(${namesOf(filled)}, search_grams)
        RETURNING id, code, version, created_at AS "createdAt", updated_at AS "updatedAt"`,
      values: [
        ...filled.map((column) => columnText(rows, column)),
        // Hundreds a row, and no blank in any: joined, they need no quotes.
        parameterText(rows.map((row) => gramText(row.searchText))),
      ],
    };
  }

  /**
   * Stores packed rows, and tells each what the database gave it.
   * @param whileStored called when the database has been asked
   */
  async insert(tx: EntityManager, { statements }: PackedRows<E>, whileStored?: () => void): Promise<void> {
    for (const { rows, text, values } of statements) {
      const storing = this.translating(rows, () => tx.query(text, [...values]));
      whileStored?.();
      const stored = (await storing) as Pick<E, 'id' | 'code' | 'version' | 'createdAt' | 'updatedAt'>[];
      const byCode = new Map(stored.map((row) => [row.code, row]));
      for (const row of rows) Object.assign(row, byCode.get(row.code));
    }
  }

  /** Parameters with the values of all rows, one for each column: half of what reading rows from JSON costs the database. */
  private arrays(columns: readonly ColumnMetadata[]): string {
    return columns.map((column, i) => `$${i + 1}::${column.isArray ? 'text' : this.typeOf(column)}[]`).join(', ');
  }

  /** A column of such a parameter, as the table has it. */
  private read(column: ColumnMetadata): string {
    return `"${column.databaseName}"${column.isArray ? `::${this.typeOf(column)}[]` : ''}`;
  }

  private typeOf(column: ColumnMetadata): string {
    return this.metadata.connection.driver.normalizeType(column);
  }

  /**
   * Writes the given columns of rows that still have the version they were read with, which gives them the next one.
   * @returns the rows that had another version
   */
  async save(tx: EntityManager, rows: readonly E[], columns: readonly ColumnMetadata[]): Promise<E[]> {
    if (rows.length === 0) return [];
    const values = [...new Set([...columns, ...this.columnsNamed(['updatedById'])])];
    // The ids first: named once more, they keep the planner from reading the whole table for each block.
    const sent = [...this.columnsNamed(['id']), ...this.columnsNamed(['version']), ...values];
    const written = (await this.translating(rows, () =>
      tx.query(
        `UPDATE "${this.table}" t SET ${values.map((column) => `"${column.databaseName}" = v.${this.read(column)}`).join(', ')},
           version = t.version + 1, updated_at = now()
         FROM unnest(${this.arrays(sent)}) AS v(${namesOf(sent)})
         WHERE t.id = v.id AND t.version = v.version AND t.id = ANY ($1)
         RETURNING t.id, t.version, t.updated_at AS "updatedAt"`,
        sent.map((column) => columnText(rows, column)),
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

function namesOf(columns: readonly ColumnMetadata[]): string {
  return columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
}

/** The values of a column in these rows, as an array literal. */
function columnText(rows: readonly RecordEntity[], column: ColumnMetadata): string | null {
  const isJson = column.type === 'jsonb';
  return parameterText(
    rows.map((row) => {
      const value = valueOf(row, column);
      return isJson && value !== null && value !== undefined ? jsonText(value) : value;
    }),
  );
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
