import { ERRORS, type ErrorCode, type ErrorDetails, type FieldIssue } from '@lianghuan/contracts';

/** A failure with a stable code. The HTTP status is the catalogue's; the Chinese text is made at the edge from code and details. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly status: number;

  constructor(
    readonly code: ErrorCode,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.status = ERRORS[code].status;
  }
}

/** Wrong fields of a request. */
export class ValidationError extends AppError {
  constructor(issues: readonly FieldIssue[]) {
    super('VALIDATION_FAILED', { issues });
  }
}
