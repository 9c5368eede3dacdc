import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { Database } from './database.js';

/** Role without ownership that API and worker connect as, so that row-level security binds them. Made by the first migration. */
export const APPLICATION_ROLE = 'lianghuan_app';

/** A connection nobody asks for so long is closed. Statements are planned once a connection, so each new one makes the next people wait. */
const IDLE_MS = 15 * 60_000;

/** Options of the application's connections: same server as `url`, but in the {@link APPLICATION_ROLE}. */
export function applicationConnection(url: string): { url: string; extra: Record<string, unknown> } {
  const options = `-c role=${APPLICATION_ROLE} -c timezone=Asia/Shanghai`;
  return { url, extra: { options, max: 12, idleTimeoutMillis: IDLE_MS } };
}

@Global()
@Module({})
export class DatabaseModule {
  static with(options: DataSourceOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...options, retryAttempts: 3, retryDelay: 500 })],
      providers: [Database],
      exports: [Database],
    };
  }
}
