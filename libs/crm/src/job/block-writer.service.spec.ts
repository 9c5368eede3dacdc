import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { APPLICATION_ROLE } from '@lianghuan/platform';
import { type ServiceContext, startServices } from '../../../../test/support/services.js';
import { type BlockJob, writeBlocks } from './block-writer.js';
import type { JobClaim } from './job-desk.js';

describe('blocks of a job', () => {
  let context: ServiceContext;
  const claim: JobClaim = { id: 'job', token: 'token', step: { waiting: 'queued', running: 'running' }, attempt: 1, stop: new AbortController() }; // prettier-ignore

  beforeAll(async () => {
    context = await startServices([]);
    await context.owner.sql('CREATE TABLE written (block int PRIMARY KEY, beside int[])');
    await context.owner.sql('CREATE TABLE marked (block int, at serial)');
    await context.owner.sql(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${APPLICATION_ROLE}`);
    await context.owner.sql(`GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${APPLICATION_ROLE}`);
  });
  afterAll(() => context.close());

  const blocks = (count: number, part: Partial<BlockJob<number>> = {}): BlockJob<number> => {
    let last = 0;
    return {
      next: () => Promise.resolve(last < count ? (last += 1) : undefined),
      isApart: () => true,
      isAsBehind: () => Promise.resolve(true),
      // What each block sees of the others when it is written.
      write: (tx, block) => tx.query('INSERT INTO written SELECT $1, (SELECT array_agg(block) FROM written)', [block]),
      mark: (tx, block) => tx.query('INSERT INTO marked VALUES ($1)', [block]),
      ...part,
    };
  };
  const run = async (job: BlockJob<number>, holdBlock = () => Promise.resolve()) => {
    await context.owner.sql('TRUNCATE written, marked');
    const desk = { limitIdle: () => Promise.resolve(), holdBlock };
    const error = await context.database
      .asSystem(() => writeBlocks(context.database, desk, claim, 'blocks', job))
      .catch((failure: unknown) => String(failure));
    const [{ marks }] = await context.owner.sql<{ marks: number[] }>('SELECT array_agg(block ORDER BY at) AS marks FROM marked'); // prettier-ignore
    const written = await context.owner.sql<{ block: number; beside: number[] | null }>('SELECT * FROM written ORDER BY block'); // prettier-ignore
    return { error, marks, seen: written.map(({ beside }) => beside?.length ?? 0) };
  };

  it('are written two at a time, none seeing the other of its pair, and marked in their order', async () => {
    expect(await run(blocks(5))).toEqual({ error: undefined, marks: [1, 2, 3, 4, 5], seen: [0, 0, 2, 2, 4] });
  });

  it('that are not apart are written one behind the other', async () => {
    const job = blocks(5, { isApart: (block) => block !== 3 });
    expect(await run(job)).toEqual({ error: undefined, marks: [1, 2, 3, 4, 5], seen: [0, 0, 2, 3, 3] });
  });

  it('that would have been written otherwise behind the one before are written again', async () => {
    const job = blocks(4, { isAsBehind: (_, block) => Promise.resolve(block !== 2) });
    expect(await run(job)).toEqual({ error: undefined, marks: [1, 2, 3, 4], seen: [0, 1, 2, 2] });
  });

  it('that wait for each other are written one behind the other', async () => {
    const plain = blocks(2);
    let tellHeld = () => {};
    const isHeld = new Promise<void>((resolve) => (tellHeld = resolve));
    const job: BlockJob<number> = {
      ...plain,
      async write(tx, block) {
        // The first wants what the second has, which waits for the first.
        if (block === 1) await isHeld;
        await tx.query('SELECT pg_advisory_xact_lock(1, 1)');
        tellHeld();
        await plain.write(tx, block);
      },
    };
    expect(await run(job)).toEqual({ error: undefined, marks: [1, 2], seen: [0, 1] });
  });

  it('leave nothing behind the first that could not be marked', async () => {
    const failing = blocks(4, {
      write: (tx, block) =>
        block === 3 ? Promise.reject(new Error('disk on fire')) : tx.query('INSERT INTO written VALUES ($1)', [block]),
    });
    expect(await run(failing)).toMatchObject({ error: 'Error: disk on fire', marks: [1, 2] });
    let held = 0;
    const lost = () => ((held += 1) > 3 ? Promise.reject(new Error('claim lost')) : Promise.resolve());
    expect(await run(blocks(6), lost)).toMatchObject({ error: 'Error: claim lost', marks: [1, 2, 3], seen: [0, 0, 2] });
  });
});
