/**
 * The whole match at scale: epoch, segments and rankings of all projects over 100,000 and 1,000,000 enterprises, each in
 * a process of its own, with processor time, elapsed time and the most memory the process ever held.
 *
 *     npm run bench:scale                   both sizes, 1,400 projects, as many threads as processors
 *     npm run bench:scale -- 10000 200      one size, so many projects
 */
import { createHash } from 'node:crypto';
import { availableParallelism, cpus } from 'node:os';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { dataFolder, isDataThere } from './matching/corpus.mjs';
import { projectRecords, records } from './scale-records.mjs';

const PROJECTS = 1400;
const SIZES = [100_000, 1_000_000];
const TOP = 50;

const say = (line = '') => process.stdout.write(`${line}\n`);

if (!isDataThere) {
  say(`bench:scale: skipped, the reference tables the enterprises are recombined from are not at ${dataFolder}`);
  process.exit(0);
}

if (process.env.SCALE_RUN) {
  const { size, projects } = JSON.parse(process.env.SCALE_RUN);
  say(JSON.stringify(await run(size, projects)));
} else {
  const [size, projects] = process.argv.slice(2).map(Number);
  const sizes = size ? [size] : SIZES;
  say(`${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, Node ${process.versions.node}`);
  say('times in seconds: elapsed (processor time of all threads); memory: highest resident set of the process');
  const rows = sizes.map((count) => measure(count, projects || PROJECTS));
  const [first] = rows;
  for (const row of rows) {
    say(`\n${row.enterprises.toLocaleString('en')} enterprises x ${row.projects.toLocaleString('en')} projects`);
    for (const step of ['freeze', 'index', 'match']) {
      const { elapsed, processor } = row[step];
      const against = row === first ? '' : `   x ${(processor / first[step].processor).toFixed(1)} processor time`;
      say(`  ${step.padEnd(8)}${elapsed.toFixed(1).padStart(8)} (${processor.toFixed(1)})${against}`);
    }
    say(`  per project ${((1000 * row.match.processor) / row.projects).toFixed(2)} ms of processor time`);
    say(`  index ${row.indexMegabytes} MB shared, peak ${row.peakMegabytes} MB; rankings ${row.digest}`);
  }
}

function measure(size, projects) {
  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], {
    encoding: 'utf8',
    env: { ...process.env, SCALE_RUN: JSON.stringify({ size, projects }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`the run of ${size} ended with ${status}`);
  return JSON.parse(stdout);
}

async function run(size, projectCount) {
  const { ThreadedIndex } = await import('../libs/matching/dist/threads/surface.js');
  const threads = availableParallelism();
  const projects = projectRecords(projectCount);
  const lap = stopwatch();
  let frozen;
  const source = () => {
    // Read twice: the second time begins when the epoch is frozen.
    if (started) frozen = lap();
    started = true;
    return records(size);
  };
  let started = false;
  const index = await ThreadedIndex.build(source, { threads });
  const built = lap();
  const digest = createHash('sha256');
  for await (const ranking of index.match(projects, { top: TOP })) digest.update(JSON.stringify(ranking));
  const match = lap();
  const indexMegabytes = Math.round(index.arena.usedBytes / 1e6);
  await index.close();
  return {
    enterprises: size,
    projects: projectCount,
    freeze: frozen,
    index: built,
    match,
    indexMegabytes,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    digest: digest.digest('hex').slice(0, 16),
  };
}

/** Seconds since the last call, on the clock and of all processors. */
function stopwatch() {
  let clock = performance.now();
  let usage = process.cpuUsage();
  return () => {
    const elapsed = (performance.now() - clock) / 1000;
    const spent = process.cpuUsage(usage);
    clock = performance.now();
    usage = process.cpuUsage();
    return { elapsed, processor: (spent.user + spent.system) / 1e6 };
  };
}
