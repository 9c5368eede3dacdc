import type { LoggerService } from '@nestjs/common';
import { pino } from 'pino';
import { findContext } from '../database/context.js';

/** Nest's logger on pino: one JSON line per entry, with the request or job id; trailing plain objects become fields. */
export class JsonLogger implements LoggerService {
  readonly #pino;

  constructor(process: string, level: string) {
    this.#pino = pino({ level, base: { process, pid: globalThis.process.pid } });
  }

  #write(level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace', message: unknown, rest: unknown[]): void {
    if (!this.#pino.isLevelEnabled(level)) return;
    const texts = rest.filter((part) => typeof part === 'string');
    const fields = Object.assign({}, ...rest.filter((part) => typeof part === 'object' && part !== null)) as object;
    // Nest passes the name of the class last and, for errors, the stack before it.
    const context = texts.at(-1);
    const stack = level === 'error' && texts.length > 1 ? texts[0] : undefined;
    this.#pino[level](
      { ...fields, context, stack, requestId: findContext()?.id },
      message instanceof Error ? message.stack : String(message),
    );
  }

  log(message: unknown, ...rest: unknown[]): void {
    this.#write('info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.#write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.#write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.#write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.#write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.#write('fatal', message, rest);
  }
}
