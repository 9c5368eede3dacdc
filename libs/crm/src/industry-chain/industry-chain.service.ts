import type {
  ChainDetail,
  ChainGapPage,
  ChainGapQuery,
  ChainList,
  ChainMatrix,
  ChainMembers,
  ChainNodeDetail,
  ChainPlaceView,
  ChainVersionView,
} from '@lianghuan/contracts';
import { type Actor, AppError, Database, may } from '@lianghuan/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ReferenceData } from '../reference/reference-data.js';
import { findRefresh } from './chain-refresh.service.js';

/**
 * 产业链: graphs with what each area has of them, gaps, the matrix, and who fills a gap. Reads what the last refresh stored; what another
 * unit holds is named with its holder and nothing else.
 */
@Injectable()
export class IndustryChainService {
  constructor(
    private readonly database: Database,
    private readonly reference: ReferenceData,
  ) {}

  list(areaCode?: string): Promise<ChainList> {
    return this.read(async (tx) => {
      const area = this.placeCode(areaCode);
      const items = (await tx.query(`${CHAINS} WHERE c.archived_at IS NULL ORDER BY c.sort, c.code`, [area])) as ChainList['items']; // prettier-ignore
      return { items, refresh: await shownRefresh(tx), can: { update: may(this.database.actor, 'chain.update') } };
    });
  }

  /** @throws {AppError} CHAIN_NOT_FOUND, UNKNOWN_AREA */
  get(id: string, areaCode?: string): Promise<ChainDetail> {
    return this.read(async (tx) => {
      const area = this.placeCode(areaCode);
      const [chain] = (await tx.query(`${CHAINS} WHERE c.id = $2`, [area, id])) as ChainList['items'];
      if (chain === undefined) throw new AppError('CHAIN_NOT_FOUND', { id });
      const nodes = (await tx.query(
        `SELECT ${NODE} FROM chain_node n LEFT JOIN chain_occupancy o ON o.node_id = n.id AND o.area_code = $2
         WHERE n.chain_id = $1 AND n.archived_at IS NULL ORDER BY n.sort, n.key`,
        [id, area],
      )) as ChainDetail['nodes'];
      const edges = (await tx.query(
        `SELECT id, from_node_id AS "fromNodeId", to_node_id AS "toNodeId", kind, basis, source FROM chain_edge
         WHERE chain_id = $1 AND archived_at IS NULL ORDER BY id`,
        [id],
      )) as ChainDetail['edges'];
      const canUpdate = chain.archivedAt === null && may(this.database.actor, 'chain.update');
      return { ...chain, nodes, edges, refresh: await shownRefresh(tx), can: { update: canUpdate } };
    });
  }

  /** Changes of a graph, newest first. @throws {AppError} CHAIN_NOT_FOUND */
  versions(id: string): Promise<ChainVersionView[]> {
    return this.read(async (tx) => {
      const rows = (await tx.query(
        `SELECT v.version, v.reason, v.made_at AS "madeAt", u.display_name AS "madeByName",
           jsonb_array_length(v.graph -> 'nodes') AS nodes, jsonb_array_length(v.graph -> 'edges') AS edges
         FROM chain_version v LEFT JOIN app_user u ON u.id = v.made_by_id WHERE v.chain_id = $1 ORDER BY v.version DESC`,
        [id],
      )) as (Omit<ChainVersionView, 'madeAt'> & { madeAt: Date })[];
      if (rows.length === 0) throw new AppError('CHAIN_NOT_FOUND', { id });
      return rows.map((row) => ({ ...row, madeAt: row.madeAt.toISOString() }));
    });
  }

  /** 产业链矩阵. Each figure is the length or the sum of a list of {@link members}. */
  matrix(): Promise<ChainMatrix> {
    return this.read(async (tx) => {
      const areas = this.reference.areas.filter(({ kind }) => kind !== 'city_level');
      const chains = (await tx.query(
        `SELECT c.id, c.code, c.name, (SELECT count(*)::int FROM chain_node n WHERE n.chain_id = c.id AND n.archived_at IS NULL) AS nodes
         FROM industry_chain c WHERE c.archived_at IS NULL ORDER BY c.sort, c.code`,
      )) as ChainMatrix['chains'];
      const { actor } = this.database;
      const fundsSeen = fundsSeenBy(actor);
      const cells = (await tx.query(MATRIX, [this.cityCode(), fundsSeen, actor.areaCodes])) as ChainMatrix['cells'];
      return {
        areas: areas.map(({ code, shortName }) => ({ code, name: shortName })),
        chains,
        cells,
        fundsSeen,
        refresh: await shownRefresh(tx),
      };
    });
  }

  /** The lists behind a cell. @throws {AppError} CHAIN_NOT_FOUND, UNKNOWN_AREA */
  members(id: string, areaCode?: string): Promise<ChainMembers> {
    return this.read(async (tx) => {
      const area = this.placeCode(areaCode);
      await requireChain(tx, id);
      const occupants = (await tx.query(MEMBERS_STANDING, [id, area, this.cityCode()])) as StandingRow[];
      const { actor } = this.database;
      const fundsSeen = fundsSeenBy(actor);
      const projects = (await tx.query(MEMBERS_PROJECTS, [
        id,
        area,
        this.cityCode(),
        fundsSeen,
        actor.areaCodes,
      ])) as (Omit<ChainMembers['projects'][number], 'areaName'> & { areaCode: string | null })[];
      return {
        areaCode: area,
        occupants: occupants.map((row) => ({ ...this.subject(row), nodeNames: row.nodeNames })),
        projects: projects.map(({ areaCode: code, ...row }) => ({ ...row, areaName: this.reference.areaName(code) })),
        fundsSeen,
      };
    });
  }

  /** Gaps of an area, the most urgent first. @throws {AppError} UNKNOWN_AREA */
  gaps(query: ChainGapQuery): Promise<ChainGapPage> {
    return this.read(async (tx) => {
      const area = this.placeCode(query.areaCode);
      const values = [area, query.chainId ?? null, query.gapClass ?? null];
      const from = `
        FROM chain_occupancy o JOIN chain_node n ON n.id = o.node_id AND n.archived_at IS NULL
        JOIN industry_chain c ON c.id = o.chain_id AND c.archived_at IS NULL
        WHERE o.area_code = $1 AND o.gap_class IS NOT NULL AND ($2::uuid IS NULL OR o.chain_id = $2) AND ($3::text IS NULL OR o.gap_class = $3)`;
      const [{ total }] = (await tx.query(`SELECT count(*)::int AS total ${from}`, values)) as [{ total: number }];
      const items = (await tx.query(
        `SELECT c.id AS "chainId", c.name AS "chainName", n.id AS "nodeId", n.name AS "nodeName", ${VERDICT} AS verdict,
           ARRAY(SELECT f.enterprise_name FROM chain_filler f WHERE f.node_id = n.id ORDER BY f.rank LIMIT 3) AS "fillerNames"
         ${from} ORDER BY o.priority DESC, c.sort, n.sort, n.id LIMIT $4 OFFSET $5`,
        [...values, query.pageSize, (query.page - 1) * query.pageSize],
      )) as Omit<ChainGapPage['items'][number], 'areaName'>[];
      const areaName = this.reference.areaName(area);
      return { items: items.map((item) => ({ ...item, areaName })), total, page: query.page, pageSize: query.pageSize };
    });
  }

  /** A node in an area, with who is there, who does it elsewhere and why. @throws {AppError} CHAIN_NODE_NOT_FOUND, UNKNOWN_AREA */
  node(id: string, areaCode?: string): Promise<ChainNodeDetail> {
    return this.read(async (tx) => {
      const area = this.placeCode(areaCode);
      const [node] = (await tx.query(
        `SELECT ${NODE}, c.id AS "chainId", c.name AS "chainName" FROM chain_node n JOIN industry_chain c ON c.id = n.chain_id
         LEFT JOIN chain_occupancy o ON o.node_id = n.id AND o.area_code = $2 WHERE n.id = $1 AND n.archived_at IS NULL`,
        [id, area],
      )) as (ChainDetail['nodes'][number] & { chainId: string; chainName: string })[];
      if (node === undefined) throw new AppError('CHAIN_NODE_NOT_FOUND', { id });
      const values = [id, area, this.cityCode()];
      const occupants = (await tx.query(NODE_STANDING, values)) as StandingRow[];
      const planned = (await tx.query(NODE_PLANNED, values)) as { id: string; name: string; areaCode: string | null }[];
      const anchors = (await tx.query(NODE_ANCHORS, values)) as (Omit<
        ChainNodeDetail['anchors'][number],
        'areaName'
      > & {
        areaCode: string;
      })[];
      const fillers = (await tx.query(NODE_FILLERS, [id])) as FillerRow[];
      const corrections = (await tx.query(NODE_CORRECTIONS, [id])) as (Omit<
        ChainNodeDetail['corrections'][number],
        'madeAt'
      > & { madeAt: Date })[];
      const { actor } = this.database;
      return {
        ...node,
        areaCode: area,
        occupants: occupants.map((row) => this.subject(row)),
        planned: planned.map(({ areaCode: code, ...row }) => ({
          ...row,
          areaName: this.reference.areaName(code),
          heldBy: null,
        })),
        anchors: anchors.map(({ areaCode: code, ...row }) => ({ ...row, areaName: this.reference.areaName(code) })),
        fillers: fillers.map(fillerView),
        corrections: corrections.map((row) => ({ ...row, madeAt: row.madeAt.toISOString() })),
        can: { update: may(actor, 'chain.update'), createLead: may(actor, 'lead.create') },
      };
    });
  }

  /** 地区产业画像. @throws {AppError} UNKNOWN_AREA */
  place(areaCode?: string): Promise<ChainPlaceView> {
    return this.read(async (tx) => {
      const area = this.placeCode(areaCode);
      const present = (await tx.query(PLACE_PRESENT, [area])) as ChainPlaceView['present'];
      const near = (await tx.query(PLACE_NEAR, [area])) as ChainPlaceView['near'];
      const pointers = (await tx.query(PLACE_POINTERS, [area, this.cityCode()])) as ChainPlaceView['pointers'];
      return {
        areaCode: area,
        areaName: this.reference.areaName(area),
        present,
        near,
        pointers,
        refresh: await shownRefresh(tx),
      };
    });
  }

  private read<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.database.transaction(async (tx) => {
      await this.reference.ready();
      return work(tx);
    });
  }

  private cityCode(): string {
    return this.reference.areas.find(({ kind }) => kind === 'city')?.code ?? '';
  }

  /** The area whose occupancy is meant; 市本级 is the city's. @throws {AppError} UNKNOWN_AREA */
  private placeCode(areaCode: string | undefined): string {
    if (areaCode === undefined) return this.cityCode();
    this.reference.requireArea(areaCode);
    return this.reference.findArea(areaCode)?.kind === 'city_level' ? this.cityCode() : areaCode;
  }

  /** An occupant; of an enterprise the reader may not see only that it is there and whom to ask. */
  private subject(row: StandingRow) {
    const isHidden = row.enterpriseId !== null && row.visibleId === null;
    return {
      kind: row.kind,
      id: row.kind === 'project' ? row.projectId : row.visibleId,
      name: isHidden ? null : row.name,
      areaName: this.reference.areaName(row.areaCode),
      heldBy: isHidden ? row.heldBy : null,
      isExample: row.isExample,
    };
  }
}

interface StandingRow {
  readonly kind: 'enterprise' | 'lead' | 'project';
  readonly enterpriseId: string | null;
  readonly projectId: string | null;
  readonly visibleId: string | null;
  readonly heldBy: string | null;
  readonly name: string;
  readonly areaCode: string;
  readonly isExample: boolean;
  readonly nodeNames: string[];
}

interface FillerRow {
  readonly rank: number;
  readonly visibleId: string | null;
  readonly name: string;
  readonly province: string | null;
  readonly city: string | null;
  readonly heldBy: string | null;
  readonly score: number;
  readonly parts: ChainNodeDetail['fillers'][number]['parts'];
  readonly evidence: ChainNodeDetail['fillers'][number]['evidence'];
}

function fillerView({ visibleId, ...row }: FillerRow): ChainNodeDetail['fillers'][number] {
  const isHidden = visibleId === null;
  return {
    ...row,
    enterpriseId: visibleId,
    province: isHidden ? null : row.province,
    city: isHidden ? null : row.city,
    score: isHidden ? null : row.score,
    parts: isHidden ? [] : row.parts,
    evidence: isHidden ? [] : row.evidence,
  };
}

const shownRefresh = (tx: EntityManager) => findRefresh(tx, `status = 'done'`);

/** Whose funds the policy lets through: all, those of the reader's own areas, or none. */
function fundsSeenBy(actor: Actor): ChainMembers['fundsSeen'] {
  const reach = actor.reach.get('funds.read');
  return reach === 'city' || reach === 'area' ? reach : null;
}

/** @throws {AppError} CHAIN_NOT_FOUND */
async function requireChain(tx: EntityManager, id: string): Promise<void> {
  const rows = (await tx.query('SELECT FROM industry_chain WHERE id = $1', [id])) as unknown[];
  if (rows.length === 0) throw new AppError('CHAIN_NOT_FOUND', { id });
}

const VERDICT = `
  jsonb_build_object('areaCode', o.area_code, 'gapClass', o.gap_class, 'rule', o.rule, 'ruleVersion', o.rule_version, 'facts', o.facts,
    'parks', o.parks, 'priority', o.priority, 'parts', o.parts)`;
const NODE = `
  n.id, n.key, n.name, n.industry_codes AS "industryCodes", n.words, n.except_words AS "exceptWords", n.basis, n.source,
  CASE WHEN o.node_id IS NULL THEN NULL ELSE ${VERDICT} END AS verdict`;
const COUNTS = `
  count(*) FILTER (WHERE (o.facts ->> 'enterprises')::int > 0)::int AS "occupiedNodes",
  count(*) FILTER (WHERE o.gap_class = 'build')::int AS build, count(*) FILTER (WHERE o.gap_class = 'fill')::int AS fill,
  count(*) FILTER (WHERE o.gap_class = 'extend')::int AS extend, count(*) FILTER (WHERE o.gap_class = 'strengthen')::int AS strengthen`;
/** Nodes that were archived after the refresh are counted no more. */
const LIVING = `chain_occupancy o JOIN chain_node n ON n.id = o.node_id AND n.archived_at IS NULL`;
/** $1 area. */
const CHAINS = `
  SELECT c.id, c.code, c.name, c.summary, c.industry_codes AS "industryCodes", c.basis, c.source, c.version,
    to_char(c.archived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "archivedAt", $1::text AS "areaCode",
    (SELECT jsonb_build_object('nodes', (SELECT count(*) FROM chain_node m WHERE m.chain_id = c.id AND m.archived_at IS NULL),
        'occupiedNodes', k."occupiedNodes", 'build', k.build, 'fill', k.fill, 'extend', k.extend, 'strengthen', k.strengthen)
      FROM (SELECT ${COUNTS} FROM ${LIVING} WHERE o.chain_id = c.id AND o.area_code = $1) k) AS counts,
    ARRAY(SELECT DISTINCT p ->> 'park' FROM ${LIVING}, jsonb_array_elements(o.parks) p
      WHERE o.chain_id = c.id AND o.area_code = $1 ORDER BY 1) AS parks
  FROM industry_chain c`;

/** Projects of each chain, each once, with its area as a place. $1 city. */
const CHAIN_PROJECTS = `
  SELECT DISTINCT n.chain_id, p.id, p.total_investment_cny,
    coalesce((SELECT a.code FROM area a WHERE a.code = p.area_code AND a.kind <> 'city_level'), $1) AS place
  FROM chain_link l JOIN chain_node n ON n.id = l.node_id AND n.archived_at IS NULL JOIN project p ON p.id = l.subject_id
  WHERE l.subject_kind = 'project' AND p.archived_at IS NULL`;
/**
 * Counted funds of an area, where no line is to be seen: nothing came if the reader sees all lines of the area, else nobody told him.
 * `seen` is 'city', 'area' or null, `areas` are the reader's own.
 */
const fundsOf = (sum: string, area: string, seen: string, areas: string) =>
  `CASE WHEN ${seen}::text = 'city' OR (${seen} = 'area' AND ${area} = ANY (${areas}::text[])) THEN coalesce(${sum}, 0) ELSE ${sum} END`;

/** $1 city, $2 which funds the reader sees, $3 his areas. What lies in a county counts for the city as well. */
const MATRIX = `
  WITH place AS (SELECT a.code, a.kind = 'city' AS is_city FROM area a WHERE a.kind <> 'city_level'),
  verdict AS (SELECT o.chain_id, o.area_code, ${COUNTS} FROM ${LIVING} GROUP BY 1, 2),
  standing AS (
    SELECT n.chain_id, place.code, count(DISTINCT coalesce(t.enterprise_id, t.project_id))::int AS count FROM chain_occupant t
    JOIN chain_node n ON n.id = t.node_id AND n.archived_at IS NULL JOIN place ON place.code = t.area_code OR place.is_city GROUP BY 1, 2),
  project AS MATERIALIZED (${CHAIN_PROJECTS}),
  invested AS (
    SELECT p.chain_id, place.code, count(*)::int AS count, sum(p.total_investment_cny) AS amount, count(*) FILTER (WHERE p.total_investment_cny IS NULL)::int AS unknown
    FROM project p JOIN place ON place.code = p.place OR place.is_city GROUP BY 1, 2),
  received AS (
    SELECT p.chain_id, place.code, sum(f.counted_cny) AS amount
    FROM project p JOIN place ON place.code = p.place OR place.is_city JOIN funds_line f ON f.project_id = p.id GROUP BY 1, 2)
  SELECT c.id AS "chainId", place.code AS "areaCode", coalesce(v."occupiedNodes", 0) AS "occupiedNodes", coalesce(s.count, 0) AS occupants,
    coalesce(i.count, 0) AS projects, i.amount::numeric(18,2)::text AS "investmentCny",
    coalesce(i.unknown, 0) AS "withoutInvestment",
    (${fundsOf('r.amount', 'place.code', '$2', '$3')})::numeric(18,2)::text AS "fundsCny",
    coalesce(v.build + v.fill + v.extend + v.strengthen, 0) AS gaps, coalesce(v.build, 0) AS build, coalesce(v.fill, 0) AS fill,
    coalesce(v.extend, 0) AS extend, coalesce(v.strengthen, 0) AS strengthen
  FROM industry_chain c CROSS JOIN place
  LEFT JOIN verdict v ON v.chain_id = c.id AND v.area_code = place.code
  LEFT JOIN standing s ON s.chain_id = c.id AND s.code = place.code
  LEFT JOIN invested i ON i.chain_id = c.id AND i.code = place.code
  LEFT JOIN received r ON r.chain_id = c.id AND r.code = place.code
  WHERE c.archived_at IS NULL ORDER BY c.sort, c.code, place.code`;

/** A hidden enterprise is not there for the sub-select, so its id is null and its name is not told. */
const STANDING_COLUMNS = `
  t.kind, t.enterprise_id AS "enterpriseId", t.project_id AS "projectId", t.name, t.area_code AS "areaCode", t.is_example AS "isExample",
  (SELECT e.id FROM enterprise e WHERE e.id = t.enterprise_id) AS "visibleId", holder_of_enterprise(t.enterprise_id) AS "heldBy"`;
/** Within $2, or anywhere when $2 is the city $3. */
const IN_AREA = `(t.area_code = $2 OR $2 = $3)`;
/** $1 chain. An enterprise that is at several nodes, or has its seat and a plant here, once. */
const MEMBERS_STANDING = `
  SELECT DISTINCT ON (coalesce(t.enterprise_id, t.project_id)) ${STANDING_COLUMNS},
    ARRAY(SELECT DISTINCT m.name FROM chain_occupant x JOIN chain_node m ON m.id = x.node_id AND m.archived_at IS NULL
      WHERE m.chain_id = $1 AND coalesce(x.enterprise_id, x.project_id) = coalesce(t.enterprise_id, t.project_id)
        AND (x.area_code = $2 OR $2 = $3) ORDER BY 1) AS "nodeNames"
  FROM chain_occupant t JOIN chain_node n ON n.id = t.node_id AND n.archived_at IS NULL
  WHERE n.chain_id = $1 AND ${IN_AREA} ORDER BY coalesce(t.enterprise_id, t.project_id), t.kind, t.id`;
/** $1 chain, $2 area, $3 city, $4 which funds the reader sees, $5 his areas. */
const MEMBERS_PROJECTS = `
  SELECT p.id, p.name, p.area_code AS "areaCode", p.phase, p.total_investment_cny::text AS "investmentCny",
    (${fundsOf('(SELECT sum(f.counted_cny) FROM funds_line f WHERE f.project_id = p.id)', 'p.area_code', '$4', '$5')})::numeric(18,2)::text AS "fundsCny",
    array_agg(n.name ORDER BY n.sort) AS "nodeNames"
  FROM chain_link l JOIN chain_node n ON n.id = l.node_id AND n.archived_at IS NULL JOIN project p ON p.id = l.subject_id
  WHERE l.subject_kind = 'project' AND n.chain_id = $1 AND p.archived_at IS NULL
    AND ($2 = $3 OR p.area_code = $2)
  GROUP BY p.id ORDER BY p.total_investment_cny DESC NULLS LAST, p.name, p.id`;

/** $1 node, $2 area, $3 city. */
const NODE_STANDING = `
  SELECT DISTINCT ON (coalesce(t.enterprise_id, t.project_id)) ${STANDING_COLUMNS}, '{}'::text[] AS "nodeNames" FROM chain_occupant t
  WHERE t.node_id = $1 AND ${IN_AREA} ORDER BY coalesce(t.enterprise_id, t.project_id), t.kind, t.id`;
const NODE_PLANNED = `
  SELECT p.id, p.name, p.area_code AS "areaCode" FROM chain_link l JOIN project p ON p.id = l.subject_id
  WHERE l.node_id = $1 AND l.subject_kind = 'project' AND p.archived_at IS NULL AND ($2 = $3 OR p.area_code = $2)
    AND NOT EXISTS (SELECT FROM chain_occupant t WHERE t.node_id = $1 AND t.project_id = p.id)
  ORDER BY p.name, p.id`;
const NODE_ANCHORS = `
  SELECT l.subject_kind AS kind, l.subject_id AS id, coalesce(r.name, m.name) AS name, coalesce(r.area_code, m.area_code) AS "areaCode",
    l.strength, coalesce(l.evidence -> 0 ->> 'source', l.evidence -> 0 ->> 'reason', '') AS source
  FROM chain_link l LEFT JOIN resource r ON l.subject_kind = 'resource' AND r.id = l.subject_id
  LEFT JOIN market m ON l.subject_kind = 'market' AND m.id = l.subject_id
  WHERE l.node_id = $1 AND l.subject_kind IN ('resource', 'market') AND coalesce(r.archived_at, m.archived_at) IS NULL
    AND ($2 = $3 OR coalesce(r.area_code, m.area_code) = $2)
  ORDER BY l.strength DESC, name, l.subject_id LIMIT 30`;
const NODE_FILLERS = `
  SELECT f.rank, f.enterprise_name AS name, f.score, f.parts, f.evidence, e.id AS "visibleId", e.province, e.city,
    CASE WHEN e.id IS NULL THEN holder_of_enterprise(f.enterprise_id) END AS "heldBy"
  FROM chain_filler f LEFT JOIN enterprise e ON e.id = f.enterprise_id WHERE f.node_id = $1 ORDER BY f.rank`;
const NODE_CORRECTIONS = `
  SELECT k.id, k.node_id AS "nodeId", k.subject_kind AS "subjectKind", k.subject_id AS "subjectId",
    coalesce(e.name, p.name, r.name, m.name) AS "subjectName", k.is_member AS "isMember", k.reason, u.display_name AS "madeByName",
    k.made_at AS "madeAt"
  FROM chain_correction k LEFT JOIN app_user u ON u.id = k.made_by_id
  LEFT JOIN enterprise e ON k.subject_kind = 'enterprise' AND e.id = k.subject_id
  LEFT JOIN project p ON k.subject_kind = 'project' AND p.id = k.subject_id
  LEFT JOIN resource r ON k.subject_kind = 'resource' AND r.id = k.subject_id
  LEFT JOIN market m ON k.subject_kind = 'market' AND m.id = k.subject_id
  WHERE k.node_id = $1 AND k.withdrawn_at IS NULL ORDER BY k.made_at DESC`;

const PLACE_PRESENT = `
  SELECT c.id AS "chainId", c.name AS "chainName", n.id AS "nodeId", n.name AS "nodeName", (o.facts ->> 'enterprises')::int AS enterprises
  FROM ${LIVING} JOIN industry_chain c ON c.id = o.chain_id AND c.archived_at IS NULL
  WHERE o.area_code = $1 AND (o.facts ->> 'enterprises')::int > 0 ORDER BY enterprises DESC, c.sort, n.sort`;
const PLACE_NEAR = `
  SELECT c.id AS "chainId", c.name AS "chainName", n.id AS "nodeId", n.name AS "nodeName", w.density,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('nodeName', m.name, 'proximity', (b ->> 'proximity')::double precision)), '[]')
      FROM jsonb_array_elements(w.because) b JOIN chain_node m ON m.id = (b ->> 'nodeId')::uuid) AS because
  FROM chain_near w JOIN chain_node n ON n.id = w.node_id AND n.archived_at IS NULL JOIN industry_chain c ON c.id = n.chain_id
  WHERE w.area_code = $1 AND c.archived_at IS NULL ORDER BY w.density DESC, n.id`;
/** Resources and markets of the place that speak for nodes it does not have; the strongest nodes of each. $1 area, $2 city. */
const PLACE_POINTERS = `
  SELECT l.subject_kind AS kind, l.subject_id AS id, coalesce(r.name, m.name) AS name,
    jsonb_agg(jsonb_build_object('chainId', n.chain_id, 'nodeId', n.id, 'nodeName', n.name, 'strength', l.strength)
      ORDER BY l.strength DESC, n.sort) AS nodes
  FROM chain_link l JOIN chain_node n ON n.id = l.node_id AND n.archived_at IS NULL
  JOIN industry_chain c ON c.id = n.chain_id AND c.archived_at IS NULL
  JOIN chain_occupancy o ON o.node_id = n.id AND o.area_code = $1 AND (o.facts ->> 'enterprises')::int = 0
  LEFT JOIN resource r ON l.subject_kind = 'resource' AND r.id = l.subject_id
  LEFT JOIN market m ON l.subject_kind = 'market' AND m.id = l.subject_id
  WHERE l.subject_kind IN ('resource', 'market') AND l.strength >= 0.7 AND coalesce(r.archived_at, m.archived_at) IS NULL
    AND (coalesce(r.area_code, m.area_code) = $1 OR $1 = $2)
  GROUP BY 1, 2, 3 ORDER BY max(l.strength) DESC, name, id LIMIT 40`;
