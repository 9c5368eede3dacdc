import type { ChainRefreshView } from '@lianghuan/contracts';
import type TestAgent from 'supertest/lib/agent.js';
import { waitFor } from './wait.js';

/** Asks for a refresh of the industry chains and waits until one is done that saw everything up to now. */
export async function refreshChains(http: TestAgent): Promise<void> {
  const since = new Date();
  const ask = () => http.post('/api/v1/chain-refreshes').send({}).expect(201);
  await ask();
  await waitFor('a refresh of the chains', async () => {
    const { body } = await http.get('/api/v1/chain-refreshes/latest').expect(200);
    const { asOf, status } = body as ChainRefreshView;
    // Asking again while one is at work would only put the next in its place.
    if (status === 'queued' || status === 'running') return false;
    if (status === 'done' && asOf !== null && new Date(asOf) > since) return true;
    // The one that was at work when we asked had begun before.
    await ask();
    return false;
  });
}
