import { Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';

/** Longest wait for the queue; while Redis is away its client would wait for ever. */
const RING_TIMEOUT_MS = 5_000;

/**
 * Rings a queue for a row that waits for work. A bell that fails is logged and no more: the row still waits and the sweeper rings
 * again.
 */
export class JobBell<Payload> {
  readonly #logger: Logger;

  constructor(private readonly queue: Queue<Payload>) {
    this.#logger = new Logger(`JobBell ${queue.name}`);
    queue.on('error', (error) => this.#logger.warn('queue error', { error: error.message }));
  }

  /** `jobId` makes a second ring harmless. A job of that id that ended is taken away first, or it would stay silent. */
  async ring(jobId: string, name: string, payload: Payload): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${RING_TIMEOUT_MS} ms`)), RING_TIMEOUT_MS);
    });
    try {
      await Promise.race([this.#add(jobId, name, payload), late]);
    } catch (error) {
      this.#logger.warn('the queue could not be rung', { jobId, error: String(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  async #add(jobId: string, name: string, payload: Payload): Promise<void> {
    const job = await this.queue.getJob(jobId);
    if (job !== undefined && ((await job.isCompleted()) || (await job.isFailed()))) await job.remove();
    // The generic queue type derives its own payload type, which equals ours for the plain objects we send.
    await (this.queue as unknown as Queue<unknown>).add(name, payload, {
      jobId,
      attempts: 5,
      backoff: { type: 'exponential', delay: 1_000, jitter: 0.3 },
      removeOnComplete: true,
      removeOnFail: { age: 86_400 },
    });
  }
}
