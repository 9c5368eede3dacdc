/*
 * Time of the registers at full size, asked as the least privileged user who may ask (a county clerk, bound by row-level security):
 *   npx tsc -b && node bench/registers.mjs [rows = 50000] [repetitions = 30]
 * Makes a database of its own below the system's temporary folder and removes it. Prints milliseconds: median and 95th percentile.
 */
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CreateEnterprise, CreateProject, EnterpriseQuery, ProjectQuery } from '@lianghuan/contracts';
import {
  applicationDataSource,
  EnterpriseModule,
  EnterpriseService,
  migrate,
  ownerDataSource,
  ProjectModule,
  ProjectService,
  RecordModule,
} from '@lianghuan/crm';
import {
  actorOf,
  ConfigModule,
  Database,
  DatabaseModule,
  readConfig,
  startEmbeddedPostgres,
} from '@lianghuan/platform';

const rows = Number(process.argv[2] ?? 50_000);
const repetitions = Number(process.argv[3] ?? 30);
const BLOCK = 1000;

const FIRST = [...'华中北南东西海江山川云天金银铜铁'];
const SECOND = [...'盛达兴隆瑞丰恒泰利德诚信安康宏远'];
const TRADE = ['机械制造', '电子科技', '生物医药', '食品加工', '新材料', '化工', '物流', '能源'];
const PROVINCES = ['贵州省', '广东省', '江苏省', '浙江省', '四川省'];
const AREAS = ['520502', '520521', '520523', '520524', '520525', '520526', '520527', '520581'];
const say = (line) => process.stdout.write(`${line}\n`);
const nameOf = (i) =>
  `${FIRST[i % 16]}${SECOND[(i >> 4) % 16]}${FIRST[(i >> 8) % 16]}${SECOND[(i >> 12) % 16]}${TRADE[i % 8]}`;

const dataDir = mkdtempSync(join(tmpdir(), 'lianghuan-bench-'));
chmodSync(dataDir, 0o755);
const postgres = await startEmbeddedPostgres(dataDir);
const url = postgres.urlOf('bench');
let app;
try {
  await postgres.ensureDatabase('bench');
  await migrate(url);
  const config = readConfig({ LOG_LEVEL: 'silent', DATA_DIR: dataDir });

  class BenchModule {}
  Module({
    imports: [
      ConfigModule.with(config),
      DatabaseModule.with(applicationDataSource(url)),
      RecordModule,
      EnterpriseModule,
      ProjectModule,
    ],
  })(BenchModule);
  app = await NestFactory.createApplicationContext(BenchModule, { logger: ['error'] });
  const database = app.get(Database);
  const enterprises = app.get(EnterpriseService);
  const projects = app.get(ProjectService);

  const started = performance.now();
  await database.asSystem(async () => {
    for (let from = 0; from < rows; from += BLOCK) {
      const block = Array.from({ length: Math.min(BLOCK, rows - from) }, (_, i) => from + i);
      await database.transaction(async (tx) => {
        await enterprises.storeMany(
          tx,
          block.map((i) =>
            CreateEnterprise.parse({
              name: `${nameOf(i)}有限公司`,
              listedCode: `T${i}`,
              province: PROVINCES[i % 5],
              industryCodes: ['2613'],
              products: [TRADE[i % 8], `${nameOf(i)}设备`, '配件'],
              revenueCny: String(1_000_000 + i),
            }),
          ),
        );
        await projects.storeMany(
          tx,
          block
            .filter((i) => i % 5 === 0)
            .map((i) =>
              CreateProject.parse({
                name: `${nameOf(i)}项目`,
                areaCode: AREAS[(i / 5) % 8],
                totalInvestmentCny: String(5_000_000 + i),
                industryCodes: ['26'],
              }),
            ),
        );
      });
    }
  });
  const seconds = (performance.now() - started) / 1000;
  say(`stored ${rows} enterprises with products and ${Math.ceil(rows / 5)} projects in ${seconds.toFixed(1)} s`);

  const owner = await ownerDataSource(url).initialize();
  await owner.query('VACUUM ANALYZE');
  const [unit] = await owner.query("SELECT id, area_code FROM organisation WHERE code = 'QX-520524'");
  await owner.destroy();
  const clerk = actorOf({
    id: '00000000-0000-7000-8000-000000000001',
    displayName: 'bench',
    organisationId: unit.id,
    roles: ['county_clerk'],
    areaCodes: [unit.area_code],
  });

  const cases = {
    'enterprises: first page': () => enterprises.list(EnterpriseQuery.parse({})),
    'enterprises: page 100, by revenue': () =>
      enterprises.list(EnterpriseQuery.parse({ page: 100, sort: '-revenueCny' })),
    'enterprises: province and industry': () =>
      enterprises.list(EnterpriseQuery.parse({ province: '贵州省', industryCode: 'C' })),
    'enterprises: rare two characters': () => enterprises.list(EnterpriseQuery.parse({ q: '银兴华隆' })),
    'enterprises: one character': () => enterprises.list(EnterpriseQuery.parse({ q: '银' })),
    'enterprises: a word of every name': () => enterprises.list(EnterpriseQuery.parse({ q: '有限公司' })),
    'enterprises: with a slip': () => enterprises.list(EnterpriseQuery.parse({ q: '银兴花隆机械' })),
    'projects: first page': () => projects.list(ProjectQuery.parse({})),
    'projects: own area, by investment': () =>
      projects.list(ProjectQuery.parse({ areaCode: '520524', sort: '-totalInvestmentCny' })),
  };
  for (const [name, run] of Object.entries(cases)) {
    const times = [];
    let total = 0;
    for (let i = 0; i < repetitions; i += 1) {
      const at = performance.now();
      ({ total } = await database.actAs(clerk, run));
      times.push(performance.now() - at);
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1).padStart(8);
    say(`${name.padEnd(38)} p50${at(0.5)}  p95${at(0.95)}  (${total} rows)`);
  }
} finally {
  await app?.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
