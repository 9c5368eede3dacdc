import type { Readable } from 'node:stream';

/** Injection token of the {@link FileStore}. */
export const FILE_STORE = Symbol('FILE_STORE');

/** A finished file on the local disk. */
export interface StagedFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** Where the bytes of files lie. Keys are ours (`evidence/<uuid>`), never a person's file name. */
export interface FileStore {
  /** Keeps the staged file under the key; the staged file itself may be moved away. */
  put(key: string, file: StagedFile): Promise<void>;
  /** The bytes from the beginning. Rejects if there are none under the key. */
  open(key: string): Promise<Readable>;
  /** Removes the bytes; a key without bytes is no error. */
  remove(key: string): Promise<void>;
}
