import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSourceOptions } from 'typeorm';
import { Database } from './database.js';

/** Role without ownership that API and worker connect as, so that row-level security binds them. Made by the first migration. */
export const APPLICATION_ROLE = 'lianghuan_app';

/** Options of the application's connections: same server as `url`, but in the {@link APPLICATION_ROLE}. */
export function applicationConnection(url: string): { url: string; extra: Record<string, unknown> } {
  return { url, extra: { options: `-c role=${APPLICATION_ROLE} -c timezone=Asia/Shanghai`, max: 12 } };
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
