import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { ChainRefreshJob } from '@lianghuan/contracts';
import type { Queue } from 'bullmq';
import { JobBell } from '../job/job-bell.js';

export const CHAIN_REFRESH_QUEUE = 'chain-refresh';

/** The bell of chain refreshes. */
@Injectable()
export class ChainRefreshBell {
  readonly #bell: JobBell<ChainRefreshJob>;

  constructor(@InjectQueue(CHAIN_REFRESH_QUEUE) queue: Queue<ChainRefreshJob>) {
    this.#bell = new JobBell(queue);
  }

  ring(chainRefreshId: string): Promise<void> {
    return this.#bell.ring(chainRefreshId, CHAIN_REFRESH_QUEUE, { chainRefreshId });
  }
}
