import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ImportView } from '@lianghuan/contracts';
import { ImportService, migrate, TransferModule } from '@lianghuan/crm';
import { type Actor, type EmbeddedPostgres, startEmbeddedPostgres } from '@lianghuan/platform';
import { makeUser } from '../support/people.js';
import { type ServiceContext, startServices } from '../support/services.js';
import { waitFor } from '../support/wait.js';

jest.setTimeout(180_000);

const ROOT = join(import.meta.dirname, '..', '..');
const ROWS = 6_000;

describe('an import, its undo and a worker killed with SIGKILL', () => {
  let dataDir: string;
  let postgres: EmbeddedPostgres;
  let context: ServiceContext;
  let imports: ImportService;
  let clerk: Actor;
  const workers: ChildProcess[] = [];

  beforeAll(async () => {
    // The worker under test is the built one, as it runs in production.
    expect(spawnSync('npx', ['tsc', '-b', 'apps/worker'], { cwd: ROOT, stdio: 'inherit' }).status).toBe(0);
    dataDir = mkdtempSync(join(tmpdir(), 'lianghuan-fault-'));
    chmodSync(dataDir, 0o755);
    postgres = await startEmbeddedPostgres(dataDir, ['max_connections=200']);
    await postgres.ensureDatabase('template_lianghuan');
    await migrate(postgres.urlOf('template_lianghuan'));
    process.env.TEST_DATABASE_URL = postgres.urlOf('postgres');
    context = await startServices([TransferModule], { dataDir, queuePrefix: 'fault' });
    imports = context.module.get(ImportService);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => kill(worker)));
  });
  afterAll(async () => {
    await context.close();
    await postgres.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const startWorker = async () => {
    const worker = spawn(process.execPath, [join(ROOT, 'apps', 'worker', 'dist', 'main.js')], {
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        DATABASE_URL: context.owner.url,
        REDIS_URL: '',
        QUEUE_PREFIX: 'fault',
        DATA_DIR: dataDir,
        JOB_SILENCE_SECONDS: '2',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    workers.push(worker);
    await new Promise<void>((resolve, reject) => {
      worker.once('message', () => resolve());
      worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
    });
    return worker;
  };
  const kill = async (worker: ChildProcess) => {
    if (worker.exitCode !== null || worker.signalCode !== null) return;
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.kill('SIGKILL');
    await exited;
  };
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
    const first = await startWorker();
    await reaches(id, 'half checked', ({ status, progressDone }) => status === 'checking' && progressDone > 0);
    await kill(first);
    const second = await startWorker();
    const checked = await reaches(id, 'checked', ({ status }) => status === 'checked');
    expect(checked.counts).toMatchObject({ create: ROWS, error: 0 });

    await asClerk(() => imports.commit(id));
    await reaches(id, 'half written', ({ status, progressDone }) => status === 'committing' && progressDone > 0);
    await kill(second);
    const { rows } = await stored();
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(ROWS);
    const third = await startWorker();
    const committed = await reaches(id, 'written', ({ status }) => status === 'committed');
    expect(committed).toMatchObject({ progressDone: ROWS, counts: { create: ROWS, error: 0 } });
    expect(await stored()).toEqual({ rows: ROWS, names: ROWS, audited: ROWS });

    await asClerk(() => imports.undo(id, '传错了'));
    await reaches(id, 'half taken back', ({ undo }) => (undo?.progressDone ?? 0) > 0);
    await kill(third);
    await startWorker();
    const undone = await reaches(id, 'taken back', ({ undo }) => undo?.status === 'done');
    expect(undone.undo?.counts).toEqual({ restored: 0, withdrawn: ROWS, kept: 0, refused: 0 });
    expect((await stored()).rows).toBe(0);
  });
});
