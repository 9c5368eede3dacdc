/** An id that is not among the records the matcher was built from. */
export class UnknownRecordError extends Error {
  readonly code = 'UNKNOWN_RECORD';
  constructor(
    readonly kind: 'project' | 'enterprise',
    readonly recordId: string,
  ) {
    super(`no ${kind} with id ${recordId}`);
    this.name = 'UnknownRecordError';
  }
}

/** Two records of one kind with the same id: a result could not say which is meant. */
export class DuplicateRecordError extends Error {
  readonly code = 'DUPLICATE_RECORD';
  constructor(
    readonly kind: 'project' | 'enterprise',
    readonly recordId: string,
  ) {
    super(`two ${kind}s with id ${recordId}`);
    this.name = 'DuplicateRecordError';
  }
}

/** Parts of different epochs put together: their numbers mean different things. */
export class EpochMismatchError extends Error {
  readonly code = 'EPOCH_MISMATCH';
  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(`made with epoch ${found}, used with ${expected}`);
    this.name = 'EpochMismatchError';
  }
}
