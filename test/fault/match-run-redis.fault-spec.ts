import { describe, it, jest } from '@jest/globals';
import { HAS_REDIS } from '../support/redis.js';
import { describeMatchRunFaults } from './match-run.faults.js';

jest.setTimeout(180_000);

const MISSING = 'this machine has no redis-server (apt-get install redis-server)';

if (HAS_REDIS) describeMatchRunFaults('Redis');
else {
  process.stderr.write(`match runs behind Redis: SKIPPED, ${MISSING}\n`);
  describe('a match run and its workers, queue on Redis', () => it.todo(MISSING));
}
