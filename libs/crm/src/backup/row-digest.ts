import { hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';

const NEWLINE = 10;

/**
 * Passes the text of a COPY through and counts its rows. Its digest is the sum of the rows' hashes, so that it is the same for the same
 * rows in any order: PostgreSQL promises none, and sorting a million rows costs more than reading them.
 */
export class RowDigest extends Transform {
  #rows = 0;
  #sum = 0n;
  /** Beginning of a row whose end is in a later chunk. */
  #begun: Buffer[] = [];

  get rows(): number {
    return this.#rows;
  }

  /** Sixteen hexadecimal digits: against accidents, as the SHA-256 of the parts is. */
  get digest(): string {
    return this.#sum.toString(16).padStart(16, '0');
  }

  override _transform(chunk: Buffer, _: BufferEncoding, done: TransformCallback): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const piece = chunk.subarray(from, at);
      this.#add(this.#begun.length === 0 ? piece : Buffer.concat([...this.#begun, piece]));
      this.#begun = [];
      from = at + 1;
    }
    // A copy: what reads on may be given the chunk's memory again.
    if (from < chunk.length) this.#begun.push(Buffer.from(chunk.subarray(from)));
    done(null, chunk);
  }

  #add(row: Buffer): void {
    this.#rows += 1;
    const digest = hash('sha256', row, 'buffer') as unknown as Buffer;
    this.#sum = BigInt.asUintN(64, this.#sum + digest.readBigUInt64LE(0));
  }
}
