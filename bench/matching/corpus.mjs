/**
 * The texts of the benchmark: real enterprises and product lines recombined, real and recombined project texts. The same
 * numbers give the same texts everywhere. Every system is given the same tokens, joined by blanks.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse } from 'csv-parse/sync';

import { parseName } from '../../libs/matching/dist/index.js';
import { DEFAULT_JARGON } from '../../libs/matching/dist/options.js';
import { foldText } from '../../libs/matching/dist/normalize/text.js';
import { PhraseFilter, tokenize } from '../../libs/matching/dist/normalize/tokens.js';
import { seededRandom } from '../../libs/matching/bench/measure.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Folder of the reference tables; `REFERENCE_DATA` overrides it. */
export const dataFolder = process.env.REFERENCE_DATA ?? resolve(root, '../shared/data');
export const isDataThere = existsSync(resolve(dataFolder, 'company-products.csv'));

const read = (file) =>
  parse(readFileSync(resolve(dataFolder, file), 'utf8'), { columns: true, bom: true, relax_column_count: true });

/** Items by key, in the order they come. */
function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (groups.has(key)) groups.get(key).push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

const filter = new PhraseFilter(DEFAULT_JARGON.map(foldText));

/** Tokens of a text, as the library cuts them. */
export const tokensOf = (text) => tokenize(filter.blank(foldText(text))).map(({ term }) => term);

/** Real enterprises: name, trade (Shenwan class, else division), their own product lines. */
function realEnterprises() {
  const lines = new Map();
  for (const { ts_code: code, product } of read('company-products.csv'))
    if (product.length <= 16) lines.set(code, [...(lines.get(code) ?? []), product]);
  const listed = read('enterprises-a-share.csv').map((row) => ({
    name: row.full_name || row.short_name,
    province: row.province,
    division: row.industry_guess_division,
    trade: row.sw_industry_code || row.industry_guess_division || 'none',
    lines: lines.get(row.ts_code) ?? row.main_business.split(/[、，,；;。]/).filter((line) => line.length > 1),
  }));
  const others = read('enterprises-unlisted-subsidiaries.csv').map((row) => ({
    name: row.name,
    province: row.province,
    division: '',
    trade: 'none',
    lines: row.main_business.split(/[、，,；;。]/).filter((line) => line.length > 1),
  }));
  return [...listed, ...others].filter(({ name, lines: own }) => name && own.length > 0);
}

/** Product lines of an enterprise: at least so many, at most so many; about 29 different tokens with the name. */
const FEWEST_LINES = 4;
const MOST_LINES = 14;

/**
 * `count` enterprises. Each is a real one recombined: its region and trade word with the trade name of another, half of
 * its lines, the rest from others of its trade, and one line in twelve from anywhere.
 */
export function* enterprises(count) {
  const real = realEnterprises();
  const parts = real.map(({ name }) => parseName(name));
  const byTrade = groupBy(real, ({ trade }) => trade);
  const random = seededRandom(20_230_818);
  const pick = (list) => list[Math.floor(random() * list.length)];
  for (let i = 0; i < count; i++) {
    const at = Math.floor(random() * real.length);
    const own = real[at];
    const brand = pick(parts);
    const name =
      parts[at].region +
      (brand.stem.length > 1 ? brand.stem : brand.core) +
      parts[at].core.slice(parts[at].stem.length) +
      (parts[at].form || '有限公司');
    const peers = own.trade === 'none' ? real : byTrade.get(own.trade);
    const wanted = FEWEST_LINES + Math.floor(random() * (MOST_LINES - FEWEST_LINES + 1));
    const lines = new Set();
    for (let n = 0; n < wanted; n++) {
      const chance = random();
      lines.add(pick((chance < 1 / 12 ? pick(real) : chance < 0.5 ? pick(peers) : own).lines));
    }
    yield { id: `E${i}`, name, province: own.province, division: own.division, lines: [...lines] };
  }
}

/** One text an enterprise: its name without place and form, and its product lines. */
export const enterpriseText = ({ name, lines }) => [parseName(name).core, ...lines].join('、');

/** What project texts say besides their products; common words, which a search must not drown in. */
const PHRASES = [
  '配套建设仓储物流和环保设施',
  '购置生产设备及自动化控制系统',
  '建设研发中心、检测中心和综合办公楼',
  '从事产品研发、制造、销售和技术服务',
  '建成后形成集加工、贸易、物流于一体的产业集群',
  '配套供水、供电、污水处理等公用工程',
];

/** `count` project texts: the notice's, the promoted ones and those of the evaluation, then recombined products. */
export function projectTexts(count) {
  const real = [
    ...read('bijie-2023-projects.csv').map((row) => `${row.name} ${row.sector} ${row.capacity_text}`),
    ...read('investment-projects.csv').map((row) => `${row.name} ${row.content}`),
    ...read('eval/dev-projects.csv').map((row) => `${row.project_name} ${row.content}`),
  ];
  const random = seededRandom(611);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const makers = realEnterprises().filter(({ lines }) => lines.length >= 4);
  const materials = groupBy(read('product-upstream.csv'), ({ product }) => product);
  while (real.length < count) {
    const maker = pick(makers);
    const products = Array.from({ length: 3 + Math.floor(random() * 6) }, () => pick(maker.lines));
    const made = products.flatMap((product) => materials.get(product) ?? []).slice(0, 5);
    const inputs = made.map(({ upstream_material: material }) => material);
    const works = PHRASES.filter(() => random() < 0.4);
    real.push(
      `年产${1 + Math.floor(random() * 50)}万吨${products[0]}建设项目 建设${[...new Set(products)].join('、')}生产线` +
        (inputs.length > 0 ? `，以${[...new Set(inputs)].join('、')}为原料` : '') +
        works.map((work) => `，${work}`).join(''),
    );
  }
  return real.slice(0, count);
}
