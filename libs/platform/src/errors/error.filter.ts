import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { ErrorBody, ErrorCode } from '@lianghuan/contracts';
import { findContext } from '../database/context.js';
import { AppError } from './app-error.js';

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  400: 'VALIDATION_FAILED',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'FILE_TOO_LARGE',
  429: 'RATE_LIMITED',
};

/** Turns whatever was thrown into `{ code, message, details }`. Unexpected errors are logged whole and told only by number. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('ErrorFilter');

  constructor(private readonly http: HttpAdapterHost) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    // A health report is its own answer.
    if (thrown instanceof HttpException && thrown.getStatus() === 503) {
      this.http.httpAdapter.reply(host.switchToHttp().getResponse(), thrown.getResponse(), 503);
      return;
    }
    const { status, body } = this.describe(thrown);
    this.http.httpAdapter.reply(host.switchToHttp().getResponse(), body, status);
  }

  private describe(thrown: unknown): { status: number; body: ErrorBody } {
    if (thrown instanceof AppError) {
      return { status: thrown.status, body: { code: thrown.code, message: thrown.message, details: thrown.details } };
    }
    // Fastify's own failures (body too large, bad JSON) carry statusCode; Nest's are HttpException.
    const status =
      thrown instanceof HttpException
        ? thrown.getStatus()
        : thrown instanceof Error && 'statusCode' in thrown && typeof thrown.statusCode === 'number'
          ? thrown.statusCode
          : 500;
    if (isUnstorable(thrown)) {
      this.logger.warn('the database refused a value', { error: thrown.message, requestId: findContext()?.id });
      return { status: 400, body: { code: 'VALIDATION_FAILED', message: 'a value cannot be stored', details: {} } };
    }
    const code = BY_STATUS[status];
    if (status < 500 && code !== undefined && thrown instanceof Error) {
      return { status, body: { code, message: thrown.message, details: {} } };
    }
    const requestId = findContext()?.id ?? '';
    this.logger.error('unexpected error', thrown instanceof Error ? thrown.stack : String(thrown), { requestId });
    return { status: 500, body: { code: 'INTERNAL', message: 'unexpected error', details: { requestId } } };
  }
}

/**
 * Whether PostgreSQL could not take a value as text, date or number (SQLSTATE class 22), e.g. a NUL character or a day of the year 0:
 * what a schema let through of a request, not a failure of ours.
 */
function isUnstorable(thrown: unknown): thrown is Error {
  if (!(thrown instanceof Error) || !('driverError' in thrown)) return false;
  const { code } = thrown.driverError as { code?: unknown };
  return typeof code === 'string' && code.startsWith('22');
}
