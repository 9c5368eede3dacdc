import type { JobOutcome } from '@lianghuan/crm';
import { JobProcessor } from './job.processor.js';

/** A service of the domain whose jobs are rows. */
interface RowService {
  execute(id: string): Promise<JobOutcome>;
  handBack(): void;
}

/** Carries out jobs that say no more than which row they are. */
export abstract class RowProcessor<Payload extends object> extends JobProcessor<Payload, JobOutcome> {
  constructor(private readonly service: RowService) {
    super();
  }

  protected execute(payload: Payload): Promise<JobOutcome> {
    return this.service.execute(this.idOf(payload));
  }

  protected handBack(): void {
    this.service.handBack();
  }
}
