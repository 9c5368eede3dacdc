/**
 * How well 是否对口 tells pairs that fit from pairs that do not: fitted anew to the graded judgements (cross-validated by project), and as the
 * library has it on the part kept aside and on the first three suggestions of the demonstration.
 *
 *   npm run build && node test/quality/fit.mjs
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fitLogistic } from '../../libs/matching/dist/confidence/logistic.js';
import { prepareProject } from '../../libs/matching/dist/candidates/project.js';
import { fitMeasures, fitOf } from '../../libs/matching/dist/criteria/fit.js';
import { measureRows } from '../../libs/matching/dist/criteria/measure.js';
import { PairCursor } from '../../libs/matching/dist/criteria/pair-cursor.js';
import { CRITERIA, buildSegment, freezeEpoch } from '../../libs/matching/dist/index.js';
import { readEnterprises, readProjects } from '../../libs/matching/dist/cli/read-records.js';
import { evaluationFiles, evaluationFolder, missingFiles, readRelevance, readRows } from './evaluation-data.mjs';
import { demonstrationRecords } from './demonstration-records.mjs';
import { isKeptAside, missingJudgementSources, readGrades, readJudgedProjects } from './judged-projects.mjs';

const say = (line) => process.stdout.write(`${line}\n`);
const CODES = CRITERIA.indexOf('codes');
/** Good enough to be proposed, and plainly wrong; between them stands what is only related. */
const isGood = ({ grade }) => grade >= 2;
const isWrong = ({ grade }) => grade < 1;
const FOLDS = 8;
const foldOf = (projectId) =>
  Number.parseInt(createHash('sha256').update(`fold ${projectId}`).digest('hex').slice(0, 6), 16) % FOLDS;

/** Measures graded pairs of one epoch. */
function measurer(enterprises, options = {}) {
  const epoch = freezeEpoch(enterprises, options);
  const segment = buildSegment(epoch, enterprises);
  const prepared = new Map();
  return (project, enterpriseId) => {
    if (!prepared.has(project.id)) prepared.set(project.id, prepareProject(epoch, project));
    const at = new PairCursor(epoch, prepared.get(project.id), segment).moveTo(segment.rowOf(enterpriseId));
    const { measures } = measureRows(at, Uint32Array.of(at.row));
    const { words, focus, product } = fitMeasures(at, measures);
    const isDoubtful = fitOf(at, measures).verdict === 'doubtful';
    return { isRelated: measures[CODES] > 0, isDoubtful, row: [Math.log1p(words), focus, product] };
  };
}

/** Chance that a pair of `wanted` stands above one of `unwanted`. */
function areaUnderCurve(pairs, scoreOf, wanted, unwanted) {
  const [above, below] = [pairs.filter(wanted), pairs.filter(unwanted)].map((some) => some.map(scoreOf));
  let sum = 0;
  for (const a of above) for (const b of below) sum += a > b ? 1 : a === b ? 0.5 : 0;
  return sum / (above.length * below.length);
}

function report(name, pairs) {
  const share = (test) => {
    const some = pairs.filter(test);
    const doubted = some.filter(({ isDoubtful }) => isDoubtful).length;
    return `${doubted} of ${some.length} (${((100 * doubted) / some.length).toFixed(1)} %)`;
  };
  const doubted = pairs.filter(({ isDoubtful }) => isDoubtful);
  const precision = doubted.filter(isWrong).length / doubted.length;
  say(
    `${name}: doubted of wrong ones ${share(isWrong)}, of related ones ${share((pair) => !isGood(pair) && !isWrong(pair))}, of good ones ${share(isGood)}; of the doubted ${(100 * precision).toFixed(1)} % are wrong`,
  );
}

if (missingFiles().length > 0 || missingJudgementSources().length > 0)
  say(`fit: the graded judgements are skipped, their texts are not at ${evaluationFolder}`);
else {
  const ignore = { problem: () => undefined, notice: () => undefined };
  const measure = measurer(await readEnterprises(evaluationFiles.enterprises, ignore));
  const projects = new Map(readJudgedProjects().map((project) => [project.id, project]));
  const judged = readGrades().map((graded) => ({
    ...graded,
    ...measure(projects.get(graded.projectId), graded.enterpriseId),
  }));
  const training = judged.filter(({ projectId }) => !isKeptAside(projectId));
  const unrelated = training.filter(({ isRelated }) => !isRelated);
  const fit = (pairs) =>
    fitLogistic(
      pairs.map(({ row }) => row),
      pairs.map(({ grade }) => grade >= 1.5),
    );
  const scoreBy = ({ intercept, slopes }, { row }) => row.reduce((sum, value, k) => sum + slopes[k] * value, intercept);
  const scores = new Map();
  for (let fold = 0; fold < FOLDS; fold++) {
    const model = fit(unrelated.filter(({ projectId }) => foldOf(projectId) !== fold));
    for (const pair of unrelated) if (foldOf(pair.projectId) === fold) scores.set(pair, scoreBy(model, pair));
  }
  const { intercept, slopes } = fit(unrelated);
  const [words, focus, product] = slopes.map((slope) => slope.toFixed(2));
  say(
    `fitted to ${unrelated.length} unrelated pairs: ${intercept.toFixed(2)} + ${words}·ln(1 + words) + ${focus}·focus + ${product}·product`,
  );
  const area = (unwanted) => areaUnderCurve(unrelated, (pair) => scores.get(pair), isGood, unwanted).toFixed(3);
  say(
    `cross-validated over ${FOLDS} folds of projects: area under the curve, good against wrong ${area(isWrong)}, against all others ${area((pair) => !isGood(pair))}`,
  );
  report('trained on', training);
  report(
    'kept aside',
    judged.filter(({ projectId }) => isKeptAside(projectId)),
  );
  const dev = await readProjects([evaluationFiles.projects], ignore);
  const { byProject } = readRelevance();
  const pairs = dev.flatMap((project) => [...(byProject.get(project.id) ?? [])].map((id) => measure(project, id)));
  say(`recorded investors: ${pairs.filter(({ isDoubtful }) => isDoubtful).length} of ${pairs.length} doubted`);
}

const { projects, enterprises, options } = demonstrationRecords();
const measure = measurer(enterprises, options);
const [projectOf, enterpriseOf] = [projects, enterprises].map(
  (records) => new Map(records.map((each) => [each.name, each])),
);
const shown = readRows(join(import.meta.dirname, 'judgements/demonstration.csv')).map((row) => ({
  place: Number(row.place),
  grade: Number(row.grade),
  ...measure(projectOf.get(row.project), enterpriseOf.get(row.enterprise).id),
}));
report(
  'first suggestions of the demonstration',
  shown.filter(({ place }) => place === 1),
);
report('first three', shown);
