import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ImportView } from '@lianghuan/contracts';
import type { Actor } from '@lianghuan/platform';
import { makeUser } from '../../../../test/support/people.js';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { waitFor } from '../../../../test/support/wait.js';
import { JobDesk } from '../job/job-desk.js';
import { ImportJobService } from './import-job.service.js';
import { ImportService } from './import.service.js';
import { TransferModule } from './transfer.module.js';

jest.setTimeout(120_000);

describe('importing without luck', () => {
  let context: ServiceContext;
  let imports: ImportService;
  let jobs: ImportJobService;
  let clerk: Actor;

  beforeAll(async () => {
    context = await startServices([TransferModule]);
    imports = context.module.get(ImportService);
    jobs = context.module.get(ImportJobService);
    clerk = await makeUser(context.owner, 'clerk', ['county_clerk'], 'QX-520524');
  });
  afterAll(() => context.close());

  const asClerk = <T>(work: () => Promise<T>) => context.database.actAs(clerk, work);
  const get = (id: string) => asClerk(() => imports.get(id));
  /** A checked batch of `count` new resources whose names begin with `prefix`. */
  const checkedBatch = async (prefix: string, count: number): Promise<ImportView> => {
    const lines = Array.from({ length: count }, (_, i) => `${prefix}${i + 1},织金县,矿产,${i + 1},吨`);
    const content = Readable.from([Buffer.from(['资源名称,所在地区,资源类型,总量,计量单位', ...lines].join('\n'))]);
    const upload = { name: `${prefix}.csv`, mediaType: 'text/csv', content };
    const { id } = await asClerk(() => imports.upload({ register: 'resource', mode: 'both' }, upload));
    expect(await jobs.check(id)).toBe('done');
    const checked = await get(id);
    expect(checked).toMatchObject({ status: 'checked', counts: { create: count, error: 0 } });
    return checked;
  };
  const stored = async (prefix: string) => {
    const [{ n, distinct }] = await context.owner.sql<{ n: number; distinct: number }>(
      `SELECT count(*)::int AS n, count(DISTINCT name)::int AS distinct FROM resource WHERE name LIKE $1`,
      [`${prefix}%`],
    );
    expect(n).toBe(distinct);
    return n;
  };

  it('goes on after a failure in the middle with what is not written yet, without doubles', async () => {
    const { id } = await checkedBatch('中断', 1_300);
    // An error of the server, not of a row: what a crashed disk or a cut connection looks like.
    await context.owner.sql(`CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'disk on fire' USING ERRCODE = 'io_error'; END $$`);
    await context.owner.sql(
      `CREATE TRIGGER crash BEFORE INSERT ON resource FOR EACH ROW WHEN (NEW.name = '中断700') EXECUTE FUNCTION crash()`,
    );
    await asClerk(() => imports.commit(id));
    await expect(jobs.commit(id)).rejects.toThrow('disk on fire');
    expect(await get(id)).toMatchObject({ status: 'committing', progressDone: 500, progressTotal: 1_300 });
    expect(await stored('中断')).toBe(500);
    await context.owner.sql('DROP TRIGGER crash ON resource');
    expect(await jobs.commit(id)).toBe('done');
    expect(await get(id)).toMatchObject({
      status: 'committed',
      progressDone: 1_300,
      counts: { create: 1_300, error: 0 },
    });
    expect(await stored('中断')).toBe(1_300);
    // A bell that rings late changes nothing.
    expect(await jobs.commit(id)).toBe('not-ours');
    expect(await jobs.check(id)).toBe('not-ours');
    expect(await stored('中断')).toBe(1_300);
  });

  it('takes over from a worker that was killed, and the sweeper rings for it', async () => {
    const { id } = await checkedBatch('被杀', 20);
    await asClerk(() => imports.commit(id));
    // What a worker killed with SIGKILL leaves behind: a claim whose heart beats no more.
    await context.owner.sql(`UPDATE import_batch SET claim_token = gen_random_uuid(), attempts = 1 WHERE id = $1`, [
      id,
    ]);
    expect(await jobs.commit(id)).toBe('not-ours');
    expect(await jobs.sweep()).not.toContain(id);
    await context.owner.sql(`UPDATE import_batch SET heartbeat_at = now() - interval '1 minute' WHERE id = $1`, [id]);
    expect(await jobs.sweep()).toContain(id);
    expect(await jobs.commit(id)).toBe('done');
    expect(await stored('被杀')).toBe(20);
  });

  it('does not keep the row of a worker that froze inside its transaction', async () => {
    const { id } = await checkedBatch('冻结', 1);
    await asClerk(() => imports.commit(id));
    const step = { waiting: 'committing', running: 'committing' };
    const desk = new JobDesk(context.database, { jobSilenceSeconds: 0.2 }, 'import_batch', [step]);
    const frozen = desk.execute(id, step, (claim) =>
      context.database.transaction(async (tx) => {
        await desk.hold(tx, claim);
        await new Promise((resolve) => setTimeout(resolve, 2_000));
        await tx.query('SELECT 1');
      }),
    );
    await expect(frozen).rejects.toThrow(/idle-in-transaction timeout|Connection terminated|already released/);
    expect(await jobs.commit(id)).toBe('done');
    expect(await stored('冻结')).toBe(1);
  });

  it('of two workers lets one write', async () => {
    const { id } = await checkedBatch('争抢', 600);
    await asClerk(() => imports.commit(id));
    const outcomes = await Promise.all([jobs.commit(id), jobs.commit(id), jobs.commit(id)]);
    expect(outcomes.sort()).toEqual(['done', 'not-ours', 'not-ours']);
    expect(await stored('争抢')).toBe(600);
  });

  it('of two files with the same new rows writes them once', async () => {
    const [one, two] = [await checkedBatch('同样', 700), await checkedBatch('同样', 700)];
    for (const { id } of [one, two]) await asClerk(() => imports.commit(id));
    await Promise.all([jobs.commit(one.id), jobs.commit(two.id)]);
    expect(await stored('同样')).toBe(700);
    const counts = [await get(one.id), await get(two.id)].map(({ counts }) => counts);
    expect(counts[0].create + counts[1].create).toBe(700);
    expect(counts[0].error + counts[1].error).toBe(700);
  });

  it('stops between blocks when it is cancelled, and says how far it came', async () => {
    const { id } = await checkedBatch('取消', 4_000);
    await asClerk(() => imports.commit(id));
    const writing = jobs.commit(id);
    await waitFor('the first block', async () => (await get(id)).progressDone > 0, 30_000, 5);
    const cancelled = await asClerk(() => imports.cancel(id));
    expect(await writing).toBe('not-ours');
    const left = await get(id);
    expect(left).toMatchObject({ status: 'cancelled', can: { cancel: false } });
    expect(left.progressDone).toBe(cancelled.progressDone);
    expect(left.progressDone).toBeLessThan(4_000);
    expect(left.progressDone % 500).toBe(0);
    expect(await stored('取消')).toBe(left.progressDone);
  });

  it('gives up after five attempts and says so', async () => {
    const { id } = await checkedBatch('绝望', 5);
    await context.owner.sql(
      `CREATE TRIGGER crash BEFORE INSERT ON resource FOR EACH ROW WHEN (NEW.name LIKE '绝望%') EXECUTE FUNCTION crash()`,
    );
    await asClerk(() => imports.commit(id));
    for (let attempt = 1; attempt <= 5; attempt += 1) await expect(jobs.commit(id)).rejects.toThrow();
    expect(await get(id)).toMatchObject({ status: 'failed', errorCode: 'INTERNAL' });
    await context.owner.sql('DROP TRIGGER crash ON resource');
    expect(await stored('绝望')).toBe(0);
  });

  it('keeps what an update replaced, so that it can be undone later', async () => {
    const [row] = await context.owner.sql<{ code: string }>(`SELECT code FROM resource WHERE name = '中断1'`);
    const content = Readable.from([Buffer.from(`资源编号,总量,备注\n${row.code},99,改过\n`)]);
    const { id } = await asClerk(() =>
      imports.upload({ register: 'resource', mode: 'update' }, { name: '改.csv', mediaType: 'text/csv', content }),
    );
    await jobs.check(id);
    await asClerk(() => imports.commit(id));
    await jobs.commit(id);
    const [kept] = await context.owner.sql<{ before: unknown; input: unknown; target_version: number }>(
      'SELECT before, input, target_version FROM import_row WHERE batch_id = $1',
      [id],
    );
    expect(kept).toEqual({
      before: { quantityTotal: '1', note: null },
      input: { quantityTotal: '99', note: '改过' },
      target_version: 2,
    });
  });
});
