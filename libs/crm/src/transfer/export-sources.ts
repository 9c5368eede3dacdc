import { EXTRA_PREFIX, type Permission, type RequestExport } from '@lianghuan/contracts';
import type { z } from 'zod';
import { cellOf } from './cell-value.js';
import type { FieldValue } from './field-value.js';
import type { SheetCell, SheetColumn } from './sheet-writer.js';
import type { PlaceNames } from './place-names.js';
import { readAhead } from './read-ahead.js';
import { remembered } from './remembered.js';
import { formatOf } from './template-workbook.js';
import type { TransferRegister } from './transfer-registers.js';

/** A column with what stands in it for a row as the list shows it. */
export interface ListColumn<View> extends SheetColumn {
  readonly cell: (view: View) => SheetCell;
}

/** A column of a register's export that no import reads, with the field of the view it is made of. */
export interface ShownColumn<View> extends ListColumn<View> {
  readonly field: keyof View & string;
}

/** A list that can be taken out as a file: same filters, same scope as on the screen. */
export interface ExportSource {
  readonly code: RequestExport['register'];
  readonly title: string;
  /** The permission the list itself asks for; of what belongs to one record, `about` asks for that. */
  readonly permission?: Permission;
  /** The record it is about, in words. @throws {AppError} …_NOT_FOUND where the present actor may not see it */
  about?(query: Readonly<Record<string, string>>): Promise<string>;
  /** Query string of the list. */
  readonly query: z.ZodObject;
  /** What the list can be sorted by. */
  readonly sortNames: readonly string[];
  /** Names of the extra fields an `extra=…` may ask for; none where the list has no such filter. */
  readonly extraNames?: readonly string[];
  /** Columns of the rows under the query string. */
  columns(query: Readonly<Record<string, string>>): readonly SheetColumn[];
  /** All rows under the query string, in the order of the list, in the name of the present actor. */
  rows(query: Readonly<Record<string, string>>): AsyncGenerator<SheetCell[][]>;
}

export class ExportSources {
  readonly #sources: ReadonlyMap<string, ExportSource>;

  constructor(sources: readonly ExportSource[]) {
    this.#sources = new Map(sources.map((source) => [source.code, source]));
  }

  get(code: string): ExportSource {
    const source = this.#sources.get(code);
    if (source === undefined) throw new Error(`no list ${code}`);
    return source;
  }
}

/**
 * A register as it can be imported again: the columns of its template, and after them what the list shows besides, which an import leaves
 * alone.
 */
export function registerSource<View>(
  register: TransferRegister,
  places: PlaceNames,
  shown: readonly ShownColumn<View>[] = [],
): ExportSource {
  const { code, title, query, service } = register;
  const fieldsOf = ({ kind }: Readonly<Record<string, string>>) =>
    kind === undefined ? register.fields : (register.fieldsOfKinds?.(kind.split(',')) ?? register.fields);
  return {
    code,
    title,
    permission: `${code}.read`,
    query,
    get sortNames() {
      return service.sortNames;
    },
    get extraNames() {
      return register.fields.flatMap(({ name }) =>
        name.startsWith(EXTRA_PREFIX) ? name.slice(EXTRA_PREFIX.length) : [],
      );
    },
    columns: (filters) => [
      ...fieldsOf(filters).map((field) => ({ heading: field.heading, format: formatOf(field) })),
      ...shown,
    ],
    async *rows(filters) {
      const fields = fieldsOf(filters);
      // Those of all kinds, so that the statement is the same for all.
      const read = [...register.fields.map(({ name }) => name), ...shown.map(({ field }) => field)];
      const cells = fields.map((field) => ({
        name: field.name,
        cell: remembered(field, (stored: FieldValue | undefined) => cellOf(stored, field, places)),
      }));
      // While one block is written, the database reads the next.
      for await (const block of readAhead(service.stream(query.parse(filters), read))) {
        yield block.map((row) => [
          ...cells.map(({ name, cell }) => cell((row as Record<string, FieldValue>)[name])),
          ...shown.map(({ cell }) => cell(row as View)),
        ]);
      }
    },
  };
}
