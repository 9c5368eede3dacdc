/**
 * Recorded investors among 100,000: the enterprises of the evaluation in a crowd of recombined ones (`bench/scale-records.mjs`).
 * Candidate lists that take a twentieth of 4,556 enterprises hide what they lose; here they take one in 260.
 *
 *   npm run build && node --max-old-space-size=8000 test/quality/crowd.mjs [enterprises]
 */
import { records } from '../../bench/scale-records.mjs';
import { readEnterprises, readProjects } from '../../libs/matching/dist/cli/read-records.js';
import { Arena, buildSegment, freezeEpoch, matchProject } from '../../libs/matching/dist/index.js';
import { evaluationFiles, evaluationFolder, missingFiles, readRelevance } from './evaluation-data.mjs';
import { mean, scoreRun } from './metrics.mjs';

if (missingFiles().length > 0) {
  process.stdout.write(`crowd: skipped, the evaluation data is not at ${evaluationFolder}\n`);
  process.exit(0);
}
const say = (line) => process.stderr.write(`${line}\n`);
const report = { problem: (problem) => say(JSON.stringify(problem)), notice: say };
const projects = await readProjects([evaluationFiles.projects], report);
const own = await readEnterprises(evaluationFiles.enterprises, report);
const size = Number(process.argv[2] ?? 100_000);
const crowd = Array.from(records(size - own.length), (record) => ({ ...record, id: `X${record.id}` }));
const all = [...own, ...crowd];
const epoch = freezeEpoch(all, { arena: Arena.create() });
const segment = buildSegment(epoch, all, { arena: Arena.create() });
const { byProject } = readRelevance();
const run = new Map(
  projects.map((project) => [
    project.id,
    matchProject(epoch, project, [segment]).pairs.map(({ enterpriseId }) => enterpriseId),
  ]),
);
const scores = scoreRun(run, byProject);
const ofCandidates = [...byProject].map(([id, wanted]) => {
  const found = new Set(run.get(id));
  return { share: [...wanted].filter((enterprise) => found.has(enterprise)).length / wanted.size };
});
const figures = ['recallAt10', 'recallAt50', 'recallAt200', 'reciprocalRank', 'ndcgAt10'];
for (const figure of figures) process.stdout.write(`${figure.padEnd(16)}${mean(scores, figure).toFixed(3)}\n`);
process.stdout.write(`${'candidates'.padEnd(16)}${mean(ofCandidates, 'share').toFixed(3)}\n`);
