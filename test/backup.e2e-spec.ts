import { createHash, randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { ImportView } from '@lianghuan/contracts';
import { backUp, BackupManifest, fileStoreOf, type Installation, migrate, restoreBackup } from '@lianghuan/crm';
import { WorkerModule } from '@lianghuan/worker';
import type { Config } from '@lianghuan/platform';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import type TestAgent from 'supertest/lib/agent.js';
import { type ApiContext, startApi } from './support/api.js';
import { testConfig } from './support/config.js';
import { createTestDatabase, type TestDatabase } from './support/database.js';
import { TEST_PASSWORD } from './support/people.js';
import { makeEnterprise, makeProject } from './support/records.js';
import { waitFor } from './support/wait.js';

jest.setTimeout(180_000);

type Person = Awaited<ReturnType<ApiContext['signIn']>>;

const PRODUCT = { version: '0.0.0-test', commit: null };
const PNG = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), randomBytes(200_000)]);
const CSV = '资源名称,所在地区,资源类型,总量,计量单位\n备份前的矿,织金县,矿产,3,吨\n备份前的水,织金县,水资源,5,吨\n';
/** A name such as only somebody with a shell gives a file. */
const STRANGE = '甲\\厂 2026\n报价.csv';

/** Rows of each table but the sessions, as the database itself tells them: one hash a table, whatever their order. */
async function contentsOf(database: TestDatabase): Promise<Record<string, string>> {
  const tables = await database.sql<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'bullmq') AND tablename <> 'user_session'`,
  );
  const parts = tables.map(
    ({ name }) =>
      `SELECT '${name}' AS name, count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') AS rows FROM ${name} t`,
  );
  const rows = await database.sql<{ name: string; rows: string }>(parts.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, rows: told }) => [name, told]));
}

/** What the migrations and the use of the product made besides rows. */
const structureOf = (database: TestDatabase) =>
  database.sql(`
    SELECT 'index' AS kind, indexdef AS what FROM pg_indexes WHERE schemaname IN ('public', 'access')
    UNION ALL SELECT 'policy', concat_ws(' ', tablename, policyname, cmd, qual, with_check) FROM pg_policies
    UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'right', concat_ws(' ', table_name, grantee, privilege_type) FROM information_schema.role_table_grants WHERE grantee = 'lianghuan_app' AND table_schema = 'public'
    UNION ALL SELECT 'sequence', concat_ws(' ', sequencename, last_value) FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1, 2`); // prettier-ignore

describe('a backup of a product at work, and its restore elsewhere', () => {
  let api: ApiContext;
  let elsewhere: TestDatabase;
  let restored: ApiContext;
  let folder: string;
  let backup: string;
  let manifest: BackupManifest;
  /** Of the installation it is restored into. */
  let config: Config;
  let clerk: Person;
  let verifier: Person;
  const told: string[] = [];
  let onSnapshot = () => Promise.resolve();
  let changes: Promise<void> | undefined;
  const talk = {
    say(line: string) {
      told.push(line);
      if (line.startsWith('Snapshot')) changes ??= onSnapshot();
    },
    signal: new AbortController().signal,
  };
  const installation = ({ config, owner }: Pick<ApiContext, 'config' | 'owner'>): Installation => ({
    databaseUrl: owner.url,
    files: fileStoreOf(config),
    connectorFolder: join(config.dataDir, 'connectors'),
  });
  /** Asks the database elsewhere without staying in it. */
  const look = async (text: string) => {
    const client = new pg.Client({ connectionString: elsewhere.url });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(text);
    await client.end();
    await waitFor('the connection to be gone', async () => {
      const [{ n }] = await api.owner.sql<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = $1`, [new URL(elsewhere.url).pathname.slice(1)]); // prettier-ignore
      return n === 0;
    });
    return rows;
  };
  const restoreInto = (directory: string, replace: boolean) =>
    restoreBackup(directory, installation({ config, owner: elsewhere }), { replace, stagingFolder: join(folder, 'staging') }, talk); // prettier-ignore

  const fileFunds = async (amountCny: string, projectId: string) => {
    const slip = await clerk.http.post('/api/v1/files').attach('file', Buffer.from(`回单 ${amountCny}`), '银行回单.txt').expect(201); // prettier-ignore
    const line = { areaCode: '520524', projectId, period: '2023-05', kind: 'equity', amountCny, evidenceFileIds: [slip.body.id] }; // prettier-ignore
    const filed = (await clerk.http.post('/api/v1/funds-lines').send(line).expect(201)).body;
    await verifier.http.post(`/api/v1/funds-lines/${filed.id}/verify`).send({ verdict: 'verified', version: filed.version }).expect(201); // prettier-ignore
    return { id: filed.id as string, slipId: slip.body.id as string };
  };

  const trailOf = async (http: TestAgent) => (await http.get(`/api/v1/audit?noun=funds&id=${funds.id}`).expect(200)).body; // prettier-ignore

  let projectId: string;
  let trail: unknown;
  let funds: { id: string; slipId: string };
  let photoUrl: string;
  let waiting: ImportView;
  let before: Record<string, string>;

  beforeAll(async () => {
    config = testConfig();
    folder = await mkdtemp(join(tmpdir(), 'lianghuan-backup-'));
    api = await startApi();
    clerk = await api.signIn('zhijin', ['county_clerk', 'county_reviewer'], 'QX-520524');
    verifier = await api.signIn('verifier', ['funds_verifier'], 'TJJ');
    const admin = await api.signIn('admin', ['administrator'], 'SZF');
    projectId = await makeProject(api.owner, { name: '织金PGA项目', areaCode: '520524' });
    const enterpriseId = await makeEnterprise(api.owner, { name: '贵州磷化新材料有限公司' });
    funds = await fileFunds('100000000', projectId);
    const form = { enterpriseId, projectId, areaCode: '520524', nextStep: '上门拜访', nextStepOn: '2099-01-01' };
    const lead = (await clerk.http.post('/api/v1/leads').send(form).expect(201)).body;
    const photo = await clerk.http.post('/api/v1/attachments/files').attach('file', PNG, '现场.png').expect(201);
    const attachment = { subject: 'lead', subjectId: lead.id, title: '现场', kind: 'photo', fileId: photo.body.id };
    const added = (await clerk.http.post('/api/v1/attachments').send(attachment).expect(201)).body;
    photoUrl = `/api/v1/attachments/${added.id}/versions/1`;
    // A field that brings an index no migration knows, and a job nobody has taken up.
    await admin.http.post('/api/v1/extra-fields').send({ name: 'roomCount', title: '客房数', subtypes: ['idle_asset'], kind: 'integer', unit: '间', choices: [], section: '闲置资产', help: null, aliases: [], isExpected: false, isFilter: false, position: 55, source: null }).expect(201); // prettier-ignore
    waiting = (await clerk.http.post('/api/v1/imports?register=resource').attach('file', Buffer.from(CSV), '摸底.csv').expect(201)).body; // prettier-ignore
    const incoming = join(api.config.dataDir, 'connectors', 'vendor-a', 'incoming');
    await mkdir(incoming, { recursive: true });
    await writeFile(join(incoming, STRANGE), CSV);

    trail = await trailOf(clerk.http);
    before = await contentsOf(api.owner);
    onSnapshot = async () => {
      await fileFunds('55000000', projectId);
      await makeProject(api.owner, { name: '备份之后的项目', areaCode: '520524' });
      await api.owner.sql(`UPDATE project SET name = '改了名' WHERE id = $1`, [projectId]);
    };
    backup = join(folder, 'backups', 'lianghuan-20261126-231500');
    manifest = await backUp(installation(api), backup, { product: PRODUCT, verify: true }, talk);
    await changes;
    elsewhere = await createTestDatabase();
  });
  afterAll(async () => {
    await restored?.close();
    await api.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is proved in a server of its own, and leaves nothing of that behind', async () => {
    expect(told.join('\n')).toContain(`All ${manifest.tables.length} tables have the rows and digests of the backup`);
    expect(await readdir(join(folder, 'backups'))).toEqual(['lianghuan-20261126-231500']);
    expect(BackupManifest.parse(JSON.parse(await readFile(join(backup, 'manifest.json'), 'utf8')))).toEqual(manifest);
    expect(manifest).toMatchObject({ fundsCountedCny: '100000000.00', files: { count: 3, broken: [] }, connectorFiles: { count: 1 } }); // prettier-ignore
    expect((await api.owner.sql(`SELECT count(*)::int AS n FROM funds_line WHERE period = '2023-05'`))[0]).toEqual({ n: 2 }); // prettier-ignore
  });

  it.each(['tables/public.project.copy.gz', 'manifest.json', 'SHA256SUMS'])(
    'is refused where %s is damaged or missing, before anything is touched',
    async (part) => {
      const copy = join(folder, 'damaged');
      await cp(backup, copy, { recursive: true });
      const bytes = await readFile(join(copy, part));
      bytes[bytes.length >> 1] ^= 1;
      await writeFile(join(copy, part), bytes);
      await expect(restoreInto(copy, true)).rejects.toThrow(/is damaged|no manifest of format|is missing/);
      await rm(join(copy, part));
      await expect(restoreInto(copy, true)).rejects.toThrow(/is missing|is no finished backup/);
      await rm(copy, { recursive: true });
      expect(await look('SELECT count(*)::int AS n FROM project')).toEqual([{ n: 0 }]);
    },
  );

  it('is refused by a version that does not know its tables, and changes nothing where it turns out to be another', async () => {
    const copy = join(folder, 'rewritten');
    await cp(backup, copy, { recursive: true });
    const rewrite = async (change: Partial<BackupManifest>) => {
      const bytes = Buffer.from(JSON.stringify({ ...manifest, ...change }));
      await writeFile(join(copy, 'manifest.json'), bytes);
      const sums = await readFile(join(backup, 'SHA256SUMS'), 'utf8');
      const sum = createHash('sha256').update(bytes).digest('hex');
      await writeFile(join(copy, 'SHA256SUMS'), sums.replace(/[0-9a-f]{64}(?= {2}manifest\.json)/, sum));
    };
    await rewrite({ migrations: [...manifest.migrations, 'ComeLater9999900000000'] });
    await expect(restoreInto(copy, true)).rejects.toThrow('newer version of the product (ComeLater9999900000000)');
    await rewrite({ fundsCountedCny: '100000000.01' });
    await expect(restoreInto(copy, true)).rejects.toThrow(
      '产业到位资金 add up to 100000000.00 instead of 100000000.01',
    );
    expect(await look('SELECT count(*)::int AS n FROM project')).toEqual([{ n: 0 }]);
  });

  it('goes into no database that is in use or holds something, unless told to empty it', async () => {
    const user = new pg.Client({ connectionString: elsewhere.url, application_name: 'somebody' });
    await user.connect();
    await expect(restoreInto(backup, true)).rejects.toThrow('is in use (1 connections: somebody)');
    await user.end();
    await look('SELECT 1');
    await expect(restoreInto(backup, false)).rejects.toThrow(/is not empty \(\d+ tables\)/);
  });

  it('gives the same rows, indexes, rights and files back', async () => {
    await restoreInto(backup, true);
    expect(await contentsOf(elsewhere)).toEqual(before);
    expect(await structureOf(elsewhere)).toEqual(await structureOf(api.owner));
    const incoming = join(config.dataDir, 'connectors', 'vendor-a', 'incoming');
    expect(await readFile(join(incoming, STRANGE), 'utf8')).toBe(CSV);
  });

  it('lets the same people go on: signed out, with evidence, pictures and audit, and what waited is done once', async () => {
    expect(await migrate(elsewhere.url)).toEqual([]); // the start: of the queue's tables the backup had none
    restored = await startApi({ dataDir: config.dataDir }, elsewhere);
    const signIn = async (username: string) => {
      const http = restored.anonymous();
      await http.post('/api/v1/session').send({ username, password: TEST_PASSWORD }).expect(200);
      return http;
    };
    expect(await elsewhere.sql('SELECT token_hash FROM user_session')).toEqual([]);
    const http = await signIn('zhijin');
    expect((await http.get(`/api/v1/files/${funds.slipId}`).expect(200)).text).toBe('回单 100000000');
    expect((await http.get(photoUrl).buffer(true).expect(200)).body).toEqual(PNG);
    const progress = await (await signIn('verifier')).get('/api/v1/funds/progress?year=2023').expect(200);
    expect(progress.body.receivedCny).toBe('100000000.00');
    expect(await trailOf(http)).toEqual(trail);

    const worker = await NestFactory.createApplicationContext(WorkerModule.with(restored.config, elsewhere.url), { logger: false }); // prettier-ignore
    try {
      await worker.init();
      const at = `/api/v1/imports/${waiting.id}`;
      const reached = (status: string) =>
        waitFor(`the import to be ${status}`, async () => (await http.get(at).expect(200)).body.status === status);
      await reached('checked');
      await http.post(`${at}/commit`).expect(201);
      await reached('committed');
    } finally {
      await worker.close();
    }
    expect(await elsewhere.sql(`SELECT name FROM resource WHERE name LIKE '备份前%' ORDER BY name`)).toEqual([{ name: '备份前的水' }, { name: '备份前的矿' }]); // prettier-ignore
    // The numbers go on behind those of the backup.
    await makeProject(elsewhere, { name: '恢复之后的项目', areaCode: '520524' });
    expect(await elsewhere.sql(`SELECT count(*)::int AS n FROM project`)).toEqual([{ n: 2 }]);
  });
});
