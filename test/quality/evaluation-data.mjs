/** The evaluation files: where they are, and what is in them. They are not part of the product. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Folder with dev-projects.csv, dev-enterprises.csv, crowd-enterprises.csv and dev-pairs.csv; `EVALUATION_DATA` moves it. */
export const evaluationFolder = process.env.EVALUATION_DATA ?? resolve(root, '../shared/data/eval');

export const evaluationFiles = {
  projects: join(evaluationFolder, 'dev-projects.csv'),
  enterprises: ['crowd-enterprises.csv', 'dev-enterprises.csv'].map((name) => join(evaluationFolder, name)),
  pairs: join(evaluationFolder, 'dev-pairs.csv'),
};

/** Files that are not there; empty when the evaluation can run. */
export function missingFiles() {
  return [evaluationFiles.projects, ...evaluationFiles.enterprises, evaluationFiles.pairs].filter(
    (file) => !existsSync(file),
  );
}

export const readRows = (file) => parse(readFileSync(file, 'utf8'), { columns: true, bom: true });

/** Recorded pairs in both directions. */
export function readRelevance() {
  const byProject = new Map();
  const byEnterprise = new Map();
  const add = (map, key, value) => map.set(key, (map.get(key) ?? new Set()).add(value));
  for (const { project_id, enterprise_id } of readRows(evaluationFiles.pairs)) {
    add(byProject, project_id, enterprise_id);
    add(byEnterprise, enterprise_id, project_id);
  }
  return { byProject, byEnterprise };
}

/** Runs the command line with the library's defaults and reads back the ranking it wrote. */
export function runCommandLine(top) {
  const folder = mkdtempSync(join(tmpdir(), 'quality-'));
  try {
    const out = join(folder, 'run.csv');
    const args = [
      '--projects',
      evaluationFiles.projects,
      ...evaluationFiles.enterprises.flatMap((file) => ['--enterprises', file]),
    ];
    const steps = [
      [join(root, 'libs/matching/bin/build-once.mjs')],
      [join(root, 'libs/matching/dist/cli.js'), ...args, '--top', String(top), '--out', out],
    ];
    for (const step of steps) {
      const { status, stderr } = spawnSync(process.execPath, step, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${step[0]} ended with ${status}: ${stderr}`);
    }
    const run = new Map();
    for (const { project_id, enterprise_id, rank } of readRows(out)) {
      const ranked = run.get(project_id) ?? [];
      ranked[Number(rank) - 1] = enterprise_id;
      run.set(project_id, ranked);
    }
    return run;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
