import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ImportView } from '@lianghuan/contracts';
import { ImportService, TransferModule } from '@lianghuan/crm';
import { type Actor, CONFIG, type Config } from '@lianghuan/platform';
import { makeUser } from '../support/people.js';
import { type ServiceContext, startServices } from '../support/services.js';
import { waitFor } from '../support/wait.js';
import { WorkerProcesses } from '../support/worker-processes.js';

jest.setTimeout(180_000);

const ROWS = 2_000;

describe('an import, its undo and a worker killed with SIGKILL', () => {
  let context: ServiceContext;
  let workers: WorkerProcesses;
  let imports: ImportService;
  let clerk: Actor;

  beforeAll(async () => {
    context = await startServices([TransferModule], { queuePrefix: 'fault' });
    workers = new WorkerProcesses(context.owner.url, context.module.get<Config>(CONFIG));
    imports = context.module.get(ImportService);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
  });
  afterAll(async () => {
    await workers.killAll();
    await context.close();
  });

  const asClerk = <T>(work: () => Promise<T>) => context.database.actAs(clerk, work);
  const reaches = (id: string, what: string, is: (view: ImportView) => boolean) =>
    waitFor(`import ${id} to be ${what}`, async () => {
      const view = await asClerk(() => imports.get(id));
      return is(view) && view;
    }, 90_000, 5); // prettier-ignore
  const stored = async () => {
    const [counts] = await context.owner.sql<{ rows: number; names: number; audited: number }>(
      `SELECT count(*)::int AS rows, count(DISTINCT name)::int AS names,
         (SELECT count(*)::int FROM audit_entry WHERE table_name = 'resource' AND action = 'INSERT') AS audited
       FROM resource WHERE archived_at IS NULL`,
    );
    return counts;
  };

  it('ends with every row once, and taken back with none', async () => {
    const lines = Array.from({ length: ROWS }, (_, i) => `被杀${i + 1}号,织金县,矿产,${i + 1},吨`);
    const content = Readable.from([Buffer.from(['资源名称,所在地区,资源类型,总量,计量单位', ...lines].join('\n'))]);
    const { id } = await asClerk(() =>
      imports.upload({ register: 'resource', mode: 'both' }, { name: '被杀.csv', mediaType: 'text/csv', content }),
    );
    await workers.startUpTo(1);
    await reaches(id, 'half checked', ({ status, progressDone }) => status === 'checking' && progressDone > 0);
    await workers.killAll();
    await workers.startUpTo(1);
    const checked = await reaches(id, 'checked', ({ status }) => status === 'checked');
    expect(checked.counts).toMatchObject({ create: ROWS, error: 0 });

    await asClerk(() => imports.commit(id));
    await reaches(id, 'half written', ({ status, progressDone }) => status === 'committing' && progressDone > 0);
    await workers.killAll();
    const { rows } = await stored();
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(ROWS);
    await workers.startUpTo(1);
    const committed = await reaches(id, 'written', ({ status }) => status === 'committed');
    expect(committed).toMatchObject({ progressDone: ROWS, counts: { create: ROWS, error: 0 } });
    expect(await stored()).toEqual({ rows: ROWS, names: ROWS, audited: ROWS });

    await asClerk(() => imports.undo(id, '传错了'));
    await reaches(id, 'half taken back', ({ undo }) => (undo?.progressDone ?? 0) > 0);
    await workers.killAll();
    await workers.startUpTo(1);
    const undone = await reaches(id, 'taken back', ({ undo }) => undo?.status === 'done');
    expect(undone.undo?.counts).toEqual({ restored: 0, withdrawn: ROWS, kept: 0, refused: 0 });
    expect((await stored()).rows).toBe(0);
  });
});
