import { migrateQueue } from '@lianghuan/platform';
import { ownerDataSource } from './data-source.js';
import { loadExtraFields } from './extra-field/load-extra-fields.js';
import { loadChains } from './industry-chain/load-chains.js';
import { loadNeeds } from './need/load-needs.js';
import { loadOrganisations } from './organisation/load-organisations.js';
import { loadReference } from './reference/load-reference.js';
import { loadReviewSeats } from './review/load-review-seats.js';
import { loadSurveyDepartments } from './survey/load-survey-departments.js';
import { loadPublishedStatistics } from './target/load-published-statistics.js';
import { loadTargets } from './target/load-targets.js';

/** Deploy step: brings the tables of the product and of the queue up to date. @returns names of the migrations that ran now */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const dataSource = await ownerDataSource(databaseUrl).initialize();
  try {
    const ran = await dataSource.runMigrations();
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
    return ran.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}
