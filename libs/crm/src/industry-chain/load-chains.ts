import type { EntityManager } from 'typeorm';
import { listOf, orNull, readDataCsv } from '../csv/read-csv.js';
import { recordVersion } from './chain-graph.js';

/**
 * Loads the chains that ship with the product (data/reference/chains.csv and its nodes and edges). Part of the deploy step; may run again:
 * a chain that is there belongs to its editors and is left alone.
 */
export async function loadChains(tx: EntityManager): Promise<void> {
  const chains = readDataCsv('reference/chains.csv').map((r) => ({
    code: r.code,
    name: r.name,
    summary: orNull(r.summary),
    industry_codes: listOf(r.industry_codes),
    basis: r.basis,
    source: orNull(r.source),
    sort: Number(r.sort),
  }));
  const made = (await tx.query(
    `INSERT INTO industry_chain (code, name, summary, industry_codes, basis, source, sort)
     SELECT * FROM jsonb_to_recordset($1::jsonb)
       AS r(code text, name text, summary text, industry_codes text[], basis text, source text, sort int)
     ON CONFLICT (code) DO NOTHING RETURNING id, code`,
    [JSON.stringify(chains)],
  )) as { id: string; code: string }[];
  if (made.length === 0) return;
  const idOf = new Map(made.map(({ id, code }) => [code, id]));
  const nodes = readDataCsv('reference/chain-nodes.csv').flatMap((r) => {
    const chainId = idOf.get(r.chain_code);
    if (chainId === undefined) return [];
    return {
      chain_id: chainId,
      key: r.key,
      name: r.name,
      industry_codes: listOf(r.industry_codes),
      words: listOf(r.words),
      except_words: listOf(r.except_words),
      basis: r.basis,
      source: orNull(r.source),
      sort: Number(r.sort),
    };
  });
  await tx.query(
    `INSERT INTO chain_node (chain_id, key, name, industry_codes, words, except_words, basis, source, sort)
     SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(chain_id uuid, key text, name text, industry_codes text[], words text[],
       except_words text[], basis text, source text, sort int)`,
    [JSON.stringify(nodes)],
  );
  const edges = readDataCsv('reference/chain-edges.csv').flatMap((r) => {
    const chainId = idOf.get(r.chain_code);
    if (chainId === undefined) return [];
    return {
      chain_id: chainId,
      from_key: r.from_key,
      to_key: r.to_key,
      kind: r.kind,
      basis: r.basis,
      source: orNull(r.source),
    };
  });
  await tx.query(
    `INSERT INTO chain_edge (chain_id, from_node_id, to_node_id, kind, basis, source)
     SELECT r.chain_id, f.id, t.id, r.kind, r.basis, r.source
     FROM jsonb_to_recordset($1::jsonb) AS r(chain_id uuid, from_key text, to_key text, kind text, basis text, source text)
     JOIN chain_node f ON f.chain_id = r.chain_id AND f.key = r.from_key JOIN chain_node t ON t.chain_id = r.chain_id AND t.key = r.to_key`,
    [JSON.stringify(edges)],
  );
  for (const { id } of made) await recordVersion(tx, id, null, null);
}
