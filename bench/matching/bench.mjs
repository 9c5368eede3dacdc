/*
 * Retrieval beside other engines, as ratios in one run: the best 20 enterprises for each of 1,400 project texts.
 *
 *   npm run bench:matching -- [--sizes 10000,100000,1000000] [--peers lancedb,flexsearch,…] [--no-names] [--no-explained]
 *
 * Peers are installed below bench/ by the first run. Every system runs in a process of its own, one after another, and is
 * given two threads. Progress goes to stderr, one table to stdout; files lie in a temporary folder that is removed.
 */
import { fork, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const TOP = 20;
const PROJECTS = 1400;
/** Seconds a system may spend on queries, and on those asked one by one; slow ones answer fewer. */
const SECONDS = 20;
/** Seconds of rounds over all queries, two at least. */
const ROUNDS_SECONDS = 10;
/** What a size leaves out unless `--peers` asks for it: what would take hours, and is slower at the size before. */
const LEFT_OUT = { 1_000_000: ['postgres', 'flexsearch', 'minisearch', 'orama', 'fuse'], 100_000: ['orama', 'fuse'] };
/** Queries the oracle answers at a size. */
const ORACLE = { 1_000_000: 100 };
/** Projects asked before anything is measured, where the whole way is compared with retrieval alone in a process that has just started. */
const WARM_UP = 40;
/** Sevenths of the projects both are asked for before the figures of a process that has run for a while: a worker runs for hours. */
const WARM_UP_SEVENTHS = [1, 2, 4];
const benchFolder = join(dirname(fileURLToPath(import.meta.url)), '..');

const say = (line) => process.stderr.write(`${line}\n`);
const print = (line) => process.stdout.write(`${line}\n`);

async function main() {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '10000,100000,1000000' },
      peers: { type: 'string' },
      names: { type: 'boolean', default: true },
      explained: { type: 'boolean', default: true },
    },
    allowNegative: true,
  });
  if (!existsSync(join(benchFolder, 'node_modules', '@lancedb'))) {
    say('installing the peers below bench/');
    // Not `npm ci`: it wants the packages of all platforms in the lock file, and a registry may lack some.
    const { status } = spawnSync('npm', ['install', '--no-save', '--prefix', benchFolder], { stdio: ['ignore', 2, 2] });
    if (status !== 0) process.exit(status ?? 1);
  }
  const { dataFolder, isDataThere } = await import('./corpus.mjs');
  if (!isDataThere) {
    say(`No reference data in ${dataFolder}: set REFERENCE_DATA.`);
    process.exit(2);
  }
  const folder = mkdtempSync(join(tmpdir(), 'lianghuan-bench-'));
  chmodSync(folder, 0o755);
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const asked = values.peers?.split(',').filter(Boolean);
  const tables = [];
  for (const size of values.sizes.split(',').map(Number)) tables.push(await measureSize(size, asked, folder, values));
  if (values.names) tables.push(await measureAllNames(asked, folder));
  const { model } = cpus()[0];
  print(`${model.trim()} × ${cpus().length}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}`); // prettier-ignore
  for (const table of tables) print(`\n${table}`);
}

async function measureSize(size, asked, folder, { explained }) {
  const place = join(folder, String(size));
  mkdirSync(place);
  chmodSync(place, 0o755);
  say(`\n# ${size} enterprises`);
  const { postings, terms } = await run({ step: 'corpus', size, place });
  say(`${postings.toFixed(1)} postings each, ${terms} terms a project (median)`);
  const { truth } = await run({ step: 'oracle', place, queries: ORACLE[size] ?? PROJECTS });
  const { SYSTEMS } = await import('./peers.mjs');
  const results = {};
  for (const system of ['lianghuan', ...Object.keys(SYSTEMS).filter((name) => name !== 'lianghuan')]) {
    if (system !== 'lianghuan' && asked && !asked.includes(system)) continue;
    if (!asked && LEFT_OUT[size]?.includes(system)) {
      say(`${system}: left out at ${size}`);
      continue;
    }
    try {
      results[system] = await measureSystem(system, place, truth);
    } catch (error) {
      results[system] = { failure: error.message };
    }
    say(`${system}: ${JSON.stringify({ ...results[system], found: undefined })}`);
  }
  let full;
  if (explained) {
    full = await run({ step: 'explained', size });
    say(`explained: ${JSON.stringify(full)}`);
  }
  rmSync(place, { recursive: true, force: true });
  return tableOf(size, { postings, terms }, results, truth, full);
}

async function measureSystem(system, place, truth) {
  const folder = join(place, system);
  mkdirSync(folder, { mode: 0o755 });
  const built = await run({ step: 'build', system, place, folder });
  const served = built.isOpen ? await run({ step: 'serve', system, place, folder }) : built;
  const { found } = served;
  const both = truth.map((expected, i) => [expected, found[i]]).filter(([expected, own]) => expected && own);
  const share = (expected, own) =>
    own.filter((position) => expected.includes(position)).length / (expected.length || 1);
  return {
    ...built,
    ...served,
    found: undefined,
    equal: both.filter(([expected, own]) => String(expected) === String(own)).length,
    compared: both.length,
    recall: both.reduce((sum, pair) => sum + share(...pair), 0) / both.length,
  };
}

async function measureAllNames(asked, folder) {
  const { NAME_SYSTEMS } = await import('./names.mjs');
  say('\n# a mistyped name among 100,000');
  const rows = {};
  for (const system of NAME_SYSTEMS) {
    if (system !== 'lianghuan' && asked && !asked.includes(system)) continue;
    const place = join(folder, `names-${system}`);
    mkdirSync(place, { mode: 0o755 });
    rows[system] = await run({ step: 'names', system, folder: place });
    say(`${system}: ${JSON.stringify(rows[system])}`);
  }
  const own = rows.lianghuan;
  return [
    '## A mistyped name among 100,000 (one thread)',
    '',
    '| system | × slower than ours | look-ups/s | hit@1 | queries |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(rows).map(([name, row]) =>
      cells(name, times(own.perSecond / row.perSecond), rate(row.perSecond), row.hitAt1.toFixed(3), row.queries),
    ),
  ].join('\n');
}

const cells = (...values) => `| ${values.join(' | ')} |`;
const times = (ratio) => (ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2));
const rate = (perSecond) => (perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(2));
const megabytes = (bytes) => (bytes === undefined ? '–' : (bytes / 1e6).toFixed(0));

function tableOf(size, { postings, terms }, results, truth, full) {
  const own = results.lianghuan;
  const peers = Object.entries(results).filter(([name, row]) => name !== 'lianghuan' && !row.failure);
  const lines = [
    `## ${size.toLocaleString('en')} enterprises, ${postings.toFixed(1)} postings each; ${PROJECTS} project texts, ${terms} terms (median)`,
    '',
  ];
  const [fastestName, fastest] = peers.sort((a, b) => b[1].perSecond - a[1].perSecond)[0] ?? [];
  if (fastest) lines.push(`- ${times(own.perSecond / fastest.perSecond)} × the queries/s of the fastest peer (${fastestName}), both with two threads`); // prettier-ignore
  const lance = results.lancedb?.failure ? undefined : results.lancedb;
  if (lance) {
    lines.push(`- ${times(own.perCpuSecond / lance.perCpuSecond)} × the queries of LanceDB per second of processor time (${rate(own.perCpuSecond)} against ${rate(lance.perCpuSecond)})`); // prettier-ignore
    lines.push(`- ${times(own.residentBytes / lance.residentBytes)} × the memory of LanceDB (what opening and querying adds to the process), ${times(own.diskBytes / lance.diskBytes)} × its index on disk`); // prettier-ignore
    lines.push(`- ${times(own.buildSeconds / lance.buildSeconds)} × the build time of LanceDB with its table, ${times(own.buildSeconds / lance.indexSeconds)} × that of its index alone; processor time ${times(own.buildCpuSeconds / lance.buildCpuSeconds)} ×`); // prettier-ignore
  }
  lines.push(`- same top ${TOP} as scoring every text: ${own.equal} of ${own.compared} compared`);
  if (full)
    for (const [way, { alone, whole }] of [['just started, in turn for each project', full.started], ['in turn for each project', full.inTurn], ['one after the other', full.inRow]])
      lines.push(`- explained, fully scored result, ${way}: ${times(whole.cpu / alone.cpu)} × the processor time of retrieval alone (${whole.cpu.toFixed(2)} ms a project against ${alone.cpu.toFixed(2)}), ${times(whole.clock / alone.clock)} × by the clock (${whole.clock.toFixed(2)} against ${alone.clock.toFixed(2)}); medians of ${full.queries} projects or more, best ${TOP}, one thread both, the pruned index for retrieval`); // prettier-ignore
  lines.push(
    '',
    '| system | × slower | queries/s, two threads | asked | p50 ms | p95 ms | build s (cpu s) | memory MB | on disk MB | opened in s | recall@20 of BM25 |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const [name, row] of Object.entries(results)) {
    if (row.failure) {
      lines.push(cells(name, row.failure, '', '', '', '', '', '', '', '', ''));
      continue;
    }
    const label = row.isDoubled ? `${rate(row.perSecond)} (one thread, doubled)` : rate(row.perSecond);
    lines.push(cells(name, times(own.perSecond / row.perSecond), label, row.asked, row.p50.toFixed(2), row.p95.toFixed(2), `${row.buildSeconds.toFixed(1)} (${row.buildCpuSeconds.toFixed(1)})`, megabytes(row.residentBytes), megabytes(row.diskBytes), row.openSeconds?.toFixed(2) ?? '–', row.recall.toFixed(3))); // prettier-ignore
  }
  return lines.join('\n');
}

/** Runs one step in a process of its own. */
function run(task) {
  return new Promise((resolve, reject) => {
    const step = fork(import.meta.filename, [], {
      env: { ...process.env, BENCH_STEP: JSON.stringify(task), RUST_LOG: 'error', LOG_LEVEL: 'silent' },
      execArgv: ['--expose-gc', '--max-old-space-size=10000'],
    });
    let result;
    step.on('message', (message) => (result = message));
    step.on('exit', (code) => (code === 0 && result ? resolve(result) : reject(new Error(`${task.step} ended with ${code}`)))); // prettier-ignore
  });
}

async function child(task) {
  const steps = { corpus, oracle, build, serve, names, explained };
  const result = await steps[task.step](task);
  process.send(result, () => process.exit(0));
}

const readLines = (file) => readFileSync(file, 'utf8').trimEnd().split('\n');
const readQueries = (place) => readLines(join(place, 'projects.txt')).map((line) => [...new Set(line.split(' '))]);

async function corpus({ size, place }) {
  const { enterprises, enterpriseText, projectTexts, tokensOf } = await import('./corpus.mjs');
  let postings = 0;
  const lines = [];
  for (const enterprise of enterprises(size)) {
    const tokens = tokensOf(enterpriseText(enterprise));
    postings += new Set(tokens).size;
    lines.push(tokens.join(' '));
  }
  writeFileSync(join(place, 'enterprises.txt'), lines.join('\n'));
  const projects = projectTexts(PROJECTS).map(tokensOf);
  writeFileSync(join(place, 'projects.txt'), projects.map((tokens) => tokens.join(' ')).join('\n'));
  const lengths = projects.map((tokens) => new Set(tokens).size).sort((a, b) => a - b);
  return { postings: postings / size, terms: lengths[lengths.length >> 1] };
}

async function oracle({ place, queries }) {
  const { createOracle } = await import('./oracle.mjs');
  const search = createOracle(readLines(join(place, 'enterprises.txt')));
  const all = readQueries(place);
  // Spread over all kinds of projects; the others stay unanswered.
  const every = Math.ceil(all.length / queries);
  const truth = all.map((tokens, i) => (i % every === 0 ? search(tokens, TOP) : undefined));
  return { truth: truth.map((found) => found ?? null) };
}

async function build({ system, place, folder }) {
  const { SYSTEMS } = await import('./peers.mjs');
  const peer = SYSTEMS[system];
  await peer.prepare();
  const texts = readLines(join(place, 'enterprises.txt'));
  globalThis.gc();
  const idle = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  const started = performance.now();
  const searcher = await peer.build(texts, folder);
  const buildSeconds = (performance.now() - started) / 1000;
  const used = process.cpuUsage(cpu);
  searcher.afterBuild?.();
  const buildCpuSeconds = (used.user + used.system) / 1e6;
  const result = { buildSeconds, buildCpuSeconds, indexSeconds: searcher.seconds, isOpen: peer.open !== undefined };
  if (peer.open) {
    await searcher.close?.();
    return result;
  }
  globalThis.gc();
  const asked = await ask(searcher, readQueries(place));
  // PostgreSQL keeps its memory elsewhere: its size on disk stands in.
  const residentBytes = searcher.diskBytes ?? process.memoryUsage.rss() - idle;
  await searcher.close?.();
  return { ...result, ...asked, residentBytes, diskBytes: searcher.diskBytes };
}

async function serve({ system, place, folder }) {
  const { SYSTEMS } = await import('./peers.mjs');
  const peer = SYSTEMS[system];
  await peer.prepare();
  const queries = readQueries(place);
  globalThis.gc();
  const idle = process.memoryUsage.rss();
  const started = performance.now();
  const searcher = await peer.open(folder);
  const openSeconds = (performance.now() - started) / 1000;
  const asked = await ask(searcher, queries);
  globalThis.gc();
  const residentBytes = process.memoryUsage.rss() - idle;
  await searcher.close?.();
  return { openSeconds, ...asked, residentBytes, diskBytes: searcher.diskBytes };
}

/** Asks one by one for the times, then all at once with two threads for the rate; the first few are a warm-up. */
async function ask(searcher, queries) {
  const found = [];
  const times = [];
  for (const tokens of queries.slice(0, 20)) await searcher.search(tokens, TOP);
  const started = performance.now();
  for (const tokens of queries) {
    const at = performance.now();
    found.push([...(await searcher.search(tokens, TOP))]);
    times.push(performance.now() - at);
    if (performance.now() - started > SECONDS * 1000) break;
  }
  const seconds = (performance.now() - started) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  const asked = found.length;
  let perSecond = (2 * asked) / seconds;
  // Processor time is what other work on the machine disturbs least; PostgreSQL's is spent in other processes.
  let perCpuSecond = 0;
  if (searcher.searchMany) {
    // The fastest of some rounds: this machine has other work, and the first round starts the threads.
    const some = queries.slice(0, asked);
    perSecond = 0;
    const begun = performance.now();
    for (let round = 0; round < 2 || performance.now() - begun < ROUNDS_SECONDS * 1000; round++) {
      const at = performance.now();
      const cpu = process.cpuUsage();
      await searcher.searchMany(some, TOP);
      const used = process.cpuUsage(cpu);
      perSecond = Math.max(perSecond, some.length / ((performance.now() - at) / 1000));
      perCpuSecond = Math.max(perCpuSecond, (some.length / (used.user + used.system)) * 1e6);
    }
  }
  return { found, asked, p50: at(0.5), p95: at(0.95), perSecond, perCpuSecond, isDoubled: !searcher.searchMany };
}

async function names({ system, folder }) {
  const { measureNames } = await import('./names.mjs');
  const { SYSTEMS } = await import('./peers.mjs');
  return measureNames(system, system === 'postgres' ? { ...(await SYSTEMS.postgres.prepare()), folder } : {});
}

/**
 * The whole way beside retrieval alone, both in this process on one thread, for projects that are new to both: text read,
 * searched, scored by all criteria, constraints judged, the best explained. `inTurn` changes from one to the other for each
 * project, so that each finds the caches full of the other; `inRow` works through all projects with one, then with the other, as a
 * match run does. `started` is in turn too, in the process that has only just started and compiles meanwhile.
 */
async function explained({ size }) {
  const { buildTextIndex, createMatcher, TextSearcher, weighTokens } =
    await import('../../libs/matching/dist/index.js');
  const { enterprises, enterpriseText, projectTexts, tokensOf } = await import('./corpus.mjs');
  const { projectRecords, records } = await import('../scale-records.mjs');
  const projects = projectRecords(PROJECTS);
  const texts = projectTexts(PROJECTS);
  function* tokens() {
    for (const enterprise of enterprises(size))
      yield { id: enterprise.id, tokens: tokensOf(enterpriseText(enterprise)) };
  }
  const index = buildTextIndex(tokens());
  const searcher = new TextSearcher(index.arena, index.arrays);
  const matcher = createMatcher({ enterprises: [...records(size)], projects });
  // Retrieval alone is handed its tokens; the whole way begins at the text.
  const systems = {
    alone: ({ query }) => searcher.search(weighTokens(index, query), TOP),
    whole: ({ id }) => matcher.enterprisesFor(id, { top: TOP }),
  };
  /** Every seventh project, from one on. */
  const some = (first) => projects.flatMap(({ id }, i) => (i % 7 === first ? [{ id, query: tokensOf(texts[i]) }] : []));
  /** Milliseconds by the clock, and of processor time: other work on the machine disturbs the latter less. */
  const timed = (system, project) => {
    const cpu = process.cpuUsage();
    const started = performance.now();
    systems[system](project);
    const clock = performance.now() - started;
    const { user, system: kernel } = process.cpuUsage(cpu);
    return { clock, cpu: (user + kernel) / 1000 };
  };
  const middle = (times, kind) => {
    const sorted = times.map((time) => time[kind]).sort((a, b) => a - b);
    return sorted[sorted.length >> 1];
  };
  const medians = (times) => ({ clock: middle(times, 'clock'), cpu: middle(times, 'cpu') });
  const turns = (projects) =>
    projects.map((project) => ({ alone: timed('alone', project), whole: timed('whole', project) }));
  const ofTurns = (measured) => ({
    alone: medians(measured.map(({ alone }) => alone)),
    whole: medians(measured.map(({ whole }) => whole)),
  });
  const started = turns(some(0)).slice(WARM_UP);
  for (const seventh of WARM_UP_SEVENTHS) turns(some(seventh));
  const inTurn = ofTurns(turns(some(5)));
  const others = some(3);
  const row = (system) => medians(others.map((project) => timed(system, project)));
  const inRow = { alone: row('alone'), whole: row('whole') };
  return { started: ofTurns(started), inTurn, inRow, queries: started.length };
}

if (process.env.BENCH_STEP === undefined) await main();
else await child(JSON.parse(process.env.BENCH_STEP));
