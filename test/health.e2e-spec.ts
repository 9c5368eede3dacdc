import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiContext, startApi } from './support/api.js';

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
      details: { database: { status: 'up' }, suggestions: { status: 'up' } },
    });
  });

  it('is not ready while the first match run is under way, and says so', async () => {
    await api.owner.sql("INSERT INTO match_run (status, options, algorithm_version) VALUES ('queued', '{}', 'test')");
    const res = await api.anonymous().get('/health/ready').expect(503);
    expect(res.body).toMatchObject({ status: 'error', details: { suggestions: { status: 'down' } } });
    await api.anonymous().get('/health/live').expect(200);
  });

  it('tells its figures to the machine room', async () => {
    await api
      .anonymous()
      .get('/metrics')
      .expect(200)
      .expect('content-type', /text\/plain/);
  });
});
