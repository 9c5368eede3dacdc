import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { ConnectorJob } from '@lianghuan/contracts';
import type { Queue } from 'bullmq';
import { JobBell } from '../job/job-bell.js';

export const CONNECTOR_RUN_QUEUE = 'connector-run';

/** The bell of connectors' runs. */
@Injectable()
export class ConnectorRunBell {
  readonly #bell: JobBell<ConnectorJob>;

  constructor(@InjectQueue(CONNECTOR_RUN_QUEUE) queue: Queue<ConnectorJob>) {
    this.#bell = new JobBell(queue);
  }

  ring(id: string): Promise<void> {
    return this.#bell.ring(id, CONNECTOR_RUN_QUEUE, { connectorRunId: id });
  }
}
