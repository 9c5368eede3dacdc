/*
 * How long an import takes, against merely reading the same file with exceljs's streaming reader; how long it takes to export the same
 * rows again, against merely writing them with exceljs's streaming writer; and how long it takes to undo the import.
 *
 *   npm run build && node bench/import.mjs [rows = 100000] [--read-only | --no-undo]
 *
 * Prints seconds by the clock and of processor time (ours, and on Linux the database's), ratios of both, and the peak of resident memory
 * over idle. Each step runs in a process of its own, so that one does not warm
 * up or fill the memory of the next.
 */
import { fork } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, chmodSync } from 'node:fs'; // prettier-ignore
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import ExcelJS from 'exceljs';

const COLUMNS = [
  ['资源名称', (i) => `织金县第${i}号标准地`], ['所在地区', () => '织金县'], ['资源类型', (i) => ['矿产', '土地与标准地', '厂房'][i % 3]],
  ['品类', (i) => `品类${i % 50}`], ['具体地点', (i) => `三塘镇${i % 300}组`], ['关联行业', (i) => ['06', '26', '15'][i % 3]],
  ['资源梯度', () => '优势资源'], ['总量', (i) => i + 0.5], ['计量单位', () => '亩'], ['储量口径', () => '储量'],
  ['统计年份', (i) => 2000 + (i % 24)], ['品位或等级', (i) => `${i % 5}级`], ['权属人', (i) => `贵州某某${i % 2000}有限公司`],
  ['权属状态', () => '权属清晰'], ['估值（万元）', (i) => (i % 9000) + 0.25], ['估值日期', (i) => `2023-${(i % 12) + 1}-${(i % 28) + 1}`],
  ['配套条件', (i) => `通水通电通路，距高速出口${i % 40}公里`], ['联系单位', () => '织金县投资促进局'], ['来源', () => '2024年摸底'],
  ['备注', (i) => `第${i}行备注，含“引号”与<标记>&符号`],
]; // prettier-ignore

const [step, path, rowsText, dataDir] = process.env.BENCH_STEP === undefined ? [] : JSON.parse(process.env.BENCH_STEP);
if (step === undefined) await main();
else await child();

async function main() {
  const rows = Number(process.argv[2] ?? 100_000);
  const folder = mkdtempSync(join(tmpdir(), 'lianghuan-bench-'));
  chmodSync(folder, 0o755);
  const file = join(folder, 'resources.xlsx');
  try {
    await makeFile(file, rows);
    print(`${rows} rows × ${COLUMNS.length} columns, ${(statSync(file).size / 1e6).toFixed(1)} MB`);
    const peer = await run('exceljs', file, rows, folder);
    print(`exceljs streaming reader, reading only: ${line(peer, peer)}`);
    const read = await run('read', file, rows, folder);
    print(`our reader, reading only: ${line(read, peer)}`);
    if (process.argv.includes('--read-only')) return;
    for (const [name, what] of [
      ['check', 'check'],
      ['commit', 'write'],
    ]) {
      const mine = await run(name, file, rows, folder);
      print(`${what}: ${line(mine, peer)}${mine.note === undefined ? '' : ` (${mine.note})`}`);
    }
    const writer = await run('exceljs-write', join(folder, 'peer.xlsx'), rows, folder);
    print(`exceljs streaming writer, writing only: ${line(writer, writer)}`);
    const exported = await run('export', file, rows, folder);
    print(`export: ${line(exported, writer)} (${exported.note})`);
    const same = await run('exceljs-same', file, rows, folder);
    print(`exceljs streaming writer, the cells of that export: ${line(same, writer)}`);
    print(`export: ${line(exported, same)} writing the same cells`);
    if (process.argv.includes('--no-undo')) return;
    const undone = await run('undo', file, rows, folder);
    print(`undo: ${line(undone, peer)} (${undone.note})`);
  } finally {
    if (!process.argv.includes('--read-only')) await run('stop', file, rows, folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(text) {
  process.stdout.write(`${text}\n`);
}
function line(mine, peer) {
  const cpu = mine.cpu + (mine.databaseCpu ?? 0);
  return `${mine.seconds.toFixed(1)} s = ${(mine.seconds / peer.seconds).toFixed(2)} × exceljs, processor ${mine.cpu.toFixed(1)} + ${(mine.databaseCpu ?? 0).toFixed(1)} s = ${(cpu / peer.cpu).toFixed(2)} ×, +${mine.megabytes} MB`;
}

function makeFile(file, rows) {
  const cellsOf = (i) => COLUMNS.map(i === 0 ? ([heading]) => heading : ([, cell]) => cell(i));
  return writeWithPeer(file, rows + 1, cellsOf);
}

/** Writes as many rows with exceljs's streaming writer. */
async function writeWithPeer(file, count, cellsOf) {
  const out = createWriteStream(file);
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ stream: out, useSharedStrings: true });
  const sheet = workbook.addWorksheet('资源');
  for (let i = 0; i < count; i += 1) {
    sheet.addRow(cellsOf(i)).commit();
    if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  sheet.commit();
  await workbook.commit();
  await finished(out);
}

function run(name, file, rows, folder) {
  return new Promise((resolve, reject) => {
    const process_ = fork(import.meta.filename, [], {
      env: { ...process.env, BENCH_STEP: JSON.stringify([name, file, String(rows), folder]), LOG_LEVEL: 'silent' },
    });
    let result;
    process_.on('message', (message) => (result = message));
    process_.on('exit', (code) => (code === 0 ? resolve(result) : reject(new Error(`${name} ended with ${code}`))));
  });
}

async function child() {
  const steps = { exceljs: readWithPeer, 'exceljs-write': () => measure(() => makeFile(path, Number(rowsText))), 'exceljs-same': writeExported, export: () => inService('export'), undo: () => inService('undo'), read: readOurselves, check: () => inService('check'), commit: () => inService('commit'), stop }; // prettier-ignore
  const result = await steps[step]();
  process.send(result ?? {}, () => process.exit(0));
}

/** Fields of /proc/<pid>/stat behind the name; undefined where there is no such process, or no /proc. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined; // ended meanwhile
  }
}

/** Seconds of processor time of a database server and its processes; undefined for none. */
function databaseCpu(server) {
  if (server === undefined) return undefined;
  const ticks = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
    const fields = statOf(pid);
    if (fields !== undefined && pid === server) return [11, 12, 13, 14].map((i) => Number(fields[i]));
    return fields?.[1] === server ? [11, 12].map((i) => Number(fields[i])) : [];
  }); // prettier-ignore
  return ticks.reduce((sum, each) => sum + each, 0) / 100;
}

/** Seconds the work takes, of the clock and of processors, and how far resident memory rises above where it was before. */
async function measure(work, server) {
  globalThis.gc?.();
  const idle = process.memoryUsage.rss();
  let peak = idle;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);
  const started = performance.now();
  const [ours, database] = [process.cpuUsage(), databaseCpu(server)];
  const note = await work();
  clearInterval(watch);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(ours);
  return {
    seconds,
    cpu: (user + system) / 1e6,
    databaseCpu: database === undefined ? undefined : databaseCpu(server) - database,
    megabytes: Math.round((Math.max(peak, process.memoryUsage.rss()) - idle) / 1e6),
    note,
  };
}

/** The cells of the export once more, by the peer; they are read before the clock runs. Days stay texts: as dates they would cost it a style each. */
async function writeExported() {
  const { readTable } = await import('../libs/crm/dist/transfer/table-reader.js');
  const rows = [];
  for await (const { cells } of readTable(createReadStream(exportedFile(dataDir)))) {
    rows.push(cells.map((cell) => (typeof cell === 'object' && cell !== null ? cell.day : cell)));
  }
  return measure(() => writeWithPeer(join(dataDir, 'same.xlsx'), rows.length, (i) => rows[i]));
}

function exportedFile(folder) {
  return join(folder, 'exported.xlsx');
}

function expectRows(count) {
  if (count !== Number(rowsText) + 1) throw new Error(`read ${count} rows instead of ${Number(rowsText) + 1}`);
}

function readWithPeer() {
  return measure(async () => {
    const options = {
      worksheets: 'emit',
      sharedStrings: 'cache',
      styles: 'cache',
      hyperlinks: 'ignore',
      entries: 'ignore',
    };
    const reader = new ExcelJS.stream.xlsx.WorkbookReader(createReadStream(path), options);
    let count = 0;
    for await (const sheet of reader) for await (const row of sheet) count += row.values.length > 0 ? 1 : 0;
    expectRows(count);
  });
}

async function readOurselves() {
  const { readTable } = await import('../libs/crm/dist/transfer/table-reader.js');
  return measure(async () => {
    let count = 0;
    for await (const row of readTable(createReadStream(path))) count += row.cells.length > 0 ? 1 : 0;
    expectRows(count);
  });
}

async function inService(verb) {
  const { NestFactory } = await import('@nestjs/core');
  const platform = await import('@lianghuan/platform');
  const crm = await import('@lianghuan/crm');
  const postgres = await platform.startEmbeddedPostgres(dataDir, platform.sharedServerSettings());
  await postgres.ensureDatabase('bench');
  const url = postgres.urlOf('bench');
  await crm.migrate(url);
  const config = platform.readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent', UPLOAD_LIMIT_MB: '1000' });
  class Bench {}
  const module = {
    module: Bench,
    imports: [
      platform.ConfigModule.with(config),
      platform.DatabaseModule.with(crm.applicationDataSource(url)),
      platform.QueueModule.with(config, url),
      crm.RecordModule,
      crm.TransferModule,
    ],
  };
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  const database = app.get(platform.Database);
  const jobs = app.get(crm.ImportJobService);
  const imports = app.get(crm.ImportService);
  const sql = (text, values) => database.dataSource.query(text, values);
  await sql(`INSERT INTO app_user (username, display_name, password_hash, organisation_id, roles)
    SELECT 'bench', 'bench', '', id, '{county_clerk}' FROM organisation WHERE code = 'QX-520524' ON CONFLICT DO NOTHING`);
  const [user] = await sql(
    `SELECT u.id, u.organisation_id AS "organisationId" FROM app_user u WHERE username = 'bench'`,
  );
  const actor = platform.actorOf({ ...user, displayName: 'bench', roles: ['county_clerk'], areaCodes: ['520524'] });
  const [{ backend }] = await sql('SELECT pg_backend_pid() AS backend');
  const server = statOf(backend)?.[1];
  const asUser = (work) => database.actAs(actor, work);
  const expectDone = (outcome, counted) => {
    if (outcome !== 'done' || counted !== Number(rowsText)) throw new Error(`${outcome}, ${counted} rows`);
  };
  if (verb === 'export') {
    const exports = app.get(crm.ExportService);
    const asked = await asUser(() => exports.request({ register: 'resource', format: 'xlsx', query: {} }));
    const measured = await measure(async () => {
      const outcome = await exports.execute(asked.id);
      const { rowCount, sizeBytes } = await asUser(() => exports.get(asked.id));
      expectDone(outcome, rowCount);
      return `${rowCount} rows, all columns of the register, ${(sizeBytes / 1e6).toFixed(1)} MB`;
    }, server);
    const { content } = await asUser(() => exports.file(asked.id));
    await pipeline(content, createWriteStream(exportedFile(dataDir)));
    await app.close();
    return measured;
  }
  if (verb === 'undo') {
    const undos = app.get(crm.ChangeUndoService);
    const { items: [batch] } = await asUser(() => imports.list(1, 1)); // prettier-ignore
    const { undo } = await asUser(() => imports.undo(batch.id, 'bench'));
    const measured = await measure(async () => {
      const outcome = await undos.execute(undo.id);
      const { counts } = (await asUser(() => imports.get(batch.id))).undo;
      expectDone(outcome, counts.withdrawn);
      return JSON.stringify(counts);
    }, server);
    await app.close();
    return measured;
  }
  let id;
  if (verb === 'check') {
    const upload = { name: 'bench.xlsx', mediaType: 'application/octet-stream', content: createReadStream(path) };
    ({ id } = await asUser(() => imports.upload({ register: 'resource', mode: 'both' }, upload)));
  } else {
    ({ items: [{ id }] } = await asUser(() => imports.list(1, 1))); // prettier-ignore
    await asUser(() => imports.commit(id));
  }
  const measured = await measure(async () => {
    const outcome = await jobs[verb](id);
    const { status, counts } = await asUser(() => imports.get(id));
    if (outcome !== 'done' || counts.create !== Number(rowsText))
      throw new Error(`${outcome} ${JSON.stringify(counts)}`);
    return `${status}, ${JSON.stringify(counts)}`;
  }, server);
  await app.close();
  return measured;
}

async function stop() {
  const { startEmbeddedPostgres } = await import('@lianghuan/platform');
  await (await startEmbeddedPostgres(dataDir)).stop();
}
