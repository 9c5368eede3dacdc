import {
  type FactoryProvider,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type Type,
} from '@nestjs/common';

const EVERY_MS = 2_000;

/**
 * Has a service look every few seconds, beside its queue, for what waits to be done: jobs whose bell was lost or whose worker fell silent,
 * days that have come; or less often what may wait.
 * @param sweep gives the ids it rang for or settled; undefined when another worker is at it
 */
export function sweepOf<Service>(
  service: Type<Service>,
  sweep: (service: Service) => Promise<readonly string[] | undefined>,
  everyMs = EVERY_MS,
): FactoryProvider<JobSweepSchedule> {
  return {
    provide: `sweep of ${service.name}`,
    inject: [service],
    useFactory: (instance: Service) => new JobSweepSchedule(service.name, () => sweep(instance), everyMs),
  };
}

/** Sweeps again and again, from the start of the process to its end. */
class JobSweepSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger: Logger;
  #timer: NodeJS.Timeout | undefined;
  #sweep: Promise<void> = Promise.resolve();
  #isStopping = false;

  constructor(
    name: string,
    private readonly sweep: () => Promise<readonly string[] | undefined>,
    private readonly everyMs: number,
  ) {
    this.#logger = new Logger(`sweep of ${name}`);
  }

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
        if (!this.#isStopping) this.#plan(this.everyMs);
      });
    }, afterMs);
  }

  async #sweepOnce(): Promise<void> {
    try {
      const rung = await this.sweep();
      if (rung !== undefined && rung.length > 0) this.#logger.debug('swept', { ids: rung });
    } catch (error) {
      this.#logger.warn('the sweep failed; the next one tries again', { error: String(error) });
    }
  }
}
