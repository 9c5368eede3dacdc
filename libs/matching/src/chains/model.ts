/**
 * What the chain engine understands: industry chains as graphs, what stands where, and what it says about it.
 * Money is in 万元 (10,000 CNY), shares and strengths are 0–1. Ids of nodes are unique over all chains.
 */

/** 建链 · 补链 · 延链 · 强链 */
export const GAP_CLASSES = ['build', 'fill', 'extend', 'strengthen'] as const;
export type GapClass = (typeof GAP_CLASSES)[number];

/** One step of an industry chain (链节): a trade, told by codes and by the words its products are called. */
export interface ChainNode {
  readonly id: string;
  readonly name: string;
  /** GB/T 4754 codes of 2 to 4 digits that make up the step; may be empty. */
  readonly industryCodes: readonly string[];
  /** Words of its products, such as 白酒 or 乙二醇; two characters or more. */
  readonly words: readonly string[];
  /** Words that make a hit worthless: 「水泥设备」 is no cement. */
  readonly exceptWords?: readonly string[];
}

/** What is made at `from` is used at `to` (upstream → downstream). */
export interface ChainEdge {
  readonly from: string;
  readonly to: string;
}

/** An industry chain (产业链). The graph may branch and join; cycles are allowed and harmless. */
export interface Chain {
  readonly id: string;
  readonly name: string;
  /** GB/T 4754 codes of the industry the chain is named after; they decide whether it suits the lead industry of a park. */
  readonly industryCodes: readonly string[];
  readonly nodes: readonly ChainNode[];
  readonly edges: readonly ChainEdge[];
}

/** A place; what stands in it also stands in the place it lies `within`. */
export interface ChainPlace {
  readonly id: string;
  readonly name: string;
  readonly within?: string;
}

/** A park (园区) and the GB/T 4754 codes of its lead industry (首位产业). */
export interface LeadPark {
  readonly name: string;
  readonly placeId: string;
  readonly leadIndustryCodes: readonly string[];
}

/** An enterprise at work at a node in a place. */
export interface Occupant {
  readonly nodeId: string;
  readonly placeId: string;
  readonly enterpriseId: string;
  /** Total assets or registered capital in 万元; absent when unknown. */
  readonly sizeWan?: number;
}

/** A resource or a market of a place that a node lives on (see `createAnchorer`). */
export interface Anchor {
  readonly nodeId: string;
  readonly placeId: string;
  readonly side: 'resource' | 'market';
  /** Id of the resource or market. */
  readonly factId: string;
  readonly strength: number;
}

/** A project of the place that would do a node but has not been built. */
export interface PlannedWork {
  readonly nodeId: string;
  readonly placeId: string;
  readonly projectId: string;
}

/** Everything the verdicts rest on. Order of the lists never matters; a repeated enterprise counts once. */
export interface ChainInput {
  readonly chains: readonly Chain[];
  readonly places: readonly ChainPlace[];
  readonly occupants: readonly Occupant[];
  readonly anchors?: readonly Anchor[];
  readonly planned?: readonly PlannedWork[];
  readonly parks?: readonly LeadPark[];
  /** How many enterprises elsewhere do a node, by node id. */
  readonly fillers?: ReadonlyMap<string, number>;
}

/** The rules, in the order they are tried; the first that holds decides. Their sentences: `chainRuleInWords`. */
export const CHAIN_RULES = [
  'FEW_FOR_BUYERS',
  'SINGLE_SMALL',
  'PRESENT',
  'BETWEEN',
  'BUYERS_WAIT',
  'AFTER_LOCAL_END',
  'BEFORE_LOCAL_END',
  'RESOURCE_WITHOUT_CHAIN',
  'MARKET_WITHOUT_CHAIN',
  'PROJECT_WITHOUT_CHAIN',
  'NO_TIE',
] as const;
export type ChainRule = (typeof CHAIN_RULES)[number];

/** Version of rules, thresholds and weights: equal input and version give equal verdicts. */
export const CHAIN_RULE_VERSION = 'chain-rules/3';

/** Thresholds of the rules; `options` of {@link classifyChains} may change them. */
export interface ChainRuleOptions {
  /** Buyers in a row that make a missing node a gap to fill, default 2. */
  readonly buyersForFill?: number;
  /** Buyers per enterprise from which a node is too thin, default 3. */
  readonly buyersPerEnterprise?: number;
  /** Size in 万元 from which one enterprise alone is enough, default 10,000 (1亿元). */
  readonly smallBelowWan?: number;
  /** Strength from which a resource is an anchor, default 0.7. */
  readonly resourceAnchor?: number;
  /** Strength from which a market is an anchor, default 0.9: people to feed live everywhere. */
  readonly marketAnchor?: number;
  /** Share of its nodes up to which a chain counts as hardly there, default 0.25; one node always does. */
  readonly hardlyThereShare?: number;
}

/** The facts a verdict rests on, all about the place itself unless said otherwise. */
export interface GapFacts {
  readonly enterprises: number;
  /** Enterprises at nodes directly downstream, and directly upstream. */
  readonly buyers: number;
  readonly suppliers: number;
  /** Occupied nodes anywhere upstream and anywhere downstream in the chain. */
  readonly occupiedUpstream: number;
  readonly occupiedDownstream: number;
  /** Occupied nodes of the chain, and its nodes in all. */
  readonly occupiedNodes: number;
  readonly nodes: number;
  /** Enterprises at the node in the surrounding place, outside this one. */
  readonly nearby: number;
  /** Projects that would do it. */
  readonly planned: number;
  readonly resourceStrength: number;
  readonly marketStrength: number;
  /** Size of the only enterprise, 万元; absent when there are none, several, or it is unknown. */
  readonly onlySizeWan?: number;
  /** Enterprises elsewhere that do it. */
  readonly fillers: number;
}

export const PRIORITY_PARTS = [
  'buyers',
  'suppliers',
  'resource',
  'market',
  'leadIndustry',
  'fillers',
  'planned',
] as const;
export type PriorityPart = (typeof PRIORITY_PARTS)[number];

/** One part of a priority: `contribution = weight × value`. */
export interface PriorityContribution {
  readonly part: PriorityPart;
  readonly weight: number;
  readonly value: number;
  readonly contribution: number;
}

/** The park whose lead industry a node suits: by the node's own codes, or by the chain it belongs to. */
export interface ParkFit {
  readonly park: string;
  readonly by: 'node' | 'chain';
}

/** What the rules say about one node in one place. */
export interface NodeVerdict {
  readonly chainId: string;
  readonly nodeId: string;
  readonly placeId: string;
  /** Absent where there is no gap (`PRESENT`) or no reason to close one (`NO_TIE`). */
  readonly gapClass?: GapClass;
  readonly rule: ChainRule;
  readonly ruleVersion: string;
  readonly facts: GapFacts;
  readonly parks: readonly ParkFit[];
  /** 0–1; the sum of `parts`. 0 without a gap. */
  readonly priority: number;
  readonly parts: readonly PriorityContribution[];
}

/** A chain that contradicts itself. `code` says how, `details` where. */
export class ChainInputError extends Error {
  override readonly name = 'ChainInputError';

  constructor(
    readonly code: 'DUPLICATE_NODE' | 'UNKNOWN_NODE' | 'UNKNOWN_PLACE' | 'PLACE_CYCLE',
    readonly details: Readonly<Record<string, string>>,
  ) {
    super(`${code} ${JSON.stringify(details)}`);
  }
}
