import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** One file of an archive; its content comes in pieces, which are not kept. */
export interface ZipEntry {
  readonly name: string;
  readonly content: AsyncIterable<string> | Iterable<string>;
}

const LOCAL_MAGIC = 0x04034b50;
const DESCRIPTOR_MAGIC = 0x08074b50;
const ENTRY_MAGIC = 0x02014b50;
const END_MAGIC = 0x06054b50;
/** Sizes follow the content; names are UTF-8 (APPNOTE 6.3, 4.4.4). */
const FLAGS = 0x0808;
const DEFLATED = 8;
const VERSION = 20;
/** 1980-01-01: the same table gives the same bytes. */
const [NO_TIME, FIRST_DAY] = [0, 0x21];
/** Compression that keeps up with the rows; level 6 takes three times as long for files a tenth smaller. */
const LEVEL = 2;
const LARGEST = 0xffffffff;

interface Written {
  readonly name: Buffer;
  readonly offset: number;
  readonly crc: number;
  readonly size: number;
  readonly packedSize: number;
}

/** The bytes of a zip file, entry by entry as their content comes. Without zip64: an entry beyond 4 GiB breaks the stream. */
export function zipOf(entries: Iterable<ZipEntry>): Readable {
  return Readable.from(bytesOf(entries), { objectMode: false, highWaterMark: 256 * 1024 });
}

async function* bytesOf(entries: Iterable<ZipEntry>): AsyncGenerator<Buffer> {
  const written: Written[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const start = offset;
    const utf8 = Buffer.from(name);
    const header = localHeader(utf8);
    offset += header.length;
    yield header;
    let [crc, size, packedSize] = [0, 0, 0];
    const measured = async function* () {
      for await (const piece of content) {
        const bytes = Buffer.from(piece);
        crc = crc32(bytes, crc);
        size += bytes.length;
        yield bytes;
      }
    };
    const source = Readable.from(measured(), { objectMode: false });
    const deflate = createDeflateRaw({ level: LEVEL, chunkSize: 256 * 1024 });
    source.on('error', (error) => deflate.destroy(error));
    try {
      for await (const packed of source.pipe(deflate) as AsyncIterable<Buffer>) {
        packedSize += packed.length;
        yield packed;
      }
    } finally {
      // Where nobody reads on, content is let go of, too.
      source.destroy();
    }
    if (size > LARGEST || start > LARGEST) throw new RangeError(`zip entry ${name} is too large`);
    const entry = { name: utf8, offset: start, crc, size, packedSize };
    const descriptor = descriptorOf(entry);
    offset += packedSize + descriptor.length;
    yield descriptor;
    written.push(entry);
  }
  const directory = Buffer.concat(written.map(directoryEntry));
  yield directory;
  yield endOf(written.length, directory.length, offset);
}

function localHeader(name: Buffer): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(LOCAL_MAGIC, 0);
  header.writeUInt16LE(VERSION, 4);
  header.writeUInt16LE(FLAGS, 6);
  header.writeUInt16LE(DEFLATED, 8);
  header.writeUInt16LE(NO_TIME, 10);
  header.writeUInt16LE(FIRST_DAY, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function descriptorOf({ crc, size, packedSize }: Written): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(DESCRIPTOR_MAGIC, 0);
  descriptor.writeUInt32LE(crc, 4);
  descriptor.writeUInt32LE(packedSize, 8);
  descriptor.writeUInt32LE(size, 12);
  return descriptor;
}

function directoryEntry({ name, offset, crc, size, packedSize }: Written): Buffer {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(ENTRY_MAGIC, 0);
  entry.writeUInt16LE(VERSION, 4);
  entry.writeUInt16LE(VERSION, 6);
  entry.writeUInt16LE(FLAGS, 8);
  entry.writeUInt16LE(DEFLATED, 10);
  entry.writeUInt16LE(NO_TIME, 12);
  entry.writeUInt16LE(FIRST_DAY, 14);
  entry.writeUInt32LE(crc, 16);
  entry.writeUInt32LE(packedSize, 20);
  entry.writeUInt32LE(size, 24);
  entry.writeUInt16LE(name.length, 28);
  entry.writeUInt32LE(offset, 42);
  return Buffer.concat([entry, name]);
}

function endOf(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END_MAGIC, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
