import type { ArchiveChain, CorrectChainNode, CreateChain, ReviseChain } from '@lianghuan/contracts';
import { AppError, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { recordVersion } from './chain-graph.js';

type Graph = Pick<CreateChain, 'name' | 'summary' | 'industryCodes' | 'nodes' | 'edges'>;

/** Changing the graphs (each change a version with its reason) and correcting who is at a node. The figures follow with the next refresh. */
@Injectable()
export class ChainEditService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
  ) {}

  /** @returns id of the new chain @throws {AppError} FORBIDDEN, CHAIN_GRAPH_INVALID, UNKNOWN_INDUSTRY */
  create(input: CreateChain): Promise<string> {
    return this.edit(async (tx) => {
      this.check(input);
      const [{ id }] = (await tx.query(
        `INSERT INTO industry_chain (code, name, summary, industry_codes, created_by_id, updated_by_id)
         VALUES ('CYL' || lpad(nextval('industry_chain_code_seq')::text, 5, '0'), $1, $2, $3, $4, $4) RETURNING id`,
        [input.name, input.summary, input.industryCodes, this.database.actor.id],
      )) as [{ id: string }];
      await this.store(tx, id, input);
      await recordVersion(tx, id, null, this.database.actor.id);
      return id;
    });
  }

  /**
   * Makes the graph what is given. Nodes and edges that are gone are archived; one that comes back under its key is the same again, with
   * its corrections.
   * @throws {AppError} VERSION_CONFLICT, ALREADY_ARCHIVED, CHAIN_NOT_FOUND, CHAIN_GRAPH_INVALID, UNKNOWN_INDUSTRY, FORBIDDEN
   */
  revise(id: string, input: ReviseChain): Promise<void> {
    return this.database.because(input.reason, () =>
      this.edit(async (tx) => {
        this.check(input);
        await this.claim(tx, id, input.version);
        await tx.query(
          `UPDATE industry_chain SET name = $2, summary = $3, industry_codes = $4, version = version + 1, updated_at = now(),
             updated_by_id = $5 WHERE id = $1`,
          [id, input.name, input.summary, input.industryCodes, this.database.actor.id],
        );
        await this.store(tx, id, input);
        await recordVersion(tx, id, input.reason, this.database.actor.id);
      }),
    );
  }

  /** @throws {AppError} VERSION_CONFLICT, ALREADY_ARCHIVED, CHAIN_NOT_FOUND, FORBIDDEN */
  archive(id: string, { version, reason }: ArchiveChain): Promise<void> {
    return this.database.because(reason, () =>
      this.edit(async (tx) => {
        await this.claim(tx, id, version);
        await tx.query(
          `UPDATE industry_chain SET archived_at = now(), archived_by_id = $2, archive_reason = $3, version = version + 1,
             updated_at = now(), updated_by_id = $2 WHERE id = $1`,
          [id, this.database.actor.id, reason],
        );
        await recordVersion(tx, id, reason, this.database.actor.id);
      }),
    );
  }

  /**
   * Says that something is, or is not, at a node, whatever the rule says.
   * @returns id of the correction
   * @throws {AppError} CHAIN_NODE_NOT_FOUND, …_NOT_FOUND of the subject, CHAIN_CORRECTED_ALREADY, FORBIDDEN
   */
  correct(nodeId: string, input: CorrectChainNode): Promise<string> {
    return this.database.because(input.reason, () =>
      this.edit(async (tx) => {
        const nodes = (await tx.query('SELECT FROM chain_node WHERE id = $1 AND archived_at IS NULL', [nodeId])) as unknown[]; // prettier-ignore
        if (nodes.length === 0) throw new AppError('CHAIN_NODE_NOT_FOUND', { id: nodeId });
        // Under the actor's own policies: who may not see an enterprise may not place it either.
        const subjects = (await tx.query(`SELECT FROM ${input.subjectKind} WHERE id = $1 AND archived_at IS NULL`, [
          input.subjectId,
        ])) as unknown[];
        if (subjects.length === 0) throw new AppError(SUBJECT_NOT_FOUND[input.subjectKind], { id: input.subjectId });
        const rows = (await tx.query(
          `INSERT INTO chain_correction (node_id, subject_kind, subject_id, is_member, reason, made_by_id)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (node_id, subject_kind, subject_id) WHERE withdrawn_at IS NULL DO NOTHING RETURNING id`,
          [nodeId, input.subjectKind, input.subjectId, input.isMember, input.reason, this.database.actor.id],
        )) as { id: string }[];
        if (rows[0] === undefined)
          throw new AppError('CHAIN_CORRECTED_ALREADY', { nodeId, subjectId: input.subjectId });
        return rows[0].id;
      }),
    );
  }

  /** Takes a correction back: the rule speaks again. @throws {AppError} CHAIN_CORRECTION_NOT_FOUND, FORBIDDEN */
  withdraw(id: string, reason: string): Promise<void> {
    return this.database.because(reason, () =>
      this.edit(async (tx) => {
        const [rows] = (await tx.query(
          `UPDATE chain_correction SET withdrawn_at = now(), withdrawn_by_id = $2, withdraw_reason = $3
           WHERE id = $1 AND withdrawn_at IS NULL RETURNING id`,
          [id, this.database.actor.id, reason],
        )) as [{ id: string }[], number];
        if (rows.length === 0) throw new AppError('CHAIN_CORRECTION_NOT_FOUND', { id });
      }),
    );
  }

  private edit<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      if (!may(this.database.actor, 'chain.update')) throw new AppError('FORBIDDEN', { permission: 'chain.update' });
      await this.reference.ready();
      return work(tx);
    });
  }

  /** Locks the chain for this change. */
  private async claim(tx: EntityManager, id: string, version: number): Promise<void> {
    const [chain] = (await tx.query(
      `SELECT c.version, c.archived_at AS "archivedAt", to_char(c.updated_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') AS at,
         (SELECT u.display_name FROM app_user u WHERE u.id = c.updated_by_id) AS by
       FROM industry_chain c WHERE c.id = $1 FOR UPDATE OF c`,
      [id],
    )) as { version: number; archivedAt: Date | null; at: string; by: string | null }[];
    if (chain === undefined) throw new AppError('CHAIN_NOT_FOUND', { id });
    if (chain.archivedAt !== null) throw new AppError('ALREADY_ARCHIVED');
    if (chain.version !== version) {
      throw new AppError('VERSION_CONFLICT', { by: chain.by ?? '系统', at: chain.at, version: chain.version });
    }
  }

  /** @throws {AppError} CHAIN_GRAPH_INVALID saying why, UNKNOWN_INDUSTRY */
  private check({ nodes, edges, industryCodes }: Graph): void {
    this.reference.requireIndustries([...industryCodes, ...nodes.flatMap((node) => node.industryCodes)]);
    const keys = new Set(nodes.map(({ key }) => key));
    const refuse = (why: string): never => {
      throw new AppError('CHAIN_GRAPH_INVALID', { why });
    };
    if (keys.size < nodes.length) refuse('环节编号重复');
    if (new Set(nodes.map(({ name }) => name)).size < nodes.length) refuse('环节名称重复');
    const short = nodes.flatMap(({ words }) => words).find((word) => word.length < 2);
    if (short !== undefined) refuse(`产品词“${short}”太短，至少两个字`);
    for (const { from, to } of edges) {
      if (!keys.has(from) || !keys.has(to)) refuse(`上下游“${from} → ${to}”指向不存在的环节`);
      if (from === to) refuse(`环节“${from}”不能是自己的上游`);
    }
    if (new Set(edges.map(({ from, to }) => `${from} ${to}`)).size < edges.length) refuse('上下游关系重复');
  }

  private async store(tx: EntityManager, chainId: string, { nodes, edges }: Graph): Promise<void> {
    const rows = JSON.stringify(
      nodes.map((node, sort) => ({
        key: node.key,
        name: node.name,
        industry_codes: node.industryCodes,
        words: node.words,
        except_words: node.exceptWords,
        sort,
      })),
    );
    // Only what differs is written, so that the audit tells what was changed. A changed node rests on whoever changed it.
    await tx.query(
      `INSERT INTO chain_node AS n (chain_id, key, name, industry_codes, words, except_words, sort)
       SELECT $1, r.* FROM jsonb_to_recordset($2::jsonb) AS r(key text, name text, industry_codes text[], words text[], except_words text[], sort int)
       ON CONFLICT (chain_id, key) DO UPDATE SET name = EXCLUDED.name, industry_codes = EXCLUDED.industry_codes, words = EXCLUDED.words,
         except_words = EXCLUDED.except_words, sort = EXCLUDED.sort, archived_at = NULL,
         basis = CASE WHEN ${CONTENT_DIFFERS} THEN 'entered' ELSE n.basis END,
         source = CASE WHEN ${CONTENT_DIFFERS} THEN NULL ELSE n.source END
       WHERE ${CONTENT_DIFFERS} OR n.archived_at IS NOT NULL OR n.sort <> EXCLUDED.sort`,
      [chainId, rows],
    );
    await tx.query(
      `UPDATE chain_node SET archived_at = now() WHERE chain_id = $1 AND archived_at IS NULL AND NOT key = ANY ($2)`,
      [chainId, nodes.map(({ key }) => key)],
    );
    const edgeRows = JSON.stringify(edges);
    await tx.query(
      `INSERT INTO chain_edge AS e (chain_id, from_node_id, to_node_id, kind)
       SELECT $1, f.id, t.id, r.kind FROM jsonb_to_recordset($2::jsonb) AS r("from" text, "to" text, kind text)
       JOIN chain_node f ON f.chain_id = $1 AND f.key = r."from" JOIN chain_node t ON t.chain_id = $1 AND t.key = r."to"
       ON CONFLICT (from_node_id, to_node_id) DO UPDATE SET kind = EXCLUDED.kind, archived_at = NULL, basis = 'entered', source = NULL
       WHERE e.kind <> EXCLUDED.kind OR e.archived_at IS NOT NULL`,
      [chainId, edgeRows],
    );
    await tx.query(
      `UPDATE chain_edge e SET archived_at = now() FROM chain_node f, chain_node t
       WHERE e.chain_id = $1 AND e.archived_at IS NULL AND f.id = e.from_node_id AND t.id = e.to_node_id AND NOT EXISTS (
         SELECT FROM jsonb_to_recordset($2::jsonb) AS r("from" text, "to" text) WHERE r."from" = f.key AND r."to" = t.key)`,
      [chainId, edgeRows],
    );
  }
}

const CONTENT_DIFFERS = `(n.name, n.industry_codes, n.words, n.except_words)
  IS DISTINCT FROM (EXCLUDED.name, EXCLUDED.industry_codes, EXCLUDED.words, EXCLUDED.except_words)`;

const SUBJECT_NOT_FOUND = {
  enterprise: 'ENTERPRISE_NOT_FOUND',
  project: 'PROJECT_NOT_FOUND',
  resource: 'RESOURCE_NOT_FOUND',
  market: 'MARKET_NOT_FOUND',
} as const;
