import { BullModule } from '@nestjs/bullmq';
import {
  type DynamicModule,
  Global,
  Inject,
  Injectable,
  Logger,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { createPostgresBackend, runMigrations, setDefaultBackendFactory } from 'bullmq';
import pg from 'pg';
import type { Config } from '../config/config.js';

const QUEUE_POOL = Symbol('QUEUE_POOL');
const QUEUE_SCHEMA = 'bullmq';

@Injectable()
class QueuePoolCloser implements OnApplicationShutdown {
  constructor(@Inject(QUEUE_POOL) private readonly pool: pg.Pool) {}

  /** Waits for the workers to hand their connections back. */
  onApplicationShutdown(): Promise<void> {
    return this.pool.end();
  }
}

/**
 * BullMQ for both doors: on Redis with `redisUrl`, else on PostgreSQL. The same queues and processors run on either.
 * A payload is the id of a row; the row is the truth, the queue only the bell.
 */
@Global()
@Module({})
export class QueueModule {
  static with(config: Pick<Config, 'redisUrl' | 'queuePrefix'>, databaseUrl: string): DynamicModule {
    if (config.redisUrl !== undefined) {
      setDefaultBackendFactory(); // back to Redis, also in a process that used PostgreSQL before (tests)
      const root = BullModule.forRoot({
        connection: { url: config.redisUrl, maxRetriesPerRequest: null },
        prefix: config.queuePrefix,
      });
      return { module: QueueModule, imports: [root], exports: [root] };
    }
    setDefaultBackendFactory(createPostgresBackend);
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 14, options: `-c search_path=${QUEUE_SCHEMA}` });
    // Every queue and worker listens for errors; there are more of them than the ten Node takes for a leak.
    pool.setMaxListeners(50);
    const logger = new Logger('QueueModule');
    pool.on('error', (error) => logger.warn(`queue connection lost: ${error.message}`));
    const root = BullModule.forRoot({ connection: pool });
    return {
      module: QueueModule,
      imports: [root],
      providers: [{ provide: QUEUE_POOL, useValue: pool }, QueuePoolCloser],
      exports: [root],
    };
  }
}

/** Makes or updates the queue's own tables. Part of the deploy step, as the owner of the database. */
export async function migrateQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client, QUEUE_SCHEMA);
  } finally {
    await client.end();
  }
}
