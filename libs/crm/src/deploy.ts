import { migrateQueue } from '@lianghuan/platform';
import { ownerDataSource } from './data-source.js';

/** Deploy step: brings the tables of the product and of the queue up to date. @returns names of the migrations that ran now */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const dataSource = await ownerDataSource(databaseUrl).initialize();
  try {
    const ran = await dataSource.runMigrations();
    await migrateQueue(databaseUrl);
    return ran.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}
