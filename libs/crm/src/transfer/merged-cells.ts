import type { Readable } from 'node:stream';
import { type Cell, isBlank, type MergedCell, type TableRow } from './cell.js';
import { columnOf, rowOf } from './cell-reference.js';
import { attributeOf, readXml } from './xml-tags.js';
import { ZipError } from './zip-archive.js';

/** Cells of one column that the sender made one. */
export interface MergedRange {
  readonly position: number;
  readonly from: number;
  readonly to: number;
}

/** More than any sheet people keep has; they are held in memory. */
const MOST_RANGES = 500_000;
const OPENING = 'mergeCells';
/** Bytes an opening tag with its prefix may have lain across the end of a chunk with. */
const CARRIED = 64;

/**
 * The ranges of a sheet that reach over several rows, from above. They stand behind all cells, so the part is run through for them before
 * its cells are read; until they come, its bytes are only searched. Of a range that is wide, its first column counts: those beside it
 * were never filled in.
 * @param content the sheet's part
 */
export async function readMergedRanges(content: Readable): Promise<MergedRange[]> {
  const ranges: MergedRange[] = [];
  let isOver = false;
  const document = readXml(fromOpening(content), {
    open(name, attributes) {
      if (name !== 'mergeCell' || isOver) return;
      const [first, last = first] = (attributeOf(attributes, 'ref') ?? '').split(':');
      const [from, to] = [rowOf(first), rowOf(last)];
      if (!(to > from)) return;
      if (ranges.length === MOST_RANGES) throw new ZipError(`more than ${MOST_RANGES} merged ranges`);
      ranges.push({ position: columnOf(first) - 1, from, to });
    },
    close(name) {
      if (name === OPENING) isOver = true;
    },
  });
  for await (const _ of document) if (isOver) break;
  return ranges.sort((a, b) => a.from - b.from);
}

/** What follows from where the merged ranges begin; nothing where there are none. */
async function* fromOpening(content: Readable): AsyncGenerator<Buffer> {
  let isFound = false;
  let carried = Buffer.alloc(0);
  for await (const chunk of content as AsyncIterable<Buffer>) {
    if (isFound) {
      yield chunk;
      continue;
    }
    const bytes = Buffer.concat([carried, chunk]);
    const at = openingIn(bytes);
    isFound = at >= 0;
    if (isFound) yield Buffer.concat([Buffer.from('<'), bytes.subarray(at)]);
    else carried = bytes.subarray(-CARRIED);
  }
}

/** Where the tag's own name begins; the same word in a cell has no < before it. */
function openingIn(bytes: Buffer): number {
  let at = bytes.indexOf(OPENING);
  while (at >= 0 && !/<([\w.-]+:)?$/.test(bytes.toString('latin1', Math.max(0, at - CARRIED), at))) {
    at = bytes.indexOf(OPENING, at + 1);
  }
  return at;
}

/** The merged cells of each row of a sheet, asked for from above. */
export class MergedCells {
  #next = 0;
  /** By position, so that ranges laid over one another, which no spreadsheet makes, cost no more than others. */
  readonly #open = new Map<number, MergedCell & MergedRange>();

  constructor(private readonly ranges: readonly MergedRange[]) {}

  /** @returns undefined where the row has none */
  of(number: number, cells: readonly Cell[]): MergedCell[] | undefined {
    for (; this.#next < this.ranges.length && this.ranges[this.#next].from <= number; this.#next += 1) {
      const range = this.ranges[this.#next];
      const cell = range.from === number ? (cells[range.position] ?? null) : null;
      this.#open.set(range.position, { ...range, cell });
    }
    for (const { position, to } of this.#open.values()) if (to < number) this.#open.delete(position);
    if (this.#open.size === 0) return undefined;
    return [...this.#open.values()].map(({ position, from, cell }) => ({ position, from, cell }));
  }
}

/** The row with what its merged cells say in each of them; ranges that begin at or above `above`, in the heading, say nothing of it. */
export function withMergedCells(row: TableRow, above: number): TableRow {
  const merged = row.merged?.filter(({ from, cell }) => from > above && !isBlank(cell));
  if (merged === undefined || merged.length === 0)
    return row.merged === undefined ? row : { ...row, merged: undefined };
  const cells = [...row.cells];
  for (const { position, cell } of merged) {
    while (cells.length <= position) cells.push(null);
    cells[position] = cell;
  }
  return { ...row, cells, merged };
}

/** What stands in the row itself, not in a cell above that it is merged with. */
export function ownCells({ number, cells, merged }: TableRow): readonly Cell[] {
  const covered = merged?.filter(({ from }) => from < number).map(({ position }) => position) ?? [];
  return covered.length === 0 ? cells : cells.map((cell, position) => (covered.includes(position) ? null : cell));
}
