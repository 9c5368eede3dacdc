import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { MatchRunJob } from '@lianghuan/contracts';
import type { Queue } from 'bullmq';

export const MATCH_RUN_QUEUE = 'match-run';

/** Longest wait for the queue; while Redis is away its client would wait for ever. */
const RING_TIMEOUT_MS = 5_000;

/** Rings the queue for a run. A bell that fails is logged and no more: the row stays queued and the sweeper rings again. */
@Injectable()
export class MatchRunBell {
  private readonly logger = new Logger('MatchRunBell');

  constructor(@InjectQueue(MATCH_RUN_QUEUE) private readonly queue: Queue<MatchRunJob>) {
    queue.on('error', (error) => this.logger.warn('queue error', { error: error.message }));
  }

  /** The job's id is the row's, so that ringing twice is harmless. A job that ended is taken away first, or it would stay silent. */
  async ring(matchRunId: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${RING_TIMEOUT_MS} ms`)), RING_TIMEOUT_MS);
    });
    try {
      await Promise.race([this.add(matchRunId), late]);
    } catch (error) {
      this.logger.warn('the queue could not be rung', { matchRunId, error: String(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  private async add(matchRunId: string): Promise<void> {
    const job = await this.queue.getJob(matchRunId);
    if (job !== undefined && ['completed', 'failed'].includes(await job.getState())) await job.remove();
    await this.queue.add(
      MATCH_RUN_QUEUE,
      { matchRunId },
      {
        jobId: matchRunId,
        attempts: 5,
        backoff: { type: 'exponential', delay: 1_000, jitter: 0.3 },
        removeOnComplete: true,
        removeOnFail: { age: 86_400 },
      },
    );
  }
}
