import { Processor } from '@nestjs/bullmq';
import { ChainRefreshJob } from '@lianghuan/contracts';
import { CHAIN_REFRESH_QUEUE, ChainRefreshService } from '@lianghuan/crm';
import { SHORT_LOCK } from '../job/job.processor.js';
import { RowProcessor } from '../job/row.processor.js';

/** Refreshes the industry chains. */
@Processor(CHAIN_REFRESH_QUEUE, { concurrency: 1, ...SHORT_LOCK })
export class ChainRefreshProcessor extends RowProcessor<ChainRefreshJob> {
  protected readonly noun = 'chain-refresh';
  protected readonly payload = ChainRefreshJob;

  constructor(service: ChainRefreshService) {
    super(service);
  }

  protected idOf({ chainRefreshId }: ChainRefreshJob): string {
    return chainRefreshId;
  }
}
