import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';

/** A queue nobody puts anything into, to ask whether queues answer. */
export const PROBE_QUEUE = 'probe';

/** Asks whether the queue is there: Redis, or the database where there is none. */
@Injectable()
export class QueueProbe {
  private readonly logger = new Logger('QueueProbe');

  constructor(@InjectQueue(PROBE_QUEUE) private readonly queue: Queue) {
    queue.on('error', (error) => this.logger.warn(`queue error: ${error.message}`));
  }

  /** Whether it answered in time; while Redis is away its client would wait for ever. */
  async answers(timeoutMs: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), timeoutMs);
    });
    // Asked of the store itself, whatever the answer is.
    const asked = this.queue.isPaused().then(
      () => true,
      (error: unknown) => {
        this.logger.warn(`the queue could not be asked: ${String(error)}`);
        return false;
      },
    );
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
