/** A typed array of one of the kinds an index is made of. */
export type Column =
  | Int8Array<ArrayBufferLike>
  | Uint8Array<ArrayBufferLike>
  | Uint16Array<ArrayBufferLike>
  | Int32Array<ArrayBufferLike>
  | Uint32Array<ArrayBufferLike>
  | Float32Array<ArrayBufferLike>
  | Float64Array<ArrayBufferLike>;

/** Named columns, and what little there is beside them. Any JSON value may stand in `meta`. */
export interface Sheet {
  readonly meta: unknown;
  readonly columns: Readonly<Record<string, Column>>;
}

/** Bytes that are no index of ours, of another kind, or of a format this version does not read. */
export class IndexFormatError extends Error {
  readonly code = 'INDEX_FORMAT';
  constructor(reason: string) {
    super(`these bytes cannot be opened: ${reason}`);
    this.name = 'IndexFormatError';
  }
}

const KINDS = {
  i8: Int8Array,
  u8: Uint8Array,
  u16: Uint16Array,
  i32: Int32Array,
  u32: Uint32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const;
export type ColumnKind = keyof typeof KINDS;

/** Gives room for a column, zero-filled: ordinary memory, or memory that threads and kernels share. */
export type Room = (kind: ColumnKind, length: number) => Column;

/** Room in ordinary memory, for small indexes. */
export const ORDINARY_ROOM: Room = (kind, length) => new KINDS[kind](length);

/** First bytes of every file of ours: "LHX" and the version of the format. */
const MAGIC = 0x0358_484c;
const ALIGNMENT = 16;
/** Magic, length of the directory, both 32 bits. */
const PREAMBLE = 8;

interface Directory {
  readonly kind: string;
  readonly meta: unknown;
  readonly columns: readonly (readonly [name: string, kind: ColumnKind, length: number])[];
}

const align = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;

export function kindOf(column: Column): ColumnKind {
  const found = (Object.keys(KINDS) as ColumnKind[]).find((kind) => column instanceof KINDS[kind]);
  if (found === undefined) throw new TypeError('no column of ours');
  return found;
}

/**
 * The bytes of a sheet: preamble, directory as JSON, then the columns one after another, little-endian, each at a
 * multiple of 16. Columns stand in the order of their names, so equal sheets give equal bytes.
 * @param kind what the sheet is, such as `segment`; has to be named again to open it
 */
export function toBytes(kind: string, { meta, columns }: Sheet): Uint8Array<ArrayBuffer> {
  const named = Object.entries(columns).sort(([a], [b]) => (a < b ? -1 : 1));
  const directory: Directory = {
    kind,
    meta,
    columns: named.map(([name, column]) => [name, kindOf(column), column.length]),
  };
  const head = new TextEncoder().encode(JSON.stringify(directory));
  const start = align(PREAMBLE + head.length);
  const total = named.reduce((end, [, column]) => align(end + column.byteLength), start);
  const bytes = new Uint8Array(total);
  new Uint32Array(bytes.buffer, 0, 2).set([MAGIC, head.length]);
  bytes.set(head, PREAMBLE);
  let at = start;
  for (const [, column] of named) {
    bytes.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at = align(at + column.byteLength);
  }
  return bytes;
}

/**
 * Opens what {@link toBytes} made: one bulk copy a column into the room given.
 * @throws IndexFormatError
 */
export function fromBytes(kind: string, bytes: Uint8Array, room: Room = ORDINARY_ROOM): Sheet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < PREAMBLE || view.getUint32(0, true) !== MAGIC)
    throw new IndexFormatError('not an index of this version');
  const headLength = view.getUint32(4, true);
  if (PREAMBLE + headLength > bytes.length) throw new IndexFormatError('the directory is cut off');
  const directory = readDirectory(bytes.slice(PREAMBLE, PREAMBLE + headLength));
  if (directory.kind !== kind) throw new IndexFormatError(`expected ${kind}, found ${directory.kind}`);
  const columns: Record<string, Column> = {};
  let at = align(PREAMBLE + headLength);
  for (const [name, columnKind, length] of directory.columns) {
    const byteLength = length * KINDS[columnKind].BYTES_PER_ELEMENT;
    if (at + byteLength > bytes.length) throw new IndexFormatError(`column ${name} is cut off`);
    const column = room(columnKind, length);
    new Uint8Array(column.buffer, column.byteOffset, byteLength).set(bytes.subarray(at, at + byteLength));
    columns[name] = column;
    at = align(at + byteLength);
  }
  return { meta: directory.meta, columns };
}

function readDirectory(head: Uint8Array): Directory {
  try {
    return JSON.parse(new TextDecoder().decode(head)) as Directory;
  } catch (cause) {
    throw new IndexFormatError(`the directory cannot be read (${String(cause)})`);
  }
}

/** The same sheet with every column in another room. */
export function moveTo(room: Room, { meta, columns }: Sheet): Sheet {
  return {
    meta,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => {
        const moved = room(kindOf(column), column.length);
        moved.set(column);
        return [name, moved];
      }),
    ),
  };
}
