import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EntityManager } from 'typeorm';
import { createTestDatabase, ownerTransaction, type TestDatabase } from '../../../../test/support/database.js';
import { loadReviewSeats } from '../review/load-review-seats.js';
import { loadSurveyDepartments } from '../survey/load-survey-departments.js';

describe('tables of the deploy step that name units', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it.each<[string, (tx: EntityManager) => Promise<void>]>([
    ['review-seats', loadReviewSeats],
    ['survey-departments', loadSurveyDepartments],
  ])('stop it by name where there is no such unit: %s', async (table, load) => {
    const renamed = ownerTransaction(database, async (tx) => {
      await tx.query(`UPDATE organisation SET code = 'GONE' WHERE code = 'SHWJ'`);
      await load(tx);
    });
    await expect(renamed).rejects.toThrow(new RegExp(`^${table}.*: SHWJ$`));
    await ownerTransaction(database, load);
  });
});
