/**
 * What one change costs a `LiveMatcher`, p50 and p95 of processor time and of the clock:
 *
 *     npm run bench:incremental                     an enterprise changes: 100,000 enterprises, 10,000 projects;
 *                                                   a project changes: 1,000,000 enterprises
 *     npm run bench:incremental -- 20000 1000       so many enterprises, so many projects, both kinds of change
 *     npm run bench:incremental -- 20000 1000 enterprise    one kind only
 *
 * A change of an enterprise includes ranking every project it touches anew. Equality with a full rebuild is a property
 * test (`libs/matching/src/live`), not measured here.
 */
import { availableParallelism, cpus } from 'node:os';

import { LiveMatcher } from '../libs/matching/dist/index.js';
import { ThreadedIndex } from '../libs/matching/dist/threads/surface.js';
import { dataFolder, isDataThere } from './matching/corpus.mjs';
import { projectRecords, records } from './scale-records.mjs';

const CHANGES = 300;

const say = (line = '') => process.stdout.write(`${line}\n`);

if (!isDataThere) {
  say(`bench:incremental: skipped, the reference tables the enterprises are recombined from are not at ${dataFolder}`);
  process.exit(0);
}

const [size, projects] = process.argv.slice(2, 4).map(Number);
const [kind] = process.argv.slice(4);
say(`${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, Node ${process.versions.node}`);
if (size) await measure(size, projects || 1000, kind ? [kind] : ['enterprise', 'project']);
else {
  await measure(100_000, 10_000, ['enterprise']);
  await measure(1_000_000, 100, ['project']);
}

async function measure(enterpriseCount, projectCount, kinds) {
  const index = await ThreadedIndex.build(() => records(enterpriseCount));
  const { epoch, segments } = index;
  await index.close();
  const wanted = projectRecords(projectCount);
  const live = new LiveMatcher({ epoch, segments, projects: wanted }, { top: 50 });
  for (const { id } of wanted) live.rankingOf(id);
  say(`\n${enterpriseCount.toLocaleString('en')} enterprises, ${projectCount.toLocaleString('en')} projects`);
  if (kinds.includes('enterprise')) {
    // The generator goes on where the index ended: new records, put under old ids and new ones in turn.
    const fresh = [...records(enterpriseCount + CHANGES)].slice(enterpriseCount);
    let touched = 0;
    report('an enterprise is added or changes', fresh, (record, i) => {
      const changed = live.upsertEnterprise(i % 2 === 0 ? record : { ...record, id: `E${i * 37}` });
      for (const id of changed) live.rankingOf(id);
      touched += changed.length;
    });
    say(`    ${(touched / CHANGES).toFixed(1)} projects touched by a change on average`);
    report('an enterprise is removed', fresh.slice(0, CHANGES / 2), (_record, i) => {
      for (const id of live.removeEnterprise(`E${i * 41 + 1}`)) live.rankingOf(id);
    });
  }
  if (kinds.includes('project'))
    report('a project is added or changes', wanted.slice(0, CHANGES), (project, i) => {
      live.upsertProject({ ...project, content: `${project.content}，${wanted[(i + 7) % wanted.length].content}` });
      live.rankingOf(project.id);
    });
}

function report(name, items, change) {
  const spent = [];
  const elapsed = [];
  items.forEach((item, i) => {
    const clock = performance.now();
    const before = process.cpuUsage();
    change(item, i);
    const { user, system } = process.cpuUsage(before);
    spent.push((user + system) / 1000);
    elapsed.push(performance.now() - clock);
  });
  const at = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))].toFixed(2);
  say(
    `  ${name}: processor time p50 ${at(spent, 0.5)} ms, p95 ${at(spent, 0.95)} ms; clock p50 ${at(elapsed, 0.5)} ms, p95 ${at(elapsed, 0.95)} ms`,
  );
}
