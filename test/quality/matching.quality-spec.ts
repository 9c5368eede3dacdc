import { describe, expect, it } from '@jest/globals';
import {
  evaluationFolder,
  missingFiles,
  readRelevance,
  readRows,
  evaluationFiles,
  runCommandLine,
} from './evaluation-data.mjs';
import { mean, scoreRun } from './metrics.mjs';

const isMissing = missingFiles().length > 0;
if (isMissing) process.stderr.write(`matching quality: skipped, no evaluation data at ${evaluationFolder}\n`);

(isMissing ? describe.skip : describe)('matching quality on recorded investors', () => {
  const { byProject } = isMissing ? { byProject: new Map() } : readRelevance();

  it('is well above the character-bigram baseline, through the command line with defaults', () => {
    const scores = scoreRun(runCommandLine(50), byProject);
    expect(mean(scores, 'recallAt10')).toBeGreaterThanOrEqual(0.69);
    expect(mean(scores, 'recallAt50')).toBeGreaterThanOrEqual(0.85);
    expect(mean(scores, 'ndcgAt10')).toBeGreaterThanOrEqual(0.48);
    expect(mean(scores, 'reciprocalRank')).toBeGreaterThanOrEqual(0.43);
  }, 120_000);

  it('is asked honestly: no project text names the enterprise that is the answer', () => {
    const names = new Map(
      evaluationFiles.enterprises
        .flatMap(readRows)
        .map((row) => [row['enterprise_id'], [row['name'], row['short_name']]]),
    );
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
