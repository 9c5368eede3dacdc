import { describe, expect, it } from '@jest/globals';
import { ConfigError, prepareDataDir, readConfig } from './config.js';

describe('settings', () => {
  it('have defaults that need nothing installed', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      demo: true,
      databaseUrl: undefined,
      redisUrl: undefined,
    });
    expect(config.dataDir.endsWith('.data')).toBe(true);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '70000'],
    ['DATABASE_URL', 'mysql://x'],
    ['REDIS_URL', 'localhost:6379'],
    ['DEMO', 'maybe'],
    ['LOG_LEVEL', 'loud'],
  ])('refuse %s=%s in one line that names it', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(ConfigError);
    expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`^Setting ${name}="${value}" is wrong: [^\n]+$`));
  });

  it('ask for the rest of a half-given file store', () => {
    expect(() => readConfig({ S3_ENDPOINT: 'http://127.0.0.1:9000', S3_BUCKET: 'b' })).toThrow(
      /S3_ACCESS_KEY_ID is missing/,
    );
  });

  it('take an empty value as not given', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: '' }).port).toBe(3000);
  });

  it.each(['/dev/null/data', '/proc/lianghuan/data'])('refuse %s, where no data folder can be made', (path) => {
    expect(() => prepareDataDir(path)).toThrow(`Setting DATA_DIR=${path} is wrong: the folder cannot be written`);
  });
});
