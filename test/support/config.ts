import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '@lianghuan/platform';

/** Settings for tests: silent, with a data folder of their own, and rights that end at once however they are taken. */
export function testConfig(changes: Partial<Config> = {}): Config {
  const dataDir = mkdtempSync(join(tmpdir(), 'lianghuan-data-'));
  return {
    ...readConfig({ LOG_LEVEL: 'silent', DATA_DIR: dataDir, JOB_SILENCE_SECONDS: '3', SESSION_MEMORY_MS: '0' }),
    ...changes,
  };
}
