import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { ExportJob, ImportJob } from '@lianghuan/contracts';
import type { Queue } from 'bullmq';
import { JobBell } from '../job/job-bell.js';

export const IMPORT_QUEUE = 'import';
export const EXPORT_QUEUE = 'export';

/** Name of a job on the import queue: which step of the batch waits. */
export type ImportStepName = 'check' | 'commit';

/** The bells of imports and exports. */
@Injectable()
export class TransferBells {
  readonly #imports: JobBell<ImportJob>;
  readonly #exports: JobBell<ExportJob>;

  constructor(
    @InjectQueue(IMPORT_QUEUE) imports: Queue<ImportJob>,
    @InjectQueue(EXPORT_QUEUE) exports: Queue<ExportJob>,
  ) {
    this.#imports = new JobBell(imports);
    this.#exports = new JobBell(exports);
  }

  ringImport(importId: string, step: ImportStepName): Promise<void> {
    return this.#imports.ring(`${importId}-${step}`, step, { importId });
  }

  ringExport(exportId: string): Promise<void> {
    return this.#exports.ring(exportId, EXPORT_QUEUE, { exportId });
  }
}
