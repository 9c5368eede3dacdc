/** Something the caller can put right; printed as one line, without a stack. */
export class InputError extends Error {
  constructor(
    message: string,
    /** See the exit codes in `cli.ts`. */
    readonly exitCode: 2 | 3 | 4 | 5,
  ) {
    super(message);
    this.name = 'InputError';
  }
}
