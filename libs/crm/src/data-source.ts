import { applicationConnection, SnakeCaseNaming } from '@lianghuan/platform';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { ENTITIES } from './entities.js';
import { MIGRATIONS } from './migrations.js';

const SHARED = {
  type: 'postgres',
  entities: ENTITIES,
  namingStrategy: new SnakeCaseNaming(),
  uuidExtension: 'pgcrypto',
  synchronize: false,
} as const;

/** Connections of API and worker: in the role that does not own the tables. */
export function applicationDataSource(databaseUrl: string): DataSourceOptions {
  return { ...SHARED, ...applicationConnection(databaseUrl), applicationName: 'lianghuan' };
}

/** Connection of the deploy step: as the owner, with the migrations, all unless told otherwise. */
export function ownerDataSource(databaseUrl: string, migrations: typeof MIGRATIONS = MIGRATIONS): DataSource {
  return new DataSource({ ...SHARED, url: databaseUrl, migrations, migrationsTransactionMode: 'each' });
}
