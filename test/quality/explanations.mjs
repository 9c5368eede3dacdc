/**
 * Writes `docs/explanations.md`: what the library says about real pairs, in Chinese and in English. Projects are those of
 * the founding notice, enterprises those of the evaluation, resources and markets those of Bijie; all lie in
 * `../shared/data`, which is not part of the product.
 *
 *     npm run explanations
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { createMatcher, explainInWords } from '../../libs/matching/dist/index.js';
import {
  readEnterprises,
  readIndustries,
  readMarkets,
  readResources,
} from '../../libs/matching/dist/cli/read-records.js';
import { evaluationFiles, missingFiles } from './evaluation-data.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const places = process.env.PLACE_DATA ?? resolve(root, '../shared/data');
const files = {
  projects: join(places, 'bijie-2023-projects.csv'),
  resources: join(places, 'bijie-resources.csv'),
  markets: join(places, 'bijie-markets.csv'),
  industries: join(places, 'gb-t-4754-2017.csv'),
};
const missing = [...missingFiles(), ...Object.values(files).filter((file) => !existsSync(file))];
if (missing.length > 0) {
  process.stdout.write(`explanations: skipped, missing: ${missing.join(', ')}\n`);
  process.exit(0);
}

/** Words of the projects to explain, one project each, and the rank of the suggestion shown. */
const SHOWN = [
  ['PGA', 1],
  ['大方光伏', 1],
  ['威赫电厂', 1],
  ['刺梨', 1],
  ['苦荞', 1],
  ['冷链', 1],
  ['5G', 1],
  ['老年养护院', 2],
];
/** Pairs that are not suggested: words of the project, name of the enterprise. */
const NOT_SHOWN = [
  ['PGA', '平安银行'],
  ['PGA', '万华化学'],
  ['大方光伏', '隆基'],
];

const ignore = { problem: () => undefined, notice: () => undefined };
const projects = parse(readFileSync(files.projects, 'utf8'), { columns: true, bom: true }).map((row) => ({
  id: row.id,
  name: row.name,
  sector: row.sector,
  content: row.capacity_text,
  province: '贵州省',
  city: '毕节市',
  county: row.county,
  industryCodes: row.industry_guess ? row.industry_guess.split(/[;,；]/) : [],
  year: 2023,
}));
const enterprises = await readEnterprises(evaluationFiles.enterprises, ignore);
const input = {
  projects,
  enterprises,
  resources: await readResources([files.resources], ignore),
  markets: await readMarkets([files.markets], ignore),
};
const matcher = createMatcher(input, { industries: await readIndustries(files.industries, ignore), top: 20 });
const nameOf = new Map(enterprises.map(({ id, name }) => [id, name]));
const lines = [];
const say = (line = '') => lines.push(line);
const projectOf = (word) => {
  const found = projects.find(({ name }) => name.includes(word));
  if (!found) throw new Error(`no project of the notice names ${word}`);
  return found;
};

say('# Explanations of real pairs');
say();
say(
  'Made by `npm run explanations` from the data alone; nothing here is written by hand. Projects of the founding notice,',
);
say(
  `${enterprises.length.toLocaleString('en')} enterprises of the evaluation, resources and markets of Bijie. Every line is one part of the score:`,
);
say(
  'weight × value = contribution; the parts add up to the score. Evidence also carries the place of each word in both',
);
say('texts, which the screens use to highlight it; it is shown for the first pair as data.');

SHOWN.forEach(([word, rank], at) => {
  const project = projectOf(word);
  const suggestion = matcher.enterprisesFor(project.id, { top: rank }).at(-1);
  const name = nameOf.get(suggestion.enterpriseId);
  say();
  say(`## ${at + 1}. ${project.name} ← ${name}`);
  for (const [locale, head] of [
    ['zh-CN', `第 ${rank} 位，得分 ${suggestion.score.toFixed(2)}`],
    ['en', `rank ${rank}, score ${suggestion.score.toFixed(2)}`],
  ]) {
    say();
    say(`**${head}**`);
    say();
    for (const part of suggestion.contributions) say(`- ${explainInWords(part, locale)}`);
    if (suggestion.counterArgument) say(`- ${explainInWords(suggestion.counterArgument, locale)}`);
    for (const result of suggestion.constraints.filter(({ verdict }) => verdict !== 'pass'))
      say(`- ${explainInWords(result, locale)}`);
    if (suggestion.offer) say(`- ${explainInWords(suggestion.offer, locale)}`);
  }
  if (at > 0) return;
  const [words] = suggestion.contributions;
  say();
  say('The first part as data:');
  say();
  say('```json');
  say(JSON.stringify({ ...words, evidence: words.evidence.slice(0, 1) }, null, 2));
  say('```');
});

say();
say('## Why not these?');
for (const [word, enterpriseWord] of NOT_SHOWN) {
  const project = projectOf(word);
  const enterprise = enterprises.find(({ name, shortName }) => `${name}${shortName ?? ''}`.includes(enterpriseWord));
  if (!enterprise) throw new Error(`no enterprise is called ${enterpriseWord}`);
  const { whyNot, score } = matcher.explain(project.id, enterprise.id);
  say();
  say(`**${project.name} ← ${enterprise.name}** (${score.toFixed(2)})`);
  say();
  for (const locale of ['zh-CN', 'en']) for (const reason of whyNot) say(`- ${explainInWords(reason, locale)}`);
}
writeFileSync(join(root, 'docs/explanations.md'), `${lines.join('\n')}\n`);
process.stdout.write('docs/explanations.md written\n');
