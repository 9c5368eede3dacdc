/**
 * Allocation: value against the linear-programming optimum, time, and how far a small change spreads.
 * node libs/matching/bench/allocation.mjs   (after `npx tsc -b libs/matching`)
 */
import loadHighs from 'highs';

import { allocate, allocateLive } from '../dist/index.js';
import { measure, print, seededRandom } from './measure.mjs';

const highs = await loadHighs();

/** Projects that prefer the same popular enterprises; values between .15 and 1. */
function build(projects, enterprises, degree, seed, isLimited) {
  const random = seededRandom(seed);
  const popularity = Array.from({ length: enterprises }, random);
  const arcs = [];
  for (let projectIndex = 0; projectIndex < projects; projectIndex++) {
    const chosen = new Set();
    while (chosen.size < degree) chosen.add(Math.floor(enterprises * random() ** 1.5));
    for (const enterpriseIndex of chosen)
      arcs.push({ projectIndex, enterpriseIndex, value: 0.15 + 0.5 * random() + 0.35 * popularity[enterpriseIndex] });
  }
  const limit = (count, share) => ({
    of: Array.from({ length: projects }, () => Math.floor(random() * count)),
    capacity: Array.from({ length: count }, (_, at) =>
      Math.floor(((projects * 5) / count) * (share + 0.4 * (at / count))),
    ),
  });
  const limits = isLimited ? { counties: limit(11, 0.35), officers: limit(40, 0.5) } : {};
  const ids = (name, count) => Array.from({ length: count }, (_, at) => `${name} ${at}`);
  return {
    projectCount: projects,
    enterpriseCount: enterprises,
    arcs,
    projectIds: ids('project', projects),
    enterpriseIds: ids('enterprise', enterprises),
    ...limits,
  };
}

function optimum(input) {
  const rows = new Map();
  const add = (row, term, limit) => {
    if (!rows.has(row)) rows.set(row, { terms: [], limit });
    rows.get(row).terms.push(term);
  };
  input.arcs.forEach(({ projectIndex, enterpriseIndex }, at) => {
    add(`p${projectIndex}`, `x${at}`, 5);
    add(`e${enterpriseIndex}`, `x${at}`, 3);
    for (const name of ['counties', 'officers'])
      if (input[name])
        add(`${name}${input[name].of[projectIndex]}`, `x${at}`, input[name].capacity[input[name].of[projectIndex]]);
  });
  const lines = (terms) => terms.map((term, at) => (at % 20 === 19 ? `${term}\n` : term)).join(' + ');
  const model = [
    'Maximize',
    `obj: ${lines(input.arcs.map(({ value }, at) => `${value} x${at}`))}`,
    'Subject To',
    ...[...rows].map(([name, { terms, limit }]) => `${name}: ${lines(terms)} <= ${limit}`),
    'Bounds',
    ...input.arcs.map((_, at) => `0 <= x${at} <= 1`),
    'End',
  ].join('\n');
  return highs.solve(model).ObjectiveValue;
}

const sizes = [
  [100, 150, 20],
  [300, 600, 50],
  [1400, 3000, 50],
  ...(process.argv.includes('--large') ? [[4000, 8000, 50]] : []),
];
const keys = ({ pairs }) =>
  new Set(pairs.map(({ projectIndex, enterpriseIndex }) => `${projectIndex} ${enterpriseIndex}`));

print('projects × enterprises × candidates', 'method', 'value', 'of LP', 'certified gap', 'cpu ms', 'wall ms');
for (const [projects, enterprises, degree] of sizes)
  for (const isLimited of [false, true]) {
    const label = `${projects} × ${enterprises} × ${degree}${isLimited ? ', 11 counties, 40 officers' : ''}`;
    const input = build(projects, enterprises, degree, 1, isLimited);
    allocate(input);
    const solver = measure(() => optimum(input));
    print(label, 'highs LP', solver.result.toFixed(3), 1, '', Math.round(solver.cpuMs), Math.round(solver.wallMs));
    for (const [name, run] of [
      ['auction', () => allocate(input)],
      ['live (deferred acceptance)', () => allocateLive(input)],
    ]) {
      const { result, cpuMs, wallMs } = measure(run);
      print(
        label,
        name,
        result.value.toFixed(3),
        (result.value / solver.result).toFixed(6),
        result.gap.toFixed(6),
        Math.round(cpuMs),
        Math.round(wallMs),
      );
    }
  }

print('\n# one project of 1,400 changes its values by half: pairs of other projects that change');
const input = build(1400, 3000, 50, 1, false);
const before = allocate(input);
const was = keys(before);
const totals = { warm: 0, cold: 0, warmMs: 0, worst: 1 };
const trials = 20;
for (let trial = 0; trial < trials; trial++) {
  const changedProject = (trial * 67) % 1400;
  const changed = {
    ...input,
    arcs: input.arcs.map((arc) => (arc.projectIndex === changedProject ? { ...arc, value: arc.value * 0.5 } : arc)),
  };
  const others = ({ pairs }) =>
    pairs.filter(
      (pair) => pair.projectIndex !== changedProject && !was.has(`${pair.projectIndex} ${pair.enterpriseIndex}`),
    ).length;
  const warm = measure(() => allocate(changed, { warmStart: before.state }));
  const cold = allocate(changed);
  totals.warm += others(warm.result) / trials;
  totals.cold += others(cold) / trials;
  totals.warmMs += warm.cpuMs / trials;
  totals.worst = Math.min(totals.worst, warm.result.value / cold.bound);
}
print(
  'warm start',
  totals.warm.toFixed(1),
  `of ${was.size}`,
  `${totals.warmMs.toFixed(0)} ms cpu`,
  `at least ${totals.worst.toFixed(5)} of the bound`,
);
print('from scratch', totals.cold.toFixed(1));
