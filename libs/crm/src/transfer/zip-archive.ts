import { type FileHandle, open } from 'node:fs/promises';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

const END_MAGIC = 0x06054b50;
const ENTRY_MAGIC = 0x02014b50;
const LOCAL_MAGIC = 0x04034b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
/** The end record may be followed by a comment of up to 64 KiB. */
const LONGEST_TAIL = END_SIZE + 0xffff;
/** Larger directories than any workbook has are not read into memory. */
const LARGEST_DIRECTORY = 16 * 1024 * 1024;

interface Entry {
  readonly isDeflated: boolean;
  readonly packedSize: number;
  readonly offset: number;
}

/** The archive is not one, is cut off, is encrypted, or unpacks to more than it may. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
}

/** Reads single entries of a zip file on disk (APPNOTE 6.3, without zip64 and encryption, which .xlsx files do not use). */
export class ZipArchive {
  private constructor(
    private readonly file: FileHandle,
    private readonly entries: ReadonlyMap<string, Entry>,
  ) {}

  /** @throws {ZipError} */
  static async open(path: string): Promise<ZipArchive> {
    const file = await open(path, 'r');
    try {
      return new ZipArchive(file, await readDirectory(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.entries.has(name);
  }

  /**
   * The unpacked bytes of an entry.
   * @param limit bytes after which the stream breaks off: a small file may unpack to terabytes
   * @throws {ZipError} without such an entry
   */
  async read(name: string, limit: number): Promise<Readable> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new ZipError(`no entry ${name}`);
    const local = await readAt(this.file, entry.offset, LOCAL_SIZE);
    if (local.readUInt32LE(0) !== LOCAL_MAGIC) throw new ZipError(`entry ${name} is not where the directory says`);
    const start = entry.offset + LOCAL_SIZE + local.readUInt16LE(26) + local.readUInt16LE(28);
    let unpacked = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        unpacked += chunk.length;
        done(unpacked > limit ? new ZipError(`entry ${name} unpacks to more than ${limit} bytes`) : null, chunk);
      },
    });
    if (entry.packedSize === 0) {
      measure.end();
      return measure;
    }
    const packed = this.file.createReadStream({ start, end: start + entry.packedSize - 1, autoClose: false, highWaterMark: 256 * 1024 }); // prettier-ignore
    // Whoever reads `measure` meets the error.
    const settled = () => {};
    if (entry.isDeflated) pipeline(packed, createInflateRaw({ chunkSize: 64 * 1024 }), measure, settled);
    else pipeline(packed, measure, settled);
    return measure;
  }

  close(): Promise<void> {
    return this.file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - LONGEST_TAIL), Math.min(size, LONGEST_TAIL));
  let end = tail.length - END_SIZE;
  while (end >= 0 && tail.readUInt32LE(end) !== END_MAGIC) end -= 1;
  if (end < 0) throw new ZipError('no end of directory');
  const count = tail.readUInt16LE(end + 10);
  const length = tail.readUInt32LE(end + 12);
  const offset = tail.readUInt32LE(end + 16);
  if (length > LARGEST_DIRECTORY || offset + length > size) throw new ZipError('directory out of bounds');
  const directory = await readAt(file, offset, length);
  const entries = new Map<string, Entry>();
  for (let at = 0, n = 0; n < count; n += 1) {
    if (at + ENTRY_SIZE > length || directory.readUInt32LE(at) !== ENTRY_MAGIC) throw new ZipError('directory cut off');
    const isEncrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    const method = directory.readUInt16LE(at + 10);
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength);
    if (!isEncrypted && (method === 0 || method === 8)) {
      const packedSize = directory.readUInt32LE(at + 20);
      entries.set(name.replaceAll('\\', '/'), {
        isDeflated: method === 8,
        packedSize,
        offset: directory.readUInt32LE(at + 42),
      });
    }
    at += ENTRY_SIZE + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead < length) throw new ZipError('cut off');
  return buffer;
}
