/** Why a run cannot succeed however often it is tried. Stored as the run's error code. */
export type DeadEndCode = 'NOTHING_TO_MATCH' | 'INPUT_CHANGED' | 'ATTEMPTS_EXHAUSTED';

/** A known dead end: the run is failed and not tried again by itself. */
export class MatchRunDeadEnd extends Error {
  override readonly name = 'MatchRunDeadEnd';
  constructor(
    readonly code: DeadEndCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The step is no longer this worker's: its run ended, or another worker took it over after a silence. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost';
  constructor(readonly step: string) {
    super(`match step ${step} is no longer ours`);
  }
}
