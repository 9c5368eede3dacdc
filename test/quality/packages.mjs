/**
 * Offers for hand-judged pairs: of the resources and markets the library puts on the table for a real project and a real
 * enterprise, how many would somebody who knows both really offer? The judgements are in `packages/`, their rules in
 * `packages/README.md`; resources and markets are those of Bijie in `../shared/data`, which is not part of the product.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'csv-parse/sync';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const places = process.env.PLACE_DATA ?? resolve(root, '../shared/data');
const files = {
  projects: join(here, 'packages/projects.csv'),
  enterprises: join(here, 'packages/enterprises.csv'),
  resources: join(places, 'bijie-resources.csv'),
  markets: join(places, 'bijie-markets.csv'),
};
const readRows = (file) => parse(readFileSync(file, 'utf8'), { columns: true });

/** Files of the place that are not there; empty when the offers can be judged. */
export const missingPlaceFiles = () => [files.resources, files.markets].filter((file) => !existsSync(file));

/** Cases with what was judged: for each side, offer id → 2 (belongs on the table) or 1 (may be mentioned). */
export function readCases() {
  const cases = readRows(join(here, 'packages/cases.csv')).map((row) => ({
    id: row.case_id,
    projectId: row.project_id,
    enterpriseId: row.enterprise_id,
    grades: { resource: new Map(), market: new Map() },
  }));
  const byId = new Map(cases.map((one) => [one.id, one]));
  for (const { case_id, side, offer_id, grade } of readRows(join(here, 'packages/judgements.csv'))) {
    const one = byId.get(case_id);
    if (!one || one.grades[side] === undefined)
      throw new Error(`judgement of unknown case or side: ${case_id} ${side}`);
    one.grades[side].set(offer_id, Number(grade));
  }
  return cases;
}

/**
 * What the registers take each row of the place for, by its code: something that can be given, or a figure that only describes the
 * place. Undefined while the product is not built.
 */
export const registeredNatures = async () => {
  const built = (file) => join(root, 'libs/crm/dist', file);
  if (!existsSync(built('record/supply-nature.js'))) return undefined;
  const { resourceNature, marketNature } = await import(pathToFileURL(built('record/supply-nature.js')).href);
  const records = await import(pathToFileURL(built('demonstration/demonstration-records.js')).href);
  return new Map([
    ...records.demonstrationResources().map((row) => [row.code, row.nature ?? resourceNature(row)]),
    ...records.demonstrationMarkets().map((row) => [row.code, row.nature ?? marketNature(row)]),
  ]);
};

/** Resources and markets in new files of a folder, each row with its nature. */
function writeNatures(folder, natures) {
  const cell = (value) => `"${String(value ?? '').replaceAll('"', '""')}"`;
  return ['resources', 'markets'].map((name) => {
    const rows = readRows(files[name]);
    const columns = Object.keys(rows[0]);
    const lines = [
      [...columns, 'nature'],
      ...rows.map((row) => [...columns.map((column) => row[column]), natures.get(row.id)]),
    ];
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, lines.map((line) => line.map(cell).join(',')).join('\n'));
    return [name, file];
  });
}

/**
 * Offers of every case through the command line, up to three a side, best first.
 * @param natures {@link registeredNatures}, where what only describes the place is to be known as such
 */
export function offersOfCases(cases, natures) {
  const folder = mkdtempSync(join(tmpdir(), 'offers-'));
  try {
    const out = join(folder, 'run.csv');
    const given = { ...files, ...(natures ? Object.fromEntries(writeNatures(folder, natures)) : {}) };
    const inputs = Object.entries(given).flatMap(([name, file]) => [`--${name}`, file]);
    const most = String(readRows(files.enterprises).length);
    for (const step of [
      [join(root, 'libs/matching/bin/build-once.mjs')],
      [join(root, 'libs/matching/dist/cli.js'), ...inputs, '--top', most, '--out', out, '--explain'],
    ]) {
      const { status, stderr } = spawnSync(process.execPath, step, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${step[0]} ended with ${status}: ${stderr}`);
    }
    const found = new Map();
    for (const line of readFileSync(join(folder, 'run.jsonl'), 'utf8').trim().split('\n')) {
      const { projectId, enterpriseId, offer } = JSON.parse(line);
      const side = (best, further) => [best, ...(further ?? [])].filter(Boolean).map(({ id }) => id);
      found.set(`${projectId} ${enterpriseId}`, {
        resource: side(offer.resource, offer.furtherResources),
        market: side(offer.market, offer.furtherMarkets),
      });
    }
    return new Map(cases.map((one) => [one.id, found.get(`${one.projectId} ${one.enterpriseId}`)]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Per side: precision of the first and of the first three (of as many as were judged to fit, where fewer than three do),
 * the share of cases whose first offer is one that belongs on the table (grade 2), and how many offers were made where none fits.
 */
export function scoreOffers(cases, offers) {
  const score = (side) => {
    const fitting = cases.filter((one) => one.grades[side].size > 0);
    const hits = (one, n) =>
      (offers.get(one.id)?.[side] ?? []).slice(0, n).filter((id) => one.grades[side].has(id)).length;
    const mean = (of) => fitting.reduce((sum, one) => sum + of(one), 0) / fitting.length;
    return {
      cases: fitting.length,
      precisionAt1: mean((one) => hits(one, 1)),
      precisionAt3: mean((one) => hits(one, 3) / Math.min(3, one.grades[side].size)),
      bestFirst: mean((one) => {
        const highest = Math.max(...one.grades[side].values());
        return one.grades[side].get(offers.get(one.id)?.[side][0]) === highest ? 1 : 0;
      }),
      needless: cases
        .filter((one) => one.grades[side].size === 0)
        .reduce((sum, one) => sum + (offers.get(one.id)?.[side].length ?? 0), 0),
      casesWithNone: cases.length - fitting.length,
    };
  };
  return { resource: score('resource'), market: score('market') };
}

/** Prints the figures, and with `--cases` what was offered, each with its grade. */
function report(title, cases, offers) {
  process.stdout.write(`${title}\n`);
  for (const [part, of] of [
    ['all', () => true],
    ['chosen on (odd)', (at) => at % 2 === 0],
    ['kept aside (even)', (at) => at % 2 === 1],
  ])
    for (const [side, score] of Object.entries(
      scoreOffers(
        cases.filter((_, at) => of(at)),
        offers,
      ),
    ))
      process.stdout.write(
        `  ${part.padEnd(18)} ${side.padEnd(9)} precision@1 ${score.precisionAt1.toFixed(3)}  precision@3 ${score.precisionAt3.toFixed(3)}  best first ${score.bestFirst.toFixed(3)}  (${score.cases} cases; ${score.needless} needless offers in ${score.casesWithNone} cases where none fits)\n`,
      );
  if (!process.argv.includes('--cases')) return;
  for (const one of cases) {
    const of = offers.get(one.id);
    const marked = (side) => (of?.[side] ?? ['?']).map((id) => `${id}:${one.grades[side].get(id) ?? 0}`).join(' ');
    process.stdout.write(
      `${one.id} ${one.projectId} ${one.enterpriseId}  ${marked('resource')}  |  ${marked('market')}\n`,
    );
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const missing = missingPlaceFiles();
  if (missing.length > 0) {
    process.stderr.write(`offers: not judged, these files are missing: ${missing.join(', ')}\n`);
  } else {
    const cases = readCases();
    report(`offers for ${cases.length} hand-judged pairs`, cases, offersOfCases(cases));
    const natures = await registeredNatures();
    if (natures)
      report(
        'the same, figures that only describe the place known as such (as in the product)',
        cases,
        offersOfCases(cases, natures),
      );
    else process.stderr.write('offers: not judged as in the product, its registers are not built (npm run build)\n');
  }
}
