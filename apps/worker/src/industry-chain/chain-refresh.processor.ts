import { Processor } from '@nestjs/bullmq';
import { ChainRefreshJob } from '@lianghuan/contracts';
import { CHAIN_REFRESH_QUEUE, ChainRefreshService, type JobOutcome } from '@lianghuan/crm';
import { JobProcessor, SHORT_LOCK } from '../job/job.processor.js';

/** Refreshes the industry chains. */
@Processor(CHAIN_REFRESH_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class ChainRefreshProcessor extends JobProcessor<ChainRefreshJob, JobOutcome> {
  protected readonly noun = 'chain-refresh';
  protected readonly payload = ChainRefreshJob;

  constructor(private readonly refreshes: ChainRefreshService) {
    super();
  }

  protected idOf({ chainRefreshId }: ChainRefreshJob): string {
    return chainRefreshId;
  }

  protected execute({ chainRefreshId }: ChainRefreshJob): Promise<JobOutcome> {
    return this.refreshes.execute(chainRefreshId);
  }

  protected handBack(): void {
    this.refreshes.handBack();
  }
}
