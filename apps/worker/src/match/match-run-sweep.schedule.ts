import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { MatchRunService } from '@lianghuan/crm';

const EVERY_MS = 2_000;

/** Every few seconds: rings again for runs left queued or silent. Of several workers one at a time does it. */
@Injectable()
export class MatchRunSweepSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('MatchRunSweepSchedule');
  #timer: NodeJS.Timeout | undefined;
  #sweep: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(private readonly runs: MatchRunService) {}

  onApplicationBootstrap(): void {
    this.plan(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#sweep;
  }

  /** The next sweep is planned when the last has ended, so that a slow one is never overtaken. */
  private plan(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#sweep = this.sweep().finally(() => {
        if (!this.#isStopping) this.plan(EVERY_MS);
      });
    }, afterMs);
  }

  private async sweep(): Promise<void> {
    try {
      const rung = await this.runs.sweep();
      if (rung !== undefined && rung.length > 0) this.logger.debug('rang again', { matchRunIds: rung });
    } catch (error) {
      this.logger.warn('the sweep failed; the next one tries again', { error: String(error) });
    }
  }
}
