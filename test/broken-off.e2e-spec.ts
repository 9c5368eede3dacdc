import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ImportRowView, ImportView, RecognitionBatchView } from '@lianghuan/contracts';
import { RECOGNITION_QUEUE } from '@lianghuan/crm';
import { getQueueToken } from '@nestjs/bullmq';
import type { Queue } from 'bullmq';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { type HeldUpdates, holdCommits } from './support/commit-hold.js';
import { waitFor } from './support/wait.js';
import { WorkerProcesses } from './support/worker-processes.js';
import { makeSheets, type SheetCell } from './support/workbooks.js';

jest.setTimeout(120_000);

/** Rows of each of three sheets, so that a block of 500 ends within a sheet and reaches into the next. */
const ROWS = 700;
const SHEETS = ['三塘镇', '以那镇', '官寨乡'] as const;

describe('jobs whose worker is killed, as their people see them', () => {
  let api: ApiContext;
  let clerk: TestAgent;
  let workers: WorkerProcesses;

  const importView = async (id: string) => (await clerk.get(`/api/v1/imports/${id}`).expect(200)).body as ImportView;
  const imported = (id: string, what: string, is: (view: ImportView) => boolean) =>
    waitFor(`import ${id} to be ${what}`, async () => {
      const view = await importView(id);
      return is(view) && view;
    }); // prettier-ignore
  const upload = async (file: Buffer) =>
    ((await clerk.post('/api/v1/imports?register=resource').attach('file', file, '各乡镇.xlsx').expect(201)).body as ImportView).id; // prettier-ignore

  /** Asks for work and kills the worker at the end of one block of it: the block is written, and not committed. */
  async function killIn(update: Omit<HeldUpdates, 'name'>, ask: () => Promise<unknown>): Promise<void> {
    await workers.startUpTo(1);
    const hold = await holdCommits(api.owner, { ...update, name: `'block'` }, ['block']);
    try {
      await ask();
      await hold.isHolding('block', () => Promise.resolve(1));
      await workers.killAll();
    } finally {
      await hold.end();
    }
  }

  /** The rows of each sheet as they are stored and not taken back. */
  const stored = () =>
    api.owner.sql<{ sheet: string; rows: number; names: number; mu: number }>(
      `SELECT place AS sheet, count(*)::int AS rows, count(DISTINCT name)::int AS names, sum(quantity_total)::int AS mu FROM resource
       WHERE archived_at IS NULL GROUP BY place ORDER BY place COLLATE "C"`,
    );
  const rowsStored = async () => (await stored()).reduce((sum, { rows }) => sum + rows, 0);

  beforeAll(async () => {
    api = await startApi({ queuePrefix: 'broken-off' });
    ({ http: clerk } = await api.signIn('zhijin', ['county_clerk'], 'QX-520524'));
    workers = new WorkerProcesses(api.owner.url, api.config);
  });
  afterEach(() => workers.killAll());
  afterAll(() => api.close());

  describe('an import of several sheets', () => {
    /** Two sheets in 公顷, the one between them in 亩 and with its columns in another order; in the last a wrong row and one from the first. */
    const workbook = () => {
      const rowOf = (sheet: string, i: number): SheetCell[] => [`${sheet}${i}号`, '织金县', '土地与标准地', sheet, 1];
      const rows = (sheet: string) => Array.from({ length: ROWS }, (_, i) => rowOf(sheet, i + 1));
      const hectares: SheetCell[] = ['资源名称', '所在地区', '资源类型', '乡镇', '面积（公顷）'];
      const [first, second, third] = SHEETS;
      return makeSheets([
        { name: first, rows: [hectares, ...rows(first)] },
        { name: second, rows: [[...hectares.slice(0, 4), '面积（亩）'].reverse(), ...rows(second).map((row) => row.toReversed())] }, // prettier-ignore
        { name: third, rows: [hectares, ...rows(third), ['飞来资源', '织金县', '飞船', third, 1], rowOf(first, 1)] },
      ]);
    };
    const ALL = [
      { sheet: '三塘镇', rows: ROWS, names: ROWS, mu: ROWS * 15 },
      { sheet: '以那镇', rows: ROWS, names: ROWS, mu: ROWS },
      { sheet: '官寨乡', rows: ROWS, names: ROWS, mu: ROWS * 15 },
    ];
    const isChecked = ({ status }: ImportView) => status === 'checked';
    const isUndone = ({ undo }: ImportView) => undo?.status === 'done';
    let id = '';

    it('is checked from the start where the worker dies in the second sheet, each row once and under its own place', async () => {
      const file = await workbook();
      await killIn({ table: 'import_batch', when: 'NEW.progress_done > OLD.progress_done AND OLD.progress_done > 1000' }, async () => {
        id = await upload(file);
      }); // prettier-ignore
      expect(await importView(id)).toMatchObject({ status: 'checking' });
      await workers.startUpTo(1);
      const checked = await imported(id, 'checked', isChecked);
      expect(checked).toMatchObject({
        counts: { create: ROWS * 3, update: 0, error: 2 },
        progressDone: ROWS * 3 + 2,
        sheets: [{ sheet: '三塘镇', rows: ROWS }, { sheet: '以那镇', rows: ROWS }, { sheet: '官寨乡', rows: ROWS + 2 }],
      }); // prettier-ignore
      const { body } = await clerk.get(`/api/v1/imports/${id}/rows?verdict=error`).expect(200);
      expect((body.items as ImportRowView[]).map(({ place, issues }) => [place, issues[0].code])).toEqual([
        [{ sheet: '官寨乡', row: ROWS + 2 }, 'CHOICE_UNKNOWN'],
        [{ sheet: '官寨乡', row: ROWS + 3 }, 'DUPLICATE_IN_FILE'],
      ]);
      expect(await stored()).toEqual([]);
    });

    it('is written on from the block that was broken off, and taken back whole though that is broken off, too', async () => {
      await killIn({ table: 'import_batch', when: 'NEW.written_to > OLD.written_to AND OLD.written_to > 800' }, () =>
        clerk.post(`/api/v1/imports/${id}/commit`).expect(201),
      );
      const half = await importView(id);
      expect(half).toMatchObject({ status: 'committing', can: { commit: false, undo: false } });
      expect(half.progressDone).toBeGreaterThan(ROWS);
      expect(await rowsStored()).toBe(half.progressDone);
      await workers.startUpTo(1);
      const written = await imported(id, 'written', ({ status }) => status === 'committed');
      expect(written).toMatchObject({ counts: { create: ROWS * 3, error: 2 }, progressDone: ROWS * 3 });
      expect(await stored()).toEqual(ALL);
      const sources = await api.owner.sql(
        `SELECT name, split_part(source_name, '，', 1) AS source FROM resource WHERE name = ANY ($1) ORDER BY name COLLATE "C"`,
        [SHEETS.map((sheet) => `${sheet}${ROWS}号`)],
      );
      expect(sources).toEqual(
        SHEETS.map((sheet) => ({ name: `${sheet}${ROWS}号`, source: expect.stringContaining(sheet) })),
      );

      await killIn({ table: 'change_undo', when: 'NEW.progress_done > OLD.progress_done AND OLD.progress_done > 800' }, () =>
        clerk.post(`/api/v1/imports/${id}/undo`).send({ reason: '传错了表' }).expect(201),
      ); // prettier-ignore
      const left = await importView(id);
      expect(left.undo?.progressDone).toBeGreaterThan(800);
      expect(await rowsStored()).toBe(ROWS * 3 - (left.undo?.progressDone ?? 0));
      await workers.startUpTo(1);
      const undone = await imported(id, 'taken back', isUndone);
      expect(undone.undo?.counts).toEqual({ restored: 0, withdrawn: ROWS * 3, kept: 0, refused: 0 });
      expect(await stored()).toEqual([]);
    });

    it('that is given up half-way says so, is taken back as far as it was written, and comes whole the next time', async () => {
      const file = await workbook();
      await workers.startUpTo(1);
      const given = await upload(file);
      await imported(given, 'checked', isChecked);
      await killIn({ table: 'import_batch', when: 'NEW.written_to > OLD.written_to AND OLD.written_to > 800' }, () =>
        clerk.post(`/api/v1/imports/${given}/commit`).expect(201),
      );
      // As if this worker had been the last of several to die of it.
      await api.owner.sql('UPDATE import_batch SET attempts = 5 WHERE id = $1', [given]);
      await workers.startUpTo(1);
      const failed = await imported(given, 'given up', ({ status }) => status === 'failed');
      expect(failed).toMatchObject({ errorCode: 'ATTEMPTS_EXHAUSTED', can: { commit: false, undo: true } });
      const written = await rowsStored();
      expect(written).toBe(failed.progressDone);

      // The same file again: what is there is left alone, and is not of this batch.
      const again = await upload(file);
      const checked = await imported(again, 'checked', isChecked);
      expect(checked.counts).toMatchObject({ create: ROWS * 3 - written, unchanged: written, error: 2 });
      await clerk.post(`/api/v1/imports/${again}/commit`).expect(201);
      await imported(again, 'written', ({ status }) => status === 'committed');
      expect(await stored()).toEqual(ALL);
      await clerk.post(`/api/v1/imports/${given}/undo`).send({ reason: '只要第二次的' }).expect(201);
      const { undo } = await imported(given, 'taken back', isUndone);
      expect(undo?.counts).toEqual({ restored: 0, withdrawn: written, kept: 0, refused: 0 });
      expect(await rowsStored()).toBe(ROWS * 3 - written);
    });
  });

  describe('the look-up of a published list', () => {
    const LINES = 1_000;
    const lists = '/api/v1/recognition-batches';
    const names = Array.from({ length: LINES - 1 }, (_, i) => `查无${i}号建材有限公司`);
    const broken = { table: 'recognition_batch', when: 'NEW.progress_done > OLD.progress_done AND OLD.progress_done = 500' }; // prettier-ignore
    let known = '';

    const bring = async (year: number) =>
      (
        await clerk
          .post(lists)
          .query({ list: 'specialised', title: '专精特新名单', year, sourceName: '省工信厅公告', publishedOn: '2024-06-01' })
          .attach('file', Buffer.from(`企业名称\n贵州庚戌电子材料有限公司\n${names.join('\n')}\n`), '名单.csv')
          .expect(201)
      ).body.id as string; // prettier-ignore
    const read = async (id: string) => (await clerk.get(`${lists}/${id}`).expect(200)).body as RecognitionBatchView;
    const left = (id: string, state: RecognitionBatchView['state']) =>
      waitFor(`list ${id} to be ${state}`, async () => {
        const view = await read(id);
        return view.state === state && view;
      }); // prettier-ignore
    /** How often each line stands in one state of its own, and what of it is registered. */
    const registered = async (id: string) =>
      (await api.owner.sql('SELECT line FROM enterprise_recognition n JOIN recognition_batch_row r USING (batch_id, enterprise_id) WHERE batch_id = $1', [id])).length; // prettier-ignore
    const HALF = { progressDone: 500, progressTotal: LINES, counts: { waiting: 500, ready: 1, unknown: 499 }, can: { write: false } }; // prettier-ignore
    const WHOLE = { progressDone: LINES, counts: { waiting: 0, ready: 1, unknown: LINES - 1 }, can: { write: true } };

    beforeAll(async () => {
      known = (await clerk.post('/api/v1/enterprises').send({ name: '贵州庚戌电子材料有限公司' }).expect(201)).body.id;
    });

    it('goes on with the block that was broken off, though the queue has lost the job', async () => {
      let id = '';
      await killIn(broken, async () => {
        id = await bring(2024);
      });
      expect(await read(id)).toMatchObject({ ...HALF, state: 'checking' });
      await clerk.post(`${lists}/${id}/write`).expect(409);
      await clerk.post(`${lists}/${id}/retry`).expect(409);
      await api.app.get<Queue>(getQueueToken(RECOGNITION_QUEUE), { strict: false }).obliterate({ force: true });
      await workers.startUpTo(1);
      expect(await left(id, 'checked')).toMatchObject(WHOLE);
      expect(await registered(id)).toBe(0);
      await clerk.post(`${lists}/${id}/write`).expect(201);
      expect(await registered(id)).toBe(1);
      const { body } = await clerk.get(`/api/v1/enterprises/${known}/grade`).expect(200);
      expect(body.recognitions).toHaveLength(1);
    });

    it('that is given up says so, registers nothing, and is taken up again from its page', async () => {
      let id = '';
      await killIn(broken, async () => {
        id = await bring(2023);
      });
      await api.owner.sql('UPDATE recognition_batch SET attempts = 5 WHERE id = $1', [id]);
      await workers.startUpTo(1);
      const failed = await left(id, 'failed');
      expect(failed).toMatchObject({ ...HALF, errorCode: 'ATTEMPTS_EXHAUSTED', can: { retry: true, write: false } });
      await clerk.post(`${lists}/${id}/write`).expect(409);
      const { body } = await clerk.post(`${lists}/${id}/retry`).expect(201);
      expect(body).toMatchObject({ state: 'checking', errorCode: null, progressDone: 500, can: { retry: false } });
      expect(await left(id, 'checked')).toMatchObject(WHOLE);
      expect(await registered(id)).toBe(0);
    });
  });
});
