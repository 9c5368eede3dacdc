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
    readonly kind: 'project' | 'enterprise' | 'resource' | 'market',
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

/** An option that is not what it has to be: nothing is ranked by a guess at what was meant. */
export class InvalidOptionError extends Error {
  readonly code = 'INVALID_OPTION';
  constructor(
    /** Where it stands, such as `constraints.pauses[0].until`; `options` for all of them. */
    readonly path: string,
    /** What should stand there, in English. */
    readonly expected: string,
    found: unknown,
  ) {
    super(`${path}: expected ${expected}, found ${shown(found)}`);
    this.name = 'InvalidOptionError';
  }
}

/** A value as a message names it: short, and never a reason to fail. */
function shown(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
    default:
      return `a ${typeof value}`;
  }
}
