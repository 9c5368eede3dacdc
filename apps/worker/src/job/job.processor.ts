import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnModuleDestroy } from '@nestjs/common';
import { JobDeadEnd, MatchRunDeadEnd } from '@lianghuan/crm';
import { runInContext } from '@lianghuan/platform';
import { type Job, UnrecoverableError } from 'bullmq';

/**
 * For the `@Processor` of jobs whose row says whose they are. The lock is short, so that the bell of a killed worker is soon taken up; losing
 * it by a hiccup does no harm. Work of ours is not what loses it as far as was measured: between two turns of the loop a worker in merge-score was
 * away for .4 s at the most (2,785 enterprises, load 9 on two cores). A lock that “could not be renewed” then waited for the database, it seems.
 */
export const SHORT_LOCK = { lockDuration: 5_000, stalledInterval: 2_500, maxStalledCount: 10 } as const;

/** What a zod schema of the contracts is used for here. */
interface PayloadSchema<Payload> {
  safeParse(
    data: unknown,
  ): { readonly success: true; readonly data: Payload } | { readonly success: false; readonly error: Error };
}

/** Reads the payload, has the service carry the job out, and tells the queue when trying again is of no use. */
export abstract class JobProcessor<Payload extends object, Outcome> extends WorkerHost implements OnModuleDestroy {
  protected readonly logger = new Logger(this.constructor.name);
  /** What the job is called in messages: `export`. */
  protected abstract readonly noun: string;
  protected abstract readonly payload: PayloadSchema<Payload>;

  /** Id of the row, which the log lines of the job carry. */
  protected abstract idOf(payload: Payload): string;
  protected abstract execute(payload: Payload, job: Job<unknown>): Promise<Outcome>;
  /** What is in hand goes back to the queue, and nothing else is taken. */
  protected abstract handBack(): void;

  async process(job: Job<unknown>): Promise<Outcome> {
    const read = this.payload.safeParse(job.data);
    if (!read.success) throw new UnrecoverableError(`no ${this.noun} job: ${read.error.message}`);
    return runInContext({ id: this.idOf(read.data) }, async () => {
      try {
        const outcome = await this.execute(read.data, job);
        this.logger.log(this.noun, { ...read.data, name: job.name, outcome });
        return outcome;
      } catch (error) {
        if (error instanceof JobDeadEnd) throw new UnrecoverableError(error.code);
        if (error instanceof MatchRunDeadEnd) throw new UnrecoverableError(`${error.code}: ${error.message}`);
        throw error;
      }
    });
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job | undefined, error: Error): void {
    this.logger.warn(`${this.noun} job failed`, { jobId: job?.id, attempt: job?.attemptsMade, error: error.message });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn(`${this.noun} queue error`, { error: error.message });
  }

  /** While the database is still open. */
  async onModuleDestroy(): Promise<void> {
    this.handBack();
    await this.worker.close();
  }
}
