import type { Permission, RequestExport } from '@lianghuan/contracts';
import type { z } from 'zod';
import { cellOf, type FieldValue } from './cell-value.js';
import type { ExportCell, ExportColumn } from './export-file.js';
import type { PlaceNames } from './place-names.js';
import { formatOf } from './template-workbook.js';
import type { TransferRegister } from './transfer-registers.js';

/** A list that can be taken out as a file: same filters, same scope as on the screen. */
export interface ExportSource {
  readonly code: RequestExport['register'];
  readonly title: string;
  /** The permission the list itself asks for. */
  readonly permission: Permission;
  /** Query string of the list. */
  readonly query: z.ZodObject;
  /** What the list can be sorted by. */
  readonly sortNames: readonly string[];
  readonly columns: readonly ExportColumn[];
  /** All rows under the query string, in the order of the list, in the name of the present actor. */
  rows(query: Readonly<Record<string, string>>): AsyncGenerator<ExportCell[][]>;
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

/** A register as it can be imported again: the columns of its template, and nothing that an import would not understand. */
export function registerSource(register: TransferRegister, places: PlaceNames): ExportSource {
  const { code, title, fields, query, service } = register;
  return {
    code,
    title,
    permission: `${code}.read`,
    query,
    sortNames: service.sortNames,
    columns: fields.map((field) => ({ heading: field.heading, format: formatOf(field) })),
    async *rows(filters) {
      for await (const block of service.stream(query.parse(filters))) {
        yield block.map((row) =>
          fields.map((field) => cellOf((row as Record<string, FieldValue>)[field.name], field, places)),
        );
      }
    },
  };
}
