/**
 * Makes ../reference/chains.csv, chain-nodes.csv and chain-edges.csv.
 *   node make-chains.mjs <folder with the source files>
 * The grouping into chains, nodes and words is ours (chain-plan.csv, chain-node-plan.csv, chain-edge-plan.csv). This looks up what speaks
 * for each of them: a clause of the notice, GB/T 4754 classes, rows of product-upstream.csv and sw-industry-upstream.csv.
 */
import { join } from 'node:path';
import { readCsv, writeCsv } from './csv.mjs';

const source = process.argv[2];
if (!source) throw new Error('usage: node make-chains.mjs <folder with the source files>');
const plan = (name) => readCsv(join(import.meta.dirname, name));
const target = (name) => join(import.meta.dirname, '..', 'reference', name);
const listOf = (cell) => cell.split(';').filter(Boolean);
/** Two Shenwan industries must meet this often in the source before that counts; once or twice is noise there. */
const LEAST_COUNT = 2;
const MOST_ROWS = 3;

const upstream = new Map();
for (const { product, upstream_material: material } of readCsv(join(source, 'product-upstream.csv'))) {
  upstream.set(product, [...(upstream.get(product) ?? []), material]);
}
const industryNames = new Set(readCsv(join(source, 'sw-industry-2021.csv')).map(({ name }) => name));
const industryUpstream = new Map(
  readCsv(join(source, 'sw-industry-upstream.csv')).map((row) => [
    `${row.upstream_sw_industry}>${row.sw_industry}`,
    Number(row.count),
  ]),
);

const chains = plan('chain-plan.csv');
const nodes = plan('chain-node-plan.csv');
const nodeOf = new Map(nodes.map((node) => [`${node.chain_code}/${node.key}`, node]));
for (const node of nodes) {
  const unknown = listOf(node.sw_industries).find((name) => !industryNames.has(name));
  if (unknown) throw new Error(`${node.chain_code}/${node.key}: no Shenwan industry ${unknown}`);
}

/** Rows that say: the product of `to` is made of that of `from`. Whole words, so that 水 is not in 水泥. */
function productRows(from, to) {
  const makes = new Set([from.name, ...listOf(from.words)]);
  return listOf(to.words)
    .flatMap((product) =>
      (upstream.get(product) ?? [])
        .filter((material) => makes.has(material))
        .map((material) => `${product}←${material}`),
    )
    .slice(0, MOST_ROWS);
}

function industryRows(from, to) {
  return listOf(from.sw_industries)
    .flatMap((a) => listOf(to.sw_industries).map((b) => [a, b, industryUpstream.get(`${a}>${b}`) ?? 0]))
    .filter(([a, b, count]) => a !== b && count >= LEAST_COUNT)
    .slice(0, MOST_ROWS)
    .map(([a, b, count]) => `${b}←${a}×${count}`);
}

/** What speaks for a row; the first kind is its basis. */
function basisOf(parts) {
  const found = parts.filter(([, text]) => text !== '');
  return {
    basis: found[0]?.[0] ?? 'judgement',
    source: found.map(([kind, text]) => (kind === 'notice' ? `方案${listOf(text).join('、')}` : text)).join('；'),
  };
}

const chainRows = writeCsv(
  target('chains.csv'),
  ['code', 'name', 'industry_codes', 'summary', 'basis', 'source', 'grouping_basis', 'sort'],
  chains.map((chain, index) => ({
    ...chain,
    summary: chain.note,
    ...basisOf([['notice', chain.clause]]),
    grouping_basis: 'judgement',
    sort: index + 1,
  })),
);
const nodeRows = writeCsv(
  target('chain-nodes.csv'),
  ['chain_code', 'key', 'name', 'industry_codes', 'words', 'except_words', 'basis', 'source', 'words_basis', 'sort'],
  nodes.map((node, index) => ({
    ...node,
    ...basisOf([
      ['gbt4754', listOf(node.industry_codes).length ? `GB/T 4754—2017 ${listOf(node.industry_codes).join('、')}` : ''],
      ['sw', listOf(node.sw_industries).length ? `申万2021 ${listOf(node.sw_industries).join('、')}` : ''],
    ]),
    words_basis: 'judgement',
    sort: index + 1,
  })),
);
const edges = plan('chain-edge-plan.csv').map((edge) => {
  const [from, to] = [edge.from_key, edge.to_key].map((key) => nodeOf.get(`${edge.chain_code}/${key}`));
  const sw = industryRows(from, to);
  const products = productRows(from, to);
  return {
    ...edge,
    ...basisOf([
      ['notice', edge.clause],
      ['product-upstream', products.length ? `产品上游：${products.join('、')}` : ''],
      ['sw-upstream', sw.length ? `行业上游：${sw.join('、')}` : ''],
    ]),
  };
});
const edgeRows = writeCsv(
  target('chain-edges.csv'),
  ['chain_code', 'from_key', 'to_key', 'kind', 'basis', 'source'],
  edges,
);
const counts = new Map();
for (const { basis } of edges) counts.set(basis, (counts.get(basis) ?? 0) + 1);
process.stdout.write(`${chainRows} chains, ${nodeRows} nodes, ${edgeRows} edges\n`);
for (const [basis, rows] of counts) process.stdout.write(`  ${basis} ${rows}\n`);
