import { InjectQueue, Processor } from '@nestjs/bullmq';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { ConnectorJob } from '@lianghuan/contracts';
import { CONNECTOR_RUN_QUEUE, ConnectorRunJobService, type JobOutcome } from '@lianghuan/crm';
import type { Queue } from 'bullmq';
import { JobProcessor, SHORT_LOCK } from '../job/job.processor.js';

/** How often connectors are asked whether their time has come; each says for itself in how many minutes. */
const EVERY_MS = 60_000;

/** Runs of connectors: when asked, and when due. The schedule only rings; the rows say what is done. */
@Processor(CONNECTOR_RUN_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class ConnectorRunProcessor
  extends JobProcessor<ConnectorJob, JobOutcome | readonly string[]>
  implements OnApplicationBootstrap
{
  protected readonly noun = 'connector run';
  protected readonly payload = ConnectorJob;

  constructor(
    private readonly runs: ConnectorRunJobService,
    @InjectQueue(CONNECTOR_RUN_QUEUE) private readonly queue: Queue<ConnectorJob>,
  ) {
    super();
  }

  /** Of several workers each says the same; one schedule results. */
  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.queue.upsertJobScheduler(
        'due',
        { every: EVERY_MS },
        { name: 'due', data: {}, opts: { removeOnComplete: true } },
      );
    } catch (error) {
      this.logger.warn('connectors could not be scheduled; the next start tries again', { error: String(error) });
    }
  }

  protected idOf({ connectorRunId }: ConnectorJob): string {
    return connectorRunId ?? 'due';
  }

  protected execute({ connectorRunId }: ConnectorJob): Promise<JobOutcome | readonly string[]> {
    return connectorRunId === undefined ? this.runs.requestDue() : this.runs.execute(connectorRunId);
  }

  protected handBack(): void {
    this.runs.handBack();
  }
}
