import { industryCodes, sharedDigits } from '../normalize/industry-code.js';
import {
  type Chain,
  type ChainInput,
  ChainInputError,
  type ChainRule,
  CHAIN_RULE_VERSION,
  type ChainRuleOptions,
  type GapClass,
  type GapFacts,
  type NodeVerdict,
  type Occupant,
  type ParkFit,
  type PriorityContribution,
  type PriorityPart,
} from './model.js';

const DEFAULTS: Required<ChainRuleOptions> = Object.freeze({
  buyersForFill: 2,
  buyersPerEnterprise: 3,
  smallBelowWan: 10_000,
  resourceAnchor: 0.7,
  marketAnchor: 0.9,
  hardlyThereShare: 0.25,
});

/** Weights of a priority; they add up to 1. */
export const PRIORITY_WEIGHTS: Readonly<Record<PriorityPart, number>> = Object.freeze({
  buyers: 0.25,
  suppliers: 0.15,
  resource: 0.2,
  market: 0.1,
  leadIndustry: 0.15,
  fillers: 0.1,
  planned: 0.05,
});
/** A node that suits a park only through its chain counts for less. */
const CHAIN_FIT = 0.6;

const CLASS_OF: Readonly<Partial<Record<ChainRule, GapClass>>> = Object.freeze({
  FEW_FOR_BUYERS: 'strengthen',
  SINGLE_SMALL: 'strengthen',
  BETWEEN: 'fill',
  BUYERS_WAIT: 'fill',
  AFTER_LOCAL_END: 'extend',
  BEFORE_LOCAL_END: 'extend',
  RESOURCE_WITHOUT_CHAIN: 'build',
  MARKET_WITHOUT_CHAIN: 'build',
  PROJECT_WITHOUT_CHAIN: 'build',
});

/**
 * Judges every node of every chain in every place (DESIGN.md says how). Pure: the order of the input never matters.
 * @returns by chain, place and node, in the order these are given
 * @throws {ChainInputError} for a node listed twice, an edge, occupant or anchor at an unknown node or place, places within each other
 */
export function classifyChains(input: ChainInput, options: ChainRuleOptions = {}): NodeVerdict[] {
  const limits = { ...DEFAULTS, ...options };
  const ground = new Ground(input);
  return input.chains.flatMap((chain) => {
    const graph = new Graph(chain);
    return input.places.flatMap(({ id: placeId }) => {
      const occupied = new Set(chain.nodes.filter(({ id }) => ground.at(id, placeId).size > 0).map(({ id }) => id));
      return chain.nodes.map((node): NodeVerdict => {
        const facts = factsOf(node.id, placeId, graph, occupied, ground);
        const rule = decide(facts, limits);
        const gapClass = CLASS_OF[rule];
        const parks = ground.parksFor(chain, node.industryCodes, placeId);
        const parts = gapClass === undefined ? [] : priorityParts(facts, parks);
        return {
          chainId: chain.id,
          nodeId: node.id,
          placeId,
          ...(gapClass === undefined ? {} : { gapClass }),
          rule,
          ruleVersion: CHAIN_RULE_VERSION,
          facts,
          parks,
          priority: parts.reduce((sum, { contribution }) => sum + contribution, 0),
          parts,
        };
      });
    });
  });
}

/** The first rule that holds. */
function decide(facts: GapFacts, limits: Required<ChainRuleOptions>): ChainRule {
  if (facts.enterprises > 0) {
    if (facts.buyers >= limits.buyersPerEnterprise * facts.enterprises) return 'FEW_FOR_BUYERS';
    if (facts.enterprises === 1 && (facts.onlySizeWan ?? 0) < limits.smallBelowWan) return 'SINGLE_SMALL';
    return 'PRESENT';
  }
  if (facts.occupiedUpstream > 0 && facts.occupiedDownstream > 0) return 'BETWEEN';
  if (facts.buyers >= limits.buyersForFill) return 'BUYERS_WAIT';
  if (facts.suppliers > 0) return 'AFTER_LOCAL_END';
  if (facts.buyers > 0) return 'BEFORE_LOCAL_END';
  if (facts.occupiedNodes <= Math.max(1, Math.floor(limits.hardlyThereShare * facts.nodes))) {
    if (facts.resourceStrength >= limits.resourceAnchor) return 'RESOURCE_WITHOUT_CHAIN';
    if (facts.marketStrength >= limits.marketAnchor) return 'MARKET_WITHOUT_CHAIN';
  }
  return facts.planned > 0 ? 'PROJECT_WITHOUT_CHAIN' : 'NO_TIE';
}

function priorityParts(facts: GapFacts, parks: readonly ParkFit[]): PriorityContribution[] {
  const values: Record<PriorityPart, number> = {
    buyers: Math.min(1, facts.buyers / 3),
    suppliers: Math.min(1, facts.suppliers / 3),
    resource: facts.resourceStrength,
    market: facts.marketStrength,
    leadIndustry: parks.some(({ by }) => by === 'node') ? 1 : parks.length > 0 ? CHAIN_FIT : 0,
    fillers: Math.min(1, facts.fillers / 10),
    planned: Math.min(1, facts.planned),
  };
  return Object.entries(PRIORITY_WEIGHTS).map(([part, weight]) => {
    const value = values[part as PriorityPart];
    return { part: part as PriorityPart, weight, value, contribution: weight * value };
  });
}

function factsOf(
  nodeId: string,
  placeId: string,
  graph: Graph,
  occupied: ReadonlySet<string>,
  ground: Ground,
): GapFacts {
  const own = ground.at(nodeId, placeId);
  const only = own.size === 1 ? [...own.values()][0] : undefined;
  return {
    enterprises: own.size,
    buyers: countDistinct(graph.next(nodeId), placeId, ground),
    suppliers: countDistinct(graph.previous(nodeId), placeId, ground),
    occupiedUpstream: graph.upstream(nodeId).filter((id) => occupied.has(id)).length,
    occupiedDownstream: graph.downstream(nodeId).filter((id) => occupied.has(id)).length,
    occupiedNodes: occupied.size,
    nodes: graph.size,
    nearby: ground.nearby(nodeId, placeId),
    planned: ground.planned(nodeId, placeId),
    resourceStrength: ground.anchor('resource', nodeId, placeId),
    marketStrength: ground.anchor('market', nodeId, placeId),
    ...(only?.sizeWan === undefined ? {} : { onlySizeWan: only.sizeWan }),
    fillers: ground.fillers(nodeId),
  };
}

/** Enterprises at any of the nodes; one that is at two of them counts once. */
function countDistinct(nodeIds: readonly string[], placeId: string, ground: Ground): number {
  return new Set(nodeIds.flatMap((id) => [...ground.at(id, placeId).keys()])).size;
}

/** The edges of one chain, both ways. */
class Graph {
  readonly size: number;
  readonly #next = new Map<string, string[]>();
  readonly #previous = new Map<string, string[]>();
  readonly #reach = new Map<string, string[]>();

  constructor(chain: Chain) {
    this.size = chain.nodes.length;
    for (const { id } of chain.nodes) {
      this.#next.set(id, []);
      this.#previous.set(id, []);
    }
    for (const { from, to } of chain.edges) {
      const missing = [from, to].find((id) => !this.#next.has(id));
      if (missing !== undefined) throw new ChainInputError('UNKNOWN_NODE', { chainId: chain.id, nodeId: missing });
      if (from === to) continue;
      this.#next.get(from)?.push(to);
      this.#previous.get(to)?.push(from);
    }
  }

  next(id: string): readonly string[] {
    return this.#next.get(id) ?? [];
  }
  previous(id: string): readonly string[] {
    return this.#previous.get(id) ?? [];
  }
  /** All nodes before this one, itself left out. */
  upstream(id: string): readonly string[] {
    return this.#walk(`< ${id}`, id, this.#previous);
  }
  /** All nodes after this one, itself left out. */
  downstream(id: string): readonly string[] {
    return this.#walk(`> ${id}`, id, this.#next);
  }

  #walk(key: string, from: string, steps: ReadonlyMap<string, readonly string[]>): string[] {
    const known = this.#reach.get(key);
    if (known) return known;
    const seen = new Set<string>();
    const open = [...(steps.get(from) ?? [])];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (id === from || seen.has(id)) continue;
      seen.add(id);
      open.push(...(steps.get(id) ?? []));
    }
    const reached = [...seen];
    this.#reach.set(key, reached);
    return reached;
  }
}

const NOBODY: ReadonlyMap<string, Occupant> = new Map();

/** What is known about the places, looked up by node and place; a place holds what the places within it hold. */
class Ground {
  readonly #outer = new Map<string, readonly string[]>();
  readonly #occupants = new Map<string, Map<string, Occupant>>();
  readonly #anchors = new Map<string, number>();
  readonly #planned = new Map<string, Set<string>>();
  readonly #input: ChainInput;

  constructor(input: ChainInput) {
    this.#input = input;
    const parents = new Map(input.places.map(({ id, within }) => [id, within]));
    for (const { id } of input.places) {
      const chain: string[] = [];
      for (let at: string | undefined = id; at !== undefined; at = parents.get(at)) {
        if (!parents.has(at)) throw new ChainInputError('UNKNOWN_PLACE', { placeId: at });
        if (chain.includes(at)) throw new ChainInputError('PLACE_CYCLE', { placeId: at });
        chain.push(at);
      }
      this.#outer.set(id, chain);
    }
    const nodeIds = new Set<string>();
    for (const { id } of input.chains.flatMap(({ nodes }) => nodes)) {
      if (nodeIds.has(id)) throw new ChainInputError('DUPLICATE_NODE', { nodeId: id });
      nodeIds.add(id);
    }
    const keys = (nodeId: string, placeId: string): string[] => {
      if (!nodeIds.has(nodeId)) throw new ChainInputError('UNKNOWN_NODE', { nodeId });
      const outer = this.#outer.get(placeId);
      if (!outer) throw new ChainInputError('UNKNOWN_PLACE', { placeId });
      return outer.map((place) => keyOf(nodeId, place));
    };
    for (const occupant of input.occupants) {
      for (const key of keys(occupant.nodeId, occupant.placeId)) {
        const here = getOrMake(this.#occupants, key, () => new Map<string, Occupant>());
        here.set(occupant.enterpriseId, fuller(here.get(occupant.enterpriseId), occupant));
      }
    }
    for (const { side, nodeId, placeId, strength } of input.anchors ?? []) {
      for (const key of keys(nodeId, placeId)) {
        this.#anchors.set(`${side} ${key}`, Math.max(this.#anchors.get(`${side} ${key}`) ?? 0, strength));
      }
    }
    for (const { nodeId, placeId, projectId } of input.planned ?? []) {
      for (const key of keys(nodeId, placeId)) getOrMake(this.#planned, key, () => new Set<string>()).add(projectId);
    }
  }

  at(nodeId: string, placeId: string): ReadonlyMap<string, Occupant> {
    return this.#occupants.get(keyOf(nodeId, placeId)) ?? NOBODY;
  }

  /** Enterprises in the next larger place that are not in this one. */
  nearby(nodeId: string, placeId: string): number {
    const around = this.#outer.get(placeId)?.[1];
    if (around === undefined) return 0;
    const own = this.at(nodeId, placeId);
    return [...this.at(nodeId, around).keys()].filter((id) => !own.has(id)).length;
  }

  planned(nodeId: string, placeId: string): number {
    return this.#planned.get(keyOf(nodeId, placeId))?.size ?? 0;
  }

  anchor(side: 'resource' | 'market', nodeId: string, placeId: string): number {
    return this.#anchors.get(`${side} ${keyOf(nodeId, placeId)}`) ?? 0;
  }

  fillers(nodeId: string): number {
    return this.#input.fillers?.get(nodeId) ?? 0;
  }

  /** Parks in the place, or in places within it, whose lead industry the node or its chain belongs to. */
  parksFor(chain: Chain, nodeCodes: readonly string[], placeId: string): ParkFit[] {
    return (this.#input.parks ?? [])
      .filter((park) => this.#outer.get(park.placeId)?.includes(placeId) === true)
      .flatMap(({ name: park, leadIndustryCodes }): ParkFit[] =>
        isOneOf(nodeCodes, leadIndustryCodes)
          ? [{ park, by: 'node' }]
          : isOneOf(chain.industryCodes, leadIndustryCodes)
            ? [{ park, by: 'chain' }]
            : [],
      )
      .sort((a, b) => (a.by === b.by ? (a.park < b.park ? -1 : 1) : a.by === 'node' ? -1 : 1));
  }
}

const keyOf = (nodeId: string, placeId: string): string => `${nodeId}\n${placeId}`;
/** Whether one code lies within the other: 2614 in 26. */
function isOneOf(codes: readonly string[], leading: readonly string[]): boolean {
  return industryCodes(codes).some((code) =>
    industryCodes(leading).some((lead) => sharedDigits(code, lead) === Math.min(code.length, lead.length)),
  );
}

/** Of two statements about one enterprise the larger figures, so that order does not matter. */
function fuller(known: Occupant | undefined, other: Occupant): Occupant {
  if (!known) return other;
  const size = Math.max(known.sizeWan ?? -1, other.sizeWan ?? -1);
  return {
    nodeId: known.nodeId,
    placeId: known.placeId < other.placeId ? known.placeId : other.placeId,
    enterpriseId: known.enterpriseId,
    ...(size < 0 ? {} : { sizeWan: size }),
  };
}

function getOrMake<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
