/**
 * Finding names: quality on real names, speed among 100,000, and fuse.js alone beside it.
 * node libs/matching/bench/names.mjs   (after `npx tsc -b libs/matching`)
 */
import Fuse from 'fuse.js';

import { compareNames, createNameIndex, parseName } from '../dist/index.js';
import { measure, print, seededRandom } from './measure.mjs';
import { createTypist, dataFolder, halfOf, isDataThere, namesUpTo, realNames } from './names-data.mjs';

if (!isDataThere) {
  print(`No reference data in ${dataFolder}: set REFERENCE_DATA.`);
  process.exit(2);
}
const { names, pairs } = realNames();
const indexOf = (list) => createNameIndex(list.map((name, at) => ({ id: `e${at}`, name })));

/** Queries about the held-out half of the listed companies. */
function heldOutQueries() {
  const slip = createTypist(names, seededRandom(7));
  const sets = { 'short name': [], 'one wrong character, no legal form': [], 'short name, one wrong character': [] };
  sets['region dropped, form changed'] = [];
  sets['full name, one slip'] = [];
  for (const { short, full } of pairs) {
    const parts = parseName(full);
    const bare = full.replace(/(股份有限公司|有限责任公司|有限公司|股份公司)$/, '');
    const other = parts.core + (parts.form.includes('股份') ? '有限责任公司' : '股份有限公司');
    const typed = [slip(bare, 'replace'), slip(short, 'replace'), slip(full, 'swap')];
    if (halfOf(full) !== 1) continue;
    sets['short name'].push([short, full]);
    sets['one wrong character, no legal form'].push([typed[0], full]);
    sets['short name, one wrong character'].push([typed[1], full]);
    sets['full name, one slip'].push([typed[2], full]);
    if (parts.region && parts.core !== bare) sets['region dropped, form changed'].push([other, full]);
  }
  return sets;
}

const share = (hits, all) => (hits / all).toFixed(4);

function report(label, queries, find) {
  const { result, cpuMs, wallMs } = measure(() => queries.filter(([query, name]) => find(query) === name).length);
  const perSecond = Math.round((queries.length / cpuMs) * 1000);
  print(
    label,
    queries.length,
    share(result, queries.length),
    `${perSecond}/s cpu`,
    `${Math.round((queries.length / wallMs) * 1000)}/s wall`,
  );
}

print(`# ${names.length} real names; held-out half of ${pairs.length} listed companies`);
print('queries', 'n', 'acc@1', 'speed');
const real = indexOf(names);
for (const [label, queries] of Object.entries(heldOutQueries()))
  report(label, queries, (query) => real.search(query, { top: 1 })[0]?.name);

const all = namesUpTo(names, 100_000);
const built = measure(() => indexOf(all));
print(
  `\n# ${all.length} names (${all.length - names.length} recombined); built in ${(built.cpuMs / 1000).toFixed(1)} s cpu`,
);
const slip = createTypist(names, seededRandom(11));
const random = seededRandom(3);
const find = (query) => built.result.search(query, { top: 1 })[0]?.name;
for (let warm = 0; warm < 2000; warm++) find(all[Math.floor(random() * all.length)]);
const mistyped = {};
for (const kind of ['replace', 'drop', 'swap', 'add'])
  mistyped[kind] = Array.from({ length: 2000 }, () => {
    const name = all[Math.floor(random() * all.length)];
    return [slip(name, kind), name];
  });
for (const [kind, queries] of Object.entries(mistyped)) report(`mistyped: ${kind}`, queries, find);

const sample = mistyped.replace.slice(0, 20);
const fuse = new Fuse(all, { threshold: 0.6, ignoreLocation: true });
report('peer: fuse.js alone, replace', sample, (query) => fuse.search(query.slice(0, 32), { limit: 1 })[0]?.item);

print('\n# compareNames: verdicts');
print('pair', 'same', 'review', 'different');
const verdicts = {};
const note = (label, a, b) => {
  verdicts[label] ??= { same: 0, review: 0, different: 0 };
  verdicts[label][compareNames(a, b).verdict]++;
};
for (const name of names.filter((each) => halfOf(each) === 1)) {
  note('one wrong character', slip(name, 'replace'), name);
  note('spelling of the form', name.replace('有限责任公司', '有限公司').replace('(', '（').replace(')', '）'), name);
  note('form left out', name.replace(/(股份)?有限(责任)?公司$/, ''), name);
  const nearest = real.search(name, { top: 2 }).find((hit) => hit.name !== name);
  if (nearest) note('nearest other firm', name, nearest.name);
  note('any other firm', name, names[Math.floor(random() * names.length)]);
}
for (const [label, counts] of Object.entries(verdicts)) print(label, counts.same, counts.review, counts.different);
