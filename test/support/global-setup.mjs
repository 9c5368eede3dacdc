import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** One PostgreSQL for all test files, with a migrated template that each file clones in milliseconds. */
export default async function setup() {
  // Migrations and the worker run compiled. Type errors fail `npm test` before Jest starts; a half-edited file must not stop a look at one test.
  spawnSync('npx', ['tsc', '-b'], { cwd: root, stdio: 'inherit' });
  const { startEmbeddedPostgres } = await import('@lianghuan/platform');
  const { migrate } = await import('@lianghuan/crm');
  const dataDir = mkdtempSync(join(tmpdir(), 'lianghuan-test-'));
  chmodSync(dataDir, 0o755);
  const postgres = await startEmbeddedPostgres(dataDir, [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=300',
  ]);
  await postgres.ensureDatabase('template_lianghuan');
  await migrate(postgres.urlOf('template_lianghuan'));
  process.env.TEST_DATABASE_URL = postgres.urlOf('postgres');
  globalThis.testPostgres = { postgres, dataDir };
}
