import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiContext, startApi } from './support/api.js';
import { HAS_REDIS, startRedis } from './support/redis.js';
import { waitFor } from './support/wait.js';

describe('health', () => {
  let api: ApiContext;
  beforeAll(async () => {
    api = await startApi();
  });
  afterAll(() => api.close());

  it('is ready while nobody has asked for a match run', async () => {
    const res = await api.anonymous().get('/health/ready').expect(200);
    expect(res.body).toMatchObject({
      status: 'ok',
      details: { database: { status: 'up' }, queue: { status: 'up' }, suggestions: { status: 'up' } },
    });
  });

  it('is not ready while the first match run is under way, and says so', async () => {
    await api.owner.sql("INSERT INTO match_run (status, options, algorithm_version) VALUES ('queued', '{}', 'test')");
    const res = await api.anonymous().get('/health/ready').expect(503);
    expect(res.body).toMatchObject({ status: 'error', details: { suggestions: { status: 'down' } } });
    await api.anonymous().get('/health/live').expect(200);
  });

  (HAS_REDIS ? it : it.skip)(
    'is not ready while Redis is away, says so, and is ready again when it is back',
    async () => {
      const redis = await startRedis();
      const onRedis = await startApi({ redisUrl: redis.url, queuePrefix: 'health' });
      const queue = async () => (await onRedis.anonymous().get('/health/ready')).body.details.queue.status;
      try {
        expect(await queue()).toBe('up');
        await redis.stop();
        expect(await queue()).toBe('down');
        await redis.start();
        await waitFor('the queue', async () => (await queue()) === 'up');
      } finally {
        await onRedis.close();
        await redis.stop();
      }
    },
  );

  it('tells its figures to the machine room', async () => {
    await api
      .anonymous()
      .get('/metrics')
      .expect(200)
      .expect('content-type', /text\/plain/);
  });
});
