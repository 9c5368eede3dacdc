import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@lianghuan/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { migrate } from './deploy.js';

describe('the deploy step on a database that is not as it should be', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const failure = async () => {
    const error = await migrate(database.url).then(() => undefined, (caught: unknown) => caught); // prettier-ignore
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  };

  it('refuses a newer one, and changes nothing in it', async () => {
    await database.sql(`INSERT INTO migrations (timestamp, name) VALUES (9999900000000, 'ComeLater9999900000000')`);
    expect(await failure()).toContain('newer version of the product (ComeLater9999900000000');
    await database.sql(`DELETE FROM migrations WHERE name = 'ComeLater9999900000000'`);
    expect(await migrate(database.url)).toEqual([]);
  });

  it('says which migration failed, keeps nothing of it, and goes on with it once what was in its way is gone', async () => {
    const name = 'KnowImportSheets1779931200000';
    await database.sql('DELETE FROM migrations WHERE name = $1', [name]);
    await database.sql('ALTER TABLE import_row DROP COLUMN merged');
    // Its second statement meets a column that is there already.
    expect(await failure()).toMatch(new RegExp(`Migration ${name} failed and left nothing of itself .*other_sheets`));
    const merged = `SELECT column_name FROM information_schema.columns WHERE table_name = 'import_row' AND column_name = 'merged'`;
    expect(await database.sql(merged)).toEqual([]);
    await database.sql('ALTER TABLE import_batch DROP COLUMN other_sheets, DROP COLUMN hidden_rows');
    expect(await migrate(database.url)).toEqual([name]);
    expect(await database.sql(merged)).toHaveLength(1);
  });
});
