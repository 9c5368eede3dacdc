/**
 * Prints how well the matching library ranks real investors: both directions, slices, and a paired bootstrap against
 * the character-bigram baseline. Forward figures come through the command line with the library's defaults.
 */
import { bigramBaseline } from './bigram-baseline.mjs';
import {
  evaluationFiles,
  evaluationFolder,
  missingFiles,
  readRelevance,
  readRows,
  runCommandLine,
} from './evaluation-data.mjs';
import { classFigures } from './class-figures.mjs';
import { gradesByProject, missingJudgementSources, readGrades, readJudgedProjects } from './judged-projects.mjs';
import { agreement, bootstrap, gradedNdcg, mean, pairedBootstrap, scoreRun } from './metrics.mjs';

const say = (line = '') => process.stdout.write(`${line}\n`);
const missing = missingFiles();
if (missing.length > 0) {
  say(`quality: skipped, the evaluation data is not at ${evaluationFolder}`);
  say(`missing: ${missing.join(', ')}; set EVALUATION_DATA to the folder that has it`);
  process.exit(0);
}

const FIGURES = [
  ['recall@10', 'recallAt10'],
  ['recall@50', 'recallAt50'],
  ['recall@200', 'recallAt200'],
  ['MRR', 'reciprocalRank'],
  ['nDCG@10', 'ndcgAt10'],
];
const REVERSE_FIGURES = [
  ['recall@1', 'recallAt1'],
  ['recall@10', 'recallAt10'],
  ['MRR', 'reciprocalRank'],
];

function table(figures, rows) {
  say(`${'method'.padEnd(34)}${figures.map(([name]) => name.padStart(11)).join('')}`);
  for (const [name, scores] of rows)
    say(`${name.padEnd(34)}${figures.map(([, figure]) => mean(scores, figure).toFixed(3).padStart(11)).join('')}`);
}

const projects = readRows(evaluationFiles.projects);
const enterprises = evaluationFiles.enterprises.flatMap(readRows);
const { byProject, byEnterprise } = readRelevance();
const baseline = bigramBaseline(projects, enterprises);

say(`project -> enterprise: ${byProject.size} projects among ${enterprises.length} enterprises`);
const run = runCommandLine(200);
const baselineRun = baseline.enterprisesFor();
const ours = scoreRun(run, byProject);
const theirs = scoreRun(baselineRun, byProject);
table(FIGURES, [
  ['character-bigram TF-IDF', theirs],
  ['@lianghuan/matching defaults', ours],
]);

say('\npaired bootstrap over projects, ours - baseline (95 % interval; p = share of resamples not better)');
for (const [name, figure] of FIGURES) {
  const { difference, low, high, notBetter } = pairedBootstrap(ours, theirs, figure);
  const sign = (value) => (value < 0 ? '' : '+') + value.toFixed(3);
  say(`  ${name.padEnd(12)}${sign(difference)}  [${sign(low)}, ${sign(high)}]  p = ${notBetter.toFixed(4)}`);
}

say('\nslices by text_basis of the recorded enterprise');
const basisOf = new Map(enterprises.map((row) => [row.enterprise_id, row.text_basis]));
for (const basis of [...new Set([...byEnterprise.keys()].map((id) => basisOf.get(id)))].toSorted((a, b) =>
  a.localeCompare(b),
)) {
  const slice = new Map(
    [...byProject].flatMap(([project, wanted]) => {
      const some = new Set([...wanted].filter((id) => basisOf.get(id) === basis));
      return some.size > 0 ? [[project, some]] : [];
    }),
  );
  table(FIGURES, [
    [`${basis} (${slice.size} projects), bigram`, scoreRun(baselineRun, slice)],
    [`${basis} (${slice.size} projects), ours`, scoreRun(run, slice)],
  ]);
}

say('\nslices by province of the project and of its recorded investor');
const provinceOf = new Map(projects.map((row) => [row.project_id, row.province]));
const homeOf = new Map(enterprises.map((row) => [row.enterprise_id, row.province]));
const provinceSlices = [
  { name: 'projects in 贵州', isIn: (project) => provinceOf.get(project) === '贵州' },
  { name: 'projects elsewhere', isIn: (project) => provinceOf.get(project) !== '贵州' },
  { name: 'investor of the province', isIn: (project, id) => provinceOf.get(project) === homeOf.get(id) },
  { name: 'investor from elsewhere', isIn: (project, id) => provinceOf.get(project) !== homeOf.get(id) },
];
for (const { name, isIn } of provinceSlices) {
  const slice = new Map(
    [...byProject].flatMap(([project, wanted]) => {
      const some = new Set([...wanted].filter((id) => isIn(project, id)));
      return some.size > 0 ? [[project, some]] : [];
    }),
  );
  table(FIGURES, [
    [`${name} (${slice.size}), bigram`, scoreRun(baselineRun, slice)],
    [`${name} (${slice.size}), ours`, scoreRun(run, slice)],
  ]);
}

const { confidenceFeatures, createMatcher, fitConfidence } = await import('../../libs/matching/dist/index.js');
const { readEnterprises, readProjects } = await import('../../libs/matching/dist/cli/read-records.js');
const ignore = { problem: () => undefined, notice: () => undefined };
const canJudge = missingJudgementSources().length === 0;
const judged = canJudge ? readJudgedProjects() : [];
const recorded = await readProjects([evaluationFiles.projects], ignore);
const records = { projects: recorded, enterprises: await readEnterprises(evaluationFiles.enterprises, ignore) };
/** Processor time of this process in ms: the machine may be shared. */
const processorTime = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000;
const buildStarted = processorTime();
const matcher = createMatcher(records);
const built = processorTime() - buildStarted;
const queryStarted = processorTime();
const lists = new Map(recorded.map(({ id }) => [id, matcher.enterprisesFor(id, { top: 50 })]));
const perProject = (processorTime() - queryStarted) / recorded.length;
const reverse = new Map(
  [...byEnterprise.keys()].map((id) => [
    id,
    matcher.projectsFor(id, { top: projects.length }).map(({ projectId }) => projectId),
  ]),
);
say(`\nenterprise -> project: ${byEnterprise.size} enterprises among ${projects.length} projects`);
table(REVERSE_FIGURES, [
  ['character-bigram TF-IDF', scoreRun(baseline.projectsFor(new Set(byEnterprise.keys())), byEnterprise)],
  ['@lianghuan/matching defaults', scoreRun(reverse, byEnterprise)],
]);

const classes = await classFigures(records.projects, records.enterprises);
say(
  `\nclass of a project, its code hidden (${classes.count} projects): division right ${classes.first.toFixed(3)}, among the first three ${classes.firstThree.toFixed(3)}`,
);

if (canJudge) {
  const { exact, withinOne, kappa } = agreement(readGrades());
  say(
    `\njudged pairs: ${readGrades().length} of ${judged.length} projects; readers agree exactly on ${exact.toFixed(3)}, within one grade on ${withinOne.toFixed(3)}, weighted kappa ${kappa.toFixed(3)}`,
  );
  const judgedMatcher = createMatcher({ projects: judged, enterprises: records.enterprises });
  const judgedBaseline = bigramBaseline(
    judged.map(({ id, name, content }) => ({ project_id: id, project_name: name, content: content ?? '' })),
    enterprises,
  ).enterprisesFor();
  for (const keptAside of [false, true]) {
    const compared = [...gradesByProject({ keptAside })].flatMap(([project, grades]) => {
      const ranked = judgedMatcher.enterprisesFor(project, { top: 500 }).map(({ enterpriseId }) => enterpriseId);
      const ours = gradedNdcg(ranked, grades);
      const theirs = gradedNdcg(judgedBaseline.get(project) ?? [], grades);
      return ours === undefined ? [] : [{ ours, theirs: theirs ?? 0 }];
    });
    const average = (side) => compared.reduce((sum, figures) => sum + figures[side], 0) / compared.length;
    const { difference, low, high } = bootstrap(compared.map(({ ours, theirs }) => ours - theirs));
    say(
      `graded nDCG@10, ${keptAside ? 'kept aside' : 'trained on'} (${compared.length}): bigram ${average('theirs').toFixed(3)}, ours ${average('ours').toFixed(3)}, difference +${difference.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`,
    );
  }
} else say(`\njudged pairs: skipped, missing ${missingJudgementSources().join(', ')}`);

const samples = [...lists].flatMap(([project, suggestions]) =>
  confidenceFeatures(suggestions.map(({ score }) => score)).map((features, i) => ({
    listId: project,
    features,
    isTaken: byProject.get(project)?.has(suggestions[i].enterpriseId) ?? false,
  })),
);
const confidence = fitConfidence(samples);
say(
  confidence.status === 'fitted'
    ? `\nconfidence on ${confidence.count} listed pairs, ${confidence.taken} of them recorded: calibration error ${confidence.reliability.expectedCalibrationError.toFixed(4)} (lists never split)`
    : `\nconfidence: no number (${confidence.reason})`,
);

const loads = new Map();
for (const ranked of run.values()) for (const id of ranked.slice(0, 10)) loads.set(id, (loads.get(id) ?? 0) + 1);
say(
  `\ncongestion: ${loads.size} distinct enterprises in the top tens, the busiest in ${Math.max(...loads.values())} of ${run.size}`,
);
say(
  `processor time on this machine: index ${Math.round(built)} ms, ${perProject.toFixed(1)} ms a project with full explanation of 50`,
);
