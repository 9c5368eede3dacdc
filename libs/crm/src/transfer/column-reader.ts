import type { Cell } from './cell.js';
import { type CellReading, readCell } from './cell-value.js';
import type { PlaceNames } from './place-names.js';
import { remembered } from './remembered.js';
import type { TransferField } from './transfer-field.js';
import type { ValueAliases } from './value-aliases.js';

/** What is wrong with a value by the contract's own rules, as zod tells it. */
export type ShapeProblem = NonNullable<ReturnType<TransferField['schema']['safeParse']>['error']>['issues'][number];

export interface ColumnReading {
  readonly reading: CellReading;
  /** Undefined where the contract takes the value. */
  readonly misshapen: ShapeProblem | undefined;
}

/** Reads the cells of one column of a table. */
export class ColumnReader {
  readonly read: (cell: Cell | undefined) => ColumnReading;

  constructor(
    readonly field: TransferField,
    readonly position: number,
    private readonly unit: string | null,
    private readonly places: PlaceNames,
    private readonly aliases?: ValueAliases,
  ) {
    this.read = remembered(field, (cell) => this.#read(cell));
  }

  #read(cell: Cell | undefined): ColumnReading {
    const reading = readCell(
      this.aliases?.translate(cell, this.field)?.cell ?? cell,
      this.field,
      this.unit,
      this.places,
    );
    if (reading.kind !== 'value' || reading.value === null) return { reading, misshapen: undefined };
    const parsed = this.field.schema.safeParse(reading.value);
    return { reading, misshapen: parsed.success ? undefined : parsed.error.issues[0] };
  }
}
