import { Worker } from 'node:worker_threads';
import { type ContentSums, EntryPacker } from './entry-packer.js';
import type { PackerAnswer } from './entry-packer.thread.js';

/** Node starts threads from compiled files only; a test that runs the sources packs in its own thread. */
const IS_COMPILED = import.meta.url.endsWith('.js');
/** Pieces on their way to the thread at the most. */
const AHEAD = 16;

/** Where pieces are packed. */
interface Packing {
  /** Resolves when the next piece may come. */
  give(piece: string): Promise<void>;
  end(): Promise<ContentSums>;
  close(): Promise<unknown>;
}

/**
 * The bytes of an entry as they are ready, while its pieces still come. Packing has a thread of its own: UTF-8, sums and streams would be a fifth of
 * the work of the one that makes the rows.
 */
export async function* packPieces(pieces: AsyncIterable<string>): AsyncGenerator<Buffer, ContentSums> {
  const ready: Buffer[] = [];
  const packing = IS_COMPILED ? inThread((bytes) => ready.push(bytes)) : inPlace((bytes) => ready.push(bytes));
  try {
    for await (const piece of pieces) {
      await packing.give(piece);
      yield* ready.splice(0);
    }
    const sums = await packing.end();
    yield* ready.splice(0);
    return sums;
  } finally {
    await packing.close();
  }
}

function inPlace(onPacked: (bytes: Buffer) => void): Packing {
  const packer = new EntryPacker(onPacked);
  return { give: (piece) => packer.write(piece), end: () => packer.end(), close: () => Promise.resolve() };
}

function inThread(onPacked: (bytes: Buffer) => void): Packing {
  const thread = new Worker(new URL('./entry-packer.thread.js', import.meta.url));
  const flow = { given: 0, isOver: false };
  let wake: () => void = () => {};
  const ended = new Promise<ContentSums>((resolve, reject) => {
    thread.on('message', (answer: PackerAnswer) => {
      if (answer === 'taken') flow.given -= 1;
      else if ('sums' in answer) resolve(answer.sums);
      else onPacked(Buffer.from(answer.packed.buffer));
      wake();
    });
    const fail = (error: unknown) => {
      flow.isOver = true;
      reject(error instanceof Error ? error : new Error(String(error)));
      wake();
    };
    thread.on('error', fail);
    thread.on('exit', () => fail(new Error('the packing thread has ended')));
  });
  // Met by whoever gives the next piece or ends.
  ended.catch(() => {});
  return {
    async give(piece) {
      thread.postMessage(piece);
      flow.given += 1;
      while (flow.given >= AHEAD && !flow.isOver) await new Promise<void>((resolve) => (wake = resolve));
      if (flow.isOver) await ended;
    },
    end() {
      thread.postMessage(null);
      return ended;
    },
    close: () => thread.terminate(),
  };
}
