import { parentPort } from 'node:worker_threads';
import { type ContentSums, EntryPacker } from './entry-packer.js';

/** In the order of the pieces: bytes of the entry, for each piece that it was taken, and at the end the sums. */
export type PackerAnswer = { readonly packed: Uint8Array } | { readonly sums: ContentSums } | 'taken';

const port = parentPort;
if (port === null) throw new Error('entry-packer.thread runs as a worker thread only');
const packer = new EntryPacker((bytes) => {
  // Its own memory, so that it can be given away instead of copied once more.
  const packed = Uint8Array.from(bytes);
  port.postMessage({ packed } satisfies PackerAnswer, [packed.buffer]);
});
const take = async (piece: string | null) => {
  if (piece === null) return port.postMessage({ sums: await packer.end() } satisfies PackerAnswer);
  await packer.write(piece);
  port.postMessage('taken' satisfies PackerAnswer);
};
// A rejection ends the thread with the error, which its owner is told.
let taken = Promise.resolve();
port.on('message', (piece: string | null) => {
  taken = taken.then(() => take(piece));
});
