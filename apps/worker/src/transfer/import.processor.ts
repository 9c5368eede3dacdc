import { Processor } from '@nestjs/bullmq';
import { ImportJob } from '@lianghuan/contracts';
import { IMPORT_QUEUE, ImportJobService, type JobOutcome } from '@lianghuan/crm';
import type { Job } from 'bullmq';
import { JobProcessor, SHORT_LOCK } from '../job/job.processor.js';

/** Checks and writes imports; the job's name says which. */
@Processor(IMPORT_QUEUE, { concurrency: 2, ...SHORT_LOCK })
export class ImportProcessor extends JobProcessor<ImportJob, JobOutcome> {
  protected readonly noun = 'import';
  protected readonly payload = ImportJob;

  constructor(private readonly imports: ImportJobService) {
    super();
  }

  protected idOf({ importId }: ImportJob): string {
    return importId;
  }

  protected execute({ importId }: ImportJob, { name }: Job<unknown>): Promise<JobOutcome> {
    return name === 'commit' ? this.imports.commit(importId) : this.imports.check(importId);
  }

  protected handBack(): void {
    this.imports.handBack();
  }
}
