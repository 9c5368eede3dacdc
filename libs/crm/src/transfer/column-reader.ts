import type { Cell } from './cell.js';
import { type CellReading, readCell } from './cell-value.js';
import type { PlaceNames } from './place-names.js';
import type { TransferField } from './transfer-field.js';

/** Kinds whose cells say what they like; all others say few things, many times. */
const FREE: ReadonlySet<TransferField['kind']> = new Set(['text', 'longText', 'words', 'url']);
/** Different cells of a column that are remembered. */
const CELLS_KEPT = 2_000;

/** What is wrong with a value by the contract's own rules, as zod tells it. */
export type ShapeProblem = NonNullable<ReturnType<TransferField['schema']['safeParse']>['error']>['issues'][number];

export interface ColumnReading {
  readonly reading: CellReading;
  /** Undefined where the contract takes the value. */
  readonly misshapen: ShapeProblem | undefined;
}

/** Reads the cells of one column of a table, and each thing that dates, figures and names of lists say only once. */
export class ColumnReader {
  readonly #known = new Map<Cell | undefined, ColumnReading>();

  constructor(
    readonly field: TransferField,
    readonly position: number,
    private readonly unit: string | null,
    private readonly places: PlaceNames,
  ) {}

  read(cell: Cell | undefined): ColumnReading {
    // Days and errors are objects, each its own.
    if (FREE.has(this.field.kind) || typeof cell === 'object') return this.#read(cell);
    const known = this.#known.get(cell);
    if (known !== undefined) return known;
    const read = this.#read(cell);
    if (this.#known.size < CELLS_KEPT) this.#known.set(cell, read);
    return read;
  }

  #read(cell: Cell | undefined): ColumnReading {
    const reading = readCell(cell, this.field, this.unit, this.places);
    if (reading.kind !== 'value' || reading.value === null) return { reading, misshapen: undefined };
    const parsed = this.field.schema.safeParse(reading.value);
    return { reading, misshapen: parsed.success ? undefined : parsed.error.issues[0] };
  }
}
