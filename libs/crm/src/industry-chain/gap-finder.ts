import type { PairGapView } from '@lianghuan/contracts';
import {
  type Chain,
  createNodeAssigner,
  type EnterpriseRecord,
  type NodeAssigner,
  type ProjectRecord,
} from '@lianghuan/matching';
import type { EntityManager } from 'typeorm';
import type { ReferenceData } from '../reference/reference-data.js';
import { loadGraph } from './chain-graph.js';
import { type CorrectionRow, readCorrections } from './chain-input.js';
import { NodeCorrections } from './node-corrections.js';

/** Chains, what people said about their nodes, and the gaps the last refresh found: enough to tell the gap of any pair later. */
export interface ChainGround {
  readonly chains: readonly Chain[];
  readonly corrections: readonly CorrectionRow[];
  readonly gaps: readonly PairGapView[];
  /** Areas something can stand in; every other is the city's. */
  readonly areaCodes: readonly string[];
  readonly cityCode: string;
}

/** Reads the ground as it is now. */
export async function readChainGround(tx: EntityManager, reference: ReferenceData): Promise<ChainGround> {
  const chains = (await loadGraph(tx)).map(({ chain }) => chain);
  const corrections = await readCorrections(tx);
  const gaps = (await tx.query(GAPS)) as Omit<PairGapView, 'areaName'>[];
  return {
    chains,
    corrections: corrections.filter(({ subjectKind }) => subjectKind === 'enterprise' || subjectKind === 'project'),
    gaps: gaps.map((gap) => ({ ...gap, areaName: reference.areaName(gap.areaCode) })),
    areaCodes: reference.areas.filter(({ kind }) => kind !== 'city_level').map(({ code }) => code),
    cityCode: reference.areas.find(({ kind }) => kind === 'city')?.code ?? '',
  };
}

/** Tells which gap an enterprise would fill by carrying out a project: the most urgent of the nodes both are at, in the project's area. */
export class GapFinder {
  readonly #assigner: NodeAssigner;
  readonly #corrections: NodeCorrections;
  readonly #gaps: ReadonlyMap<string, PairGapView>;
  readonly #nodes = new WeakMap<object, ReadonlySet<string>>();

  constructor(private readonly ground: ChainGround) {
    this.#assigner = createNodeAssigner(ground.chains);
    this.#corrections = new NodeCorrections(ground.corrections, ground.chains);
    this.#gaps = new Map(ground.gaps.map((gap) => [`${gap.nodeId} ${gap.areaCode}`, gap]));
  }

  /** @param areaCode area of the project; null, and 市本级, are the city's */
  find(project: ProjectRecord, areaCode: string | null, enterprise: EnterpriseRecord): PairGapView | undefined {
    const place = areaCode !== null && this.ground.areaCodes.includes(areaCode) ? areaCode : this.ground.cityCode;
    const own = this.#nodesOf('enterprise', enterprise, () => this.#assigner.enterprise(enterprise));
    return [...this.#nodesOf('project', project, () => this.#assigner.project(project))]
      .flatMap((nodeId) => (own.has(nodeId) ? (this.#gaps.get(`${nodeId} ${place}`) ?? []) : []))
      .sort((a, b) => b.priority - a.priority || (a.nodeId < b.nodeId ? -1 : 1))
      .at(0);
  }

  /** A record is of many pairs; it is put to its nodes once. */
  #nodesOf(
    kind: 'enterprise' | 'project',
    record: { readonly id: string },
    assign: () => readonly { readonly nodeId: string }[],
  ): ReadonlySet<string> {
    const known = this.#nodes.get(record);
    if (known !== undefined) return known;
    const { byRule, byPerson } = this.#corrections.applyTo(kind, record.id, assign());
    const nodes = new Set([...byRule, ...byPerson].map(({ nodeId }) => nodeId));
    this.#nodes.set(record, nodes);
    return nodes;
  }
}

const GAPS = `
  SELECT c.id AS "chainId", c.name AS "chainName", n.id AS "nodeId", n.name AS "nodeName", o.area_code AS "areaCode",
    o.gap_class AS "gapClass", o.rule, o.rule_version AS "ruleVersion", o.facts, o.priority, o.parts
  FROM chain_occupancy o JOIN chain_node n ON n.id = o.node_id AND n.archived_at IS NULL
  JOIN industry_chain c ON c.id = o.chain_id AND c.archived_at IS NULL
  WHERE o.gap_class IS NOT NULL ORDER BY n.id, o.area_code`;
