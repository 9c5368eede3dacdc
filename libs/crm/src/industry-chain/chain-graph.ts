import type { Chain } from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';

/** A living chain as the matching library knows it, with the version of its graph. */
export interface StoredChain {
  readonly chain: Chain;
  readonly version: number;
}

/** All chains that are not archived, with their living nodes and edges. */
export async function loadGraph(tx: EntityManager): Promise<StoredChain[]> {
  const rows = (await tx.query(GRAPH)) as (Chain & { version: number })[];
  return rows.map(({ version, ...chain }) => ({ chain, version }));
}

/** Keeps the graph of a chain as it is now under the chain's present version. */
export async function recordVersion(
  tx: EntityManager,
  chainId: string,
  reason: string | null,
  actorId: string | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO chain_version (chain_id, version, graph, reason, made_by_id)
     SELECT c.id, c.version, jsonb_build_object('name', c.name, 'summary', c.summary, 'industryCodes', c.industry_codes,
       'nodes', (SELECT coalesce(jsonb_agg(jsonb_build_object('key', n.key, 'name', n.name, 'industryCodes', n.industry_codes,
           'words', n.words, 'exceptWords', n.except_words) ORDER BY n.sort, n.key), '[]')
         FROM chain_node n WHERE n.chain_id = c.id AND n.archived_at IS NULL),
       'edges', (SELECT coalesce(jsonb_agg(jsonb_build_object('from', f.key, 'to', t.key, 'kind', e.kind) ORDER BY f.key, t.key), '[]')
         FROM chain_edge e JOIN chain_node f ON f.id = e.from_node_id JOIN chain_node t ON t.id = e.to_node_id
         WHERE e.chain_id = c.id AND e.archived_at IS NULL)), $2, $3
     FROM industry_chain c WHERE c.id = $1`,
    [chainId, reason, actorId],
  );
}

const GRAPH = `
  SELECT c.id, c.name, c.version, c.industry_codes AS "industryCodes",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'name', n.name, 'industryCodes', n.industry_codes, 'words', n.words,
        'exceptWords', n.except_words) ORDER BY n.sort, n.key), '[]')
      FROM chain_node n WHERE n.chain_id = c.id AND n.archived_at IS NULL) AS nodes,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('from', e.from_node_id, 'to', e.to_node_id) ORDER BY e.from_node_id, e.to_node_id), '[]')
      FROM chain_edge e WHERE e.chain_id = c.id AND e.archived_at IS NULL) AS edges
  FROM industry_chain c WHERE c.archived_at IS NULL ORDER BY c.sort, c.code`;
