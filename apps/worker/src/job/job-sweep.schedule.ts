import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';

const EVERY_MS = 2_000;

/** Every few seconds: rings again for rows of a job table left waiting or silent. Of several workers one at a time does it. */
export abstract class JobSweepSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger(this.constructor.name);
  #timer: NodeJS.Timeout | undefined;
  #sweep: Promise<void> = Promise.resolve();
  #isStopping = false;

  /** @returns ids rung for; undefined when another worker is at it */
  protected abstract sweep(): Promise<readonly string[] | undefined>;

  onApplicationBootstrap(): void {
    this.#plan(0);
  }

  async onModuleDestroy(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#timer);
    await this.#sweep;
  }

  /** The next sweep is planned when the last has ended, so that a slow one is never overtaken. */
  #plan(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#sweep = this.#sweepOnce().finally(() => {
        if (!this.#isStopping) this.#plan(EVERY_MS);
      });
    }, afterMs);
  }

  async #sweepOnce(): Promise<void> {
    try {
      const rung = await this.sweep();
      if (rung !== undefined && rung.length > 0) this.#logger.debug('rang again', { ids: rung });
    } catch (error) {
      this.#logger.warn('the sweep failed; the next one tries again', { error: String(error) });
    }
  }
}
