import { beforeAll, describe, expect, it } from '@jest/globals';
import { createMatcher, type EnterpriseRecord, type Matcher, type ProjectRecord } from '@lianghuan/matching';
import { readEnterprises, readProjects } from '../../libs/matching/src/cli/read-records.js';
import { bigramBaseline } from './bigram-baseline.mjs';
import { classFigures } from './class-figures.mjs';
import {
  evaluationFiles,
  evaluationFolder,
  missingFiles,
  readRelevance,
  readRows,
  runCommandLine,
} from './evaluation-data.mjs';
import { gradesByProject, missingJudgementSources, readJudgedProjects } from './judged-projects.mjs';
import { bootstrap, gradedNdcg, mean, pairedBootstrap, type Run, scoreRun } from './metrics.mjs';

const isMissing = [...missingFiles(), ...missingJudgementSources()].length > 0;
if (isMissing) process.stderr.write(`matching quality: skipped, no evaluation data at ${evaluationFolder}\n`);

(isMissing ? describe.skip : describe)('matching quality on recorded investors', () => {
  const { byProject, byEnterprise } = isMissing ? { byProject: new Map(), byEnterprise: new Map() } : readRelevance();
  const rows = isMissing ? [] : evaluationFiles.enterprises.flatMap(readRows);
  const ignore = { problem: () => undefined, notice: () => undefined };
  let run: Run;
  let projects: ProjectRecord[];
  let enterprises: EnterpriseRecord[];
  let matcher: Matcher;
  beforeAll(async () => {
    run = runCommandLine(200);
    projects = await readProjects([evaluationFiles.projects], ignore);
    enterprises = await readEnterprises(evaluationFiles.enterprises, ignore);
    matcher = createMatcher({ projects: [...projects, ...readJudgedProjects()], enterprises });
  }, 300_000);

  it('holds the bars of project → enterprise, through the command line with defaults', () => {
    const scores = scoreRun(run, byProject);
    expect(mean(scores, 'recallAt10')).toBeGreaterThanOrEqual(0.69);
    expect(mean(scores, 'recallAt50')).toBeGreaterThanOrEqual(0.85);
    expect(mean(scores, 'recallAt200')).toBeGreaterThanOrEqual(0.93);
    expect(mean(scores, 'ndcgAt10')).toBeGreaterThanOrEqual(0.48);
    expect(mean(scores, 'reciprocalRank')).toBeGreaterThanOrEqual(0.43);
  });

  it('beats character bigrams by paired bootstrap, not by luck', () => {
    const baseline = bigramBaseline(readRows(evaluationFiles.projects), rows);
    const theirs = scoreRun(baseline.enterprisesFor(), byProject);
    for (const figure of ['recallAt10', 'recallAt50', 'ndcgAt10', 'reciprocalRank'] as const)
      expect(pairedBootstrap(scoreRun(run, byProject), theirs, figure).low).toBeGreaterThan(0);
  });

  it('holds the bars of enterprise → project', () => {
    const recorded = new Set(projects.map(({ id }) => id));
    const reverse = new Map(
      [...byEnterprise.keys()].map((id: string) => [
        id,
        matcher
          .projectsFor(id, { top: 1000 })
          .map(({ projectId }) => projectId)
          .filter((projectId) => recorded.has(projectId)),
      ]),
    );
    const scores = scoreRun(reverse, byEnterprise);
    expect(mean(scores, 'recallAt1')).toBeGreaterThanOrEqual(0.4);
    expect(mean(scores, 'recallAt10')).toBeGreaterThanOrEqual(0.8);
    expect(mean(scores, 'reciprocalRank')).toBeGreaterThanOrEqual(0.58);
  }, 300_000);

  it('tells the division of a project whose code is hidden', async () => {
    const { first, firstThree } = await classFigures(projects, enterprises);
    expect(first).toBeGreaterThanOrEqual(0.55);
    expect(firstThree).toBeGreaterThanOrEqual(0.85);
  }, 300_000);

  it('ranks judged pairs better than character bigrams, on the part kept aside', () => {
    const judged = readJudgedProjects();
    const baseline = bigramBaseline(
      judged.map(({ id, name, content }) => ({ project_id: id, project_name: name, content: content ?? '' })),
      rows,
    ).enterprisesFor();
    const differences = [...gradesByProject({ keptAside: true })].flatMap(([project, grades]) => {
      const ranked = matcher.enterprisesFor(project, { top: 500 }).map(({ enterpriseId }) => enterpriseId);
      const ours = gradedNdcg(ranked, grades);
      return ours === undefined ? [] : [ours - (gradedNdcg(baseline.get(project) ?? [], grades) ?? 0)];
    });
    expect(differences.length).toBeGreaterThan(40);
    expect(bootstrap(differences).low).toBeGreaterThan(0);
  }, 300_000);

  it('is asked honestly: no project text names the enterprise that is the answer', () => {
    const names = new Map(rows.map((row) => [row['enterprise_id'], [row['name'], row['short_name']]]));
    const texts = new Map(
      readRows(evaluationFiles.projects).map((row) => [row['project_id'], `${row['project_name']}${row['content']}`]),
    );
    for (const [project, wanted] of byProject) {
      for (const enterprise of wanted) {
        for (const name of names.get(enterprise) ?? []) {
          if (name && name.length >= 3) expect(texts.get(project)).not.toContain(name);
        }
      }
    }
  });
});
