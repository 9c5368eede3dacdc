import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Part } from './shard-work.js';

/** The thread's end of a stream of parts; posted with its port in the transfer list. */
export interface PartTap {
  readonly port: MessagePort;
  /** Counts what has been sent. In shared memory: a thread that computes waits here, it cannot await. */
  readonly sent: Int32Array;
}

/**
 * Hands parts to a thread one by one as it asks for them, while the next one is being read: whatever their number, two are in memory.
 * @param onFailure told why a part cannot be read; the thread waits then, and is to be ended
 */
export function pourParts(parts: AsyncIterable<Part>, onFailure: (error: unknown) => void): PartTap {
  const { port1, port2 } = new MessageChannel();
  const sent = new Int32Array(new SharedArrayBuffer(4));
  const reader = parts[Symbol.asyncIterator]();
  let next = reader.next();
  // Told when the thread asks for it.
  const hush = () => next.catch(() => undefined);
  void hush();
  const send = async () => {
    const { done, value } = await next;
    if (done !== true) {
      next = reader.next();
      void hush();
    }
    if (done === true) port1.postMessage(null);
    else port1.postMessage(value, [value.buffer]);
    Atomics.add(sent, 0, 1);
    Atomics.notify(sent, 0);
  };
  port1.on('message', () => void send().catch(onFailure));
  // The thread keeps the process alive as long as it works, not the way to it.
  port1.unref();
  return { port: port2, sent };
}

/** In the thread: the parts as they come. */
export function* drawParts({ port, sent }: PartTap): Generator<Part> {
  for (;;) {
    const before = Atomics.load(sent, 0);
    port.postMessage('next');
    Atomics.wait(sent, 0, before);
    const part = receiveMessageOnPort(port)?.message as Part | null;
    if (part === null) break;
    yield part;
  }
  port.close();
}
