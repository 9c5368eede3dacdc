import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';

/** What the directory of a zip file says of the content of an entry. */
export interface ContentSums {
  readonly crc: number;
  /** Bytes as they were, and as they are packed. */
  readonly size: number;
  readonly packedSize: number;
}

/** Compression that keeps up with the rows; level 6 takes three times as long for files a tenth smaller. */
export const LEVEL = 2;
const CHUNK = 256 * 1024;

/** Turns the text of one entry into deflated UTF-8, piece by piece; bytes are handed out as they come. */
export class EntryPacker {
  readonly #deflate = createDeflateRaw({ level: LEVEL, chunkSize: CHUNK });
  readonly #ended = finished(this.#deflate);
  #crc = 0;
  #size = 0;
  #packedSize = 0;

  constructor(onPacked: (bytes: Buffer) => void) {
    this.#deflate.on('data', (bytes: Buffer) => {
      this.#packedSize += bytes.length;
      onPacked(bytes);
    });
    // Met by whoever writes next or ends.
    this.#ended.catch(() => {});
  }

  /** Resolves when the next piece may come. */
  async write(piece: string): Promise<void> {
    const bytes = Buffer.from(piece);
    this.#crc = crc32(bytes, this.#crc);
    this.#size += bytes.length;
    if (!this.#deflate.write(bytes)) await Promise.race([once(this.#deflate, 'drain'), this.#ended]);
  }

  /** Resolves when all bytes have been handed out. */
  async end(): Promise<ContentSums> {
    this.#deflate.end();
    await this.#ended;
    return { crc: this.#crc, size: this.#size, packedSize: this.#packedSize };
  }
}
