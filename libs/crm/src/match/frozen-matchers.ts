import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@lianghuan/platform';
import { type FrozenInput, loadFrozenInput } from './frozen-input.js';
import { MatcherHost, type OpenMatcher } from './matcher-host.js';

/** How long a matcher that nobody asks stays in memory. */
const IDLE_MS = 120_000;

/** A run's frozen input with a matcher over it. */
export interface FrozenMatcher {
  readonly runId: string;
  readonly matcher: OpenMatcher;
  readonly frozen: FrozenInput;
}

/** Matchers over the frozen input of runs. One is kept open, for the run asked last. */
@Injectable()
export class FrozenMatchers implements OnModuleDestroy {
  #ready: { runId: string; opening: Promise<FrozenMatcher> } | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly matchers: MatcherHost,
  ) {}

  /** @throws {MatchRunDeadEnd} INPUT_CHANGED */
  async open(runId: string): Promise<FrozenMatcher> {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.#forget(), IDLE_MS).unref();
    if (this.#ready?.runId !== runId) {
      await this.#forget();
      const opening = this.database
        .asSystem(() => this.database.transaction((tx) => loadFrozenInput(tx, runId)))
        .then(async (frozen) => ({ runId, frozen, matcher: await this.matchers.open(frozen.input, frozen.options) }));
      this.#ready = { runId, opening };
    }
    const { opening } = this.#ready as { opening: Promise<FrozenMatcher> };
    try {
      return await opening;
    } catch (error) {
      if (this.#ready?.opening === opening) this.#ready = undefined;
      throw error;
    }
  }

  async onModuleDestroy(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#forget();
  }

  async #forget(): Promise<void> {
    const ready = this.#ready;
    this.#ready = undefined;
    // An opening that failed has told its caller already.
    const opened = await ready?.opening.catch(() => undefined);
    await opened?.matcher.close();
  }
}
