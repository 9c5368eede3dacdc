import { randomBytes } from 'node:crypto';
import { ownerDataSource } from '@lianghuan/crm';
import pg from 'pg';
import type { EntityManager } from 'typeorm';

/** A database of this test file alone, cloned from the migrated template. */
export interface TestDatabase {
  readonly url: string;
  /** Runs SQL as the owner of the tables, past row-level security: for arranging and for looking behind the scenes. */
  sql<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
  drop(): Promise<void>;
}

/** @param template what it is a clone of; `template0` gives an empty one */
export async function createTestDatabase(template = 'template_lianghuan'): Promise<TestDatabase> {
  const base = process.env.TEST_DATABASE_URL;
  if (base === undefined)
    throw new Error('TEST_DATABASE_URL is missing: run through Jest, whose global set-up starts PostgreSQL');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client({ connectionString: base });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(base);
  url.pathname = `/${name}`;
  const owner = new pg.Pool({ connectionString: url.href, max: 4 });
  owner.on('error', (error) => process.stderr.write(`test database: ${error.message}\n`));
  return {
    url: url.href,
    async sql<T>(text: string, values: unknown[] = []) {
      return (await owner.query(text, values)).rows as T[];
    },
    async drop() {
      await owner.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** Runs work in a transaction of the owner of the tables, as the deploy step does. */
export async function ownerTransaction<T>(database: TestDatabase, work: (tx: EntityManager) => Promise<T>): Promise<T> {
  const dataSource = await ownerDataSource(database.url).initialize();
  try {
    return await dataSource.transaction(work);
  } finally {
    await dataSource.destroy();
  }
}
