import { ConfigError, migrateQueue } from '@lianghuan/platform';
import type { DataSource } from 'typeorm';
import { migrationsOf } from './backup/catalogue.js';
import { ownerDataSource } from './data-source.js';
import { loadExtraFields } from './extra-field/load-extra-fields.js';
import { loadChains } from './industry-chain/load-chains.js';
import { MIGRATIONS } from './migrations.js';
import { loadNeeds } from './need/load-needs.js';
import { loadOrganisations } from './organisation/load-organisations.js';
import { loadReference } from './reference/load-reference.js';
import { loadReviewSeats } from './review/load-review-seats.js';
import { loadSurveyDepartments } from './survey/load-survey-departments.js';
import { loadPublishedStatistics } from './target/load-published-statistics.js';
import { loadTargets } from './target/load-targets.js';

/**
 * Deploy step: brings the tables of the product and of the queue up to date. Each migration is a transaction of its own, so one that fails
 * leaves nothing of itself, and the next deploy goes on with it.
 * @returns names of the migrations that ran now
 * @throws {ConfigError} when the database is of a newer version, or a migration failed
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const dataSource = await ownerDataSource(databaseUrl).initialize();
  try {
    const ran = await runMigrations(dataSource);
    await dataSource.transaction(async (tx) => {
      await loadReference(tx);
      await loadOrganisations(tx);
      await loadReviewSeats(tx);
      await loadSurveyDepartments(tx);
      await loadExtraFields(tx);
      await loadNeeds(tx);
      await loadChains(tx);
      await loadTargets(tx);
      await loadPublishedStatistics(tx);
    });
    await migrateQueue(databaseUrl);
    return ran;
  } finally {
    await dataSource.destroy();
  }
}

async function runMigrations(dataSource: DataSource): Promise<string[]> {
  const names = MIGRATIONS.map(({ name }) => name);
  const ran = () => migrationsOf((text) => dataSource.query(text));
  const newer = (await ran()).filter((name) => !names.includes(name));
  if (newer.length > 0) {
    throw new ConfigError(`The database belongs to a newer version of the product (${newer.at(-1)} is not known here): start that version, or restore a backup taken before the upgrade`); // prettier-ignore
  }
  try {
    return (await dataSource.runMigrations()).map(({ name }) => name);
  } catch (cause) {
    const done = await ran();
    const failed = names.find((name) => !done.includes(name));
    throw new ConfigError(`Migration ${failed} failed and left nothing of itself (${done.length} of ${names.length} are done; the next start goes on with it): ${cause instanceof Error ? cause.message : String(cause)}`, { cause }); // prettier-ignore
  }
}
