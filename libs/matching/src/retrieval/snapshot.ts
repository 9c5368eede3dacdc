import { Arena } from '../kernels/arena.js';
import { IndexedTerms } from './term-numbers.js';
import type { TextIndex, TextIndexArrays } from './text-index.js';

/** Thrown when bytes are no snapshot of this version; build the index again. */
export class SnapshotError extends Error {
  readonly code = 'SNAPSHOT_UNREADABLE';

  constructor(message: string) {
    super(message);
    this.name = 'SnapshotError';
  }
}

/** First bytes of a snapshot: 'LHTI' and the version of the format. */
const MAGIC = 0x4954_484c;
const VERSION = 2;

/** The arrays in the order they are written, and the arena's name for their kind. */
const KINDS = Object.freeze({
  postings: 'uint8',
  listStarts: 'uint32',
  listKinds: 'uint8',
  listWeights: 'uint8',
  termLists: 'uint32',
  documentFrequencies: 'uint32',
  pairs: 'uint32',
  lengths: 'float32',
  lengthStarts: 'uint32',
  setting: 'float64',
  tieOrder: 'uint32',
  positions: 'uint32',
} as const) satisfies Record<keyof TextIndexArrays, 'uint8' | 'uint32' | 'float32' | 'float64'>;

interface Header {
  readonly documentCount: number;
  /** Terms that are no pairs, which lie in an array. */
  readonly otherTerms: readonly string[];
  readonly lengths: Readonly<Record<keyof TextIndexArrays, number>>;
}

const names = Object.keys(KINDS) as (keyof TextIndexArrays)[];

/**
 * Hands the snapshot of an index to `write`, piece by piece, for example to `fs.writeSync`. Numbers are in the byte
 * order of the machine (little-endian wherever WebAssembly runs).
 */
export function saveTextIndex(index: TextIndex, write: (bytes: Uint8Array) => void): void {
  const header: Header = {
    documentCount: index.documentCount,
    otherTerms: index.terms.others,
    lengths: Object.fromEntries(names.map((name) => [name, index.arrays[name].length])) as Header['lengths'],
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  write(new Uint8Array(Uint32Array.of(MAGIC, VERSION, text.length).buffer));
  write(text);
  for (const name of names) {
    const { buffer, byteOffset, byteLength } = index.arrays[name];
    write(new Uint8Array(buffer, byteOffset, byteLength));
  }
}

/**
 * Opens a snapshot. `read` fills the bytes it is given with what comes next, for example by `fs.readSync`; the arrays
 * are read straight to their place in the arena, nothing is copied or worked out again but the map of the few terms that
 * are not pairs of characters.
 *
 * @throws SnapshotError when it is no snapshot, or one of another version
 */
export function loadTextIndex(read: (into: Uint8Array) => void, arena: Arena = Arena.create()): TextIndex {
  const start = new Uint32Array(3);
  read(new Uint8Array(start.buffer));
  const [magic, version, length] = start;
  if (magic !== MAGIC) throw new SnapshotError('these bytes are no snapshot of a text index');
  if (version !== VERSION) throw new SnapshotError(`the snapshot is of version ${version}, not ${VERSION}`);
  const text = new Uint8Array(length);
  read(text);
  const header = JSON.parse(new TextDecoder().decode(text)) as Header;
  const arrays = Object.fromEntries(
    names.map((name) => {
      const array = arena[KINDS[name]](header.lengths[name]);
      read(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
      return [name, array];
    }),
  ) as unknown as TextIndexArrays;
  return {
    arena,
    arrays,
    terms: new IndexedTerms(arrays.pairs, header.otherTerms),
    documentCount: header.documentCount,
  };
}
