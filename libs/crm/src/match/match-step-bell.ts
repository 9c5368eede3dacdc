import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { MatchStepJob } from '@lianghuan/contracts';
import type { Queue } from 'bullmq';
import { stepName } from './match-step.js';

export const MATCH_STEP_QUEUE = 'match-step';

/** Longest wait for the queue; while Redis is away its client would wait for ever. */
const RING_TIMEOUT_MS = 5_000;

/** Rings the queue for steps. A bell that fails is logged and no more: the rows stay queued and the sweeper rings again. */
@Injectable()
export class MatchStepBell {
  private readonly logger = new Logger('MatchStepBell');

  constructor(@InjectQueue(MATCH_STEP_QUEUE) private readonly queue: Queue<MatchStepJob>) {
    queue.on('error', (error) => this.logger.warn('queue error', { error: error.message }));
  }

  /** A job's id is its row's key, so that ringing twice is harmless. Jobs that ended are taken away first, or they would stay silent. */
  async ring(steps: readonly MatchStepJob[]): Promise<void> {
    if (steps.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${RING_TIMEOUT_MS} ms`)), RING_TIMEOUT_MS);
    });
    try {
      await Promise.race([this.add(steps), late]);
    } catch (error) {
      this.logger.warn('the queue could not be rung', { steps: steps.map(stepName), error: String(error) });
    } finally {
      clearTimeout(timer);
    }
  }

  private async add(steps: readonly MatchStepJob[]): Promise<void> {
    for (const step of steps) {
      const job = await this.queue.getJob(stepName(step));
      if (job !== undefined && ['completed', 'failed'].includes(await job.getState())) await job.remove();
    }
    await this.queue.addBulk(
      steps.map((step) => ({
        name: step.kind,
        data: step,
        opts: {
          jobId: stepName(step),
          attempts: 5,
          backoff: { type: 'exponential', delay: 1_000, jitter: 0.3 },
          removeOnComplete: true,
          removeOnFail: { age: 86_400 },
        },
      })),
    );
  }
}
