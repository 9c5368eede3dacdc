import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { Id, Instant, Money, Reason, Version } from './primitives.js';

const AreaCode = z.string().min(1).max(20);
/** Codes, words: short, trimmed, no doubles. */
const words = (most: number) =>
  z
    .array(z.string().trim().min(1).max(40))
    .max(most)
    .transform((list) => [...new Set(list)]);

/** Facts a verdict rests on, as the matching library counts them for one node in one place. */
export const ChainFactsView = z.object({
  enterprises: z.int(),
  buyers: z.int(),
  suppliers: z.int(),
  occupiedUpstream: z.int(),
  occupiedDownstream: z.int(),
  occupiedNodes: z.int(),
  nodes: z.int(),
  nearby: z.int(),
  planned: z.int(),
  resourceStrength: z.number(),
  marketStrength: z.number(),
  onlySizeWan: z.number().optional(),
  fillers: z.int(),
});
export type ChainFactsView = z.infer<typeof ChainFactsView>;

/** One part of a priority or of an order: `contribution = weight × value`; the parts add up. */
const PartView = z.object({
  part: z.string(),
  weight: z.number(),
  value: z.number(),
  contribution: z.number(),
  known: z.boolean().optional(),
});
export type ChainPartView = z.infer<typeof PartView>;

/** 环节布局: what the rules say about a node in a place. */
export const ChainVerdictView = z.object({
  areaCode: z.string(),
  gapClass: z.enum(codesOf('chainAction')).nullable(),
  rule: z.string(),
  ruleVersion: z.string(),
  facts: ChainFactsView,
  parks: z.array(z.object({ park: z.string(), by: z.enum(['node', 'chain']) })),
  priority: z.number(),
  parts: z.array(PartView),
});
export type ChainVerdictView = z.infer<typeof ChainVerdictView>;

/** When and by which rules the shown figures were computed. */
export const ChainRefreshView = z.object({
  id: Id,
  status: z.enum(codesOf('jobStatus')),
  ruleVersion: z.string(),
  /** Moment the registers were read at; null until then. */
  asOf: Instant.nullable(),
  requestedAt: Instant,
  finishedAt: Instant.nullable(),
  counts: z.record(z.string(), z.int()),
  errorCode: z.string().nullable(),
});
export type ChainRefreshView = z.infer<typeof ChainRefreshView>;

export const ChainNodeView = z.object({
  id: Id,
  key: z.string(),
  name: z.string(),
  industryCodes: z.array(z.string()),
  words: z.array(z.string()),
  exceptWords: z.array(z.string()),
  basis: z.enum(codesOf('chainBasis')),
  source: z.string().nullable(),
  /** Verdict for the area asked for; null until the first refresh. */
  verdict: ChainVerdictView.nullable(),
});
export type ChainNodeView = z.infer<typeof ChainNodeView>;

export const ChainEdgeView = z.object({
  id: Id,
  fromNodeId: Id,
  toNodeId: Id,
  kind: z.enum(codesOf('chainEdgeKind')),
  basis: z.enum(codesOf('chainBasis')),
  source: z.string().nullable(),
});
export type ChainEdgeView = z.infer<typeof ChainEdgeView>;

/** How many nodes of a chain are here and how many gaps there are, by class. */
const ChainCounts = z.object({
  nodes: z.int(),
  occupiedNodes: z.int(),
  build: z.int(),
  fill: z.int(),
  extend: z.int(),
  strengthen: z.int(),
});

export const ChainView = z.object({
  id: Id,
  code: z.string(),
  name: z.string(),
  summary: z.string().nullable(),
  industryCodes: z.array(z.string()),
  basis: z.enum(codesOf('chainBasis')),
  source: z.string().nullable(),
  version: Version,
  archivedAt: Instant.nullable(),
  areaCode: z.string(),
  counts: ChainCounts,
  parks: z.array(z.string()),
});
export type ChainView = z.infer<typeof ChainView>;

/** 产业链 with its graph and what the area has of it. */
export const ChainDetail = ChainView.extend({
  nodes: z.array(ChainNodeView),
  edges: z.array(ChainEdgeView),
  refresh: ChainRefreshView.nullable(),
  can: z.object({ update: z.boolean() }),
});
export type ChainDetail = z.infer<typeof ChainDetail>;
export const ChainList = z.object({
  items: z.array(ChainView),
  refresh: ChainRefreshView.nullable(),
  can: z.object({ update: z.boolean() }),
});
export type ChainList = z.infer<typeof ChainList>;

/** Which area's occupancy is shown; the whole city by default. */
export const ChainAreaQuery = z.object({ areaCode: AreaCode.optional() });
export type ChainAreaQuery = z.infer<typeof ChainAreaQuery>;

/** Whose 到位资金 the reader sees: all (`city`), those of the reader's own areas (`area`), or none. */
const FundsSeen = z.enum(['city', 'area']).nullable();

/** 产业链矩阵 (measure 4e): chain × area. */
export const ChainMatrix = z.object({
  areas: z.array(z.object({ code: z.string(), name: z.string() })),
  chains: z.array(z.object({ id: Id, code: z.string(), name: z.string(), nodes: z.int() })),
  cells: z.array(
    z.object({
      chainId: Id,
      areaCode: z.string(),
      occupiedNodes: z.int(),
      /** Enterprises and standing plants; what lies in a county also counts for the city. */
      occupants: z.int(),
      projects: z.int(),
      /** Of projects that say it; null where none does. */
      investmentCny: Money.nullable(),
      /** Projects that do not say their investment. */
      withoutInvestment: z.int(),
      /** Verified funds, of the lines the reader sees; null where none is seen and there may be some. */
      fundsCny: Money.nullable(),
      gaps: z.int(),
      build: z.int(),
      fill: z.int(),
      extend: z.int(),
      strengthen: z.int(),
    }),
  ),
  fundsSeen: FundsSeen,
  refresh: ChainRefreshView.nullable(),
});
export type ChainMatrix = z.infer<typeof ChainMatrix>;

/** A gap with where it lies and what it is about. */
export const ChainGapView = z.object({
  chainId: Id,
  chainName: z.string(),
  nodeId: Id,
  nodeName: z.string(),
  areaName: z.string().nullable(),
  verdict: ChainVerdictView,
  /** The first of the enterprises elsewhere; names only, in order. */
  fillerNames: z.array(z.string()),
});
export type ChainGapView = z.infer<typeof ChainGapView>;
export const ChainGapQuery = z.object({
  areaCode: AreaCode.optional(),
  chainId: Id.optional(),
  gapClass: z.enum(codesOf('chainAction')).optional(),
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
});
export type ChainGapQuery = z.infer<typeof ChainGapQuery>;
export const ChainGapPage = z.object({
  items: z.array(ChainGapView),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
});
export type ChainGapPage = z.infer<typeof ChainGapPage>;

/** Who or what is at a node. Of an enterprise another unit holds only name and holder are told. */
const SubjectView = z.object({
  id: Id.nullable(),
  name: z.string().nullable(),
  areaName: z.string().nullable(),
  heldBy: z.string().nullable(),
});

/** 外地同类企业: an enterprise that does the node elsewhere. */
export const ChainFillerView = z.object({
  rank: z.int(),
  enterpriseId: Id.nullable(),
  name: z.string(),
  province: z.string().nullable(),
  city: z.string().nullable(),
  heldBy: z.string().nullable(),
  /** Null, with no parts and evidence, where another unit holds the enterprise. */
  score: z.number().nullable(),
  parts: z.array(PartView),
  evidence: z.array(z.looseObject({ kind: z.string() })),
});
export type ChainFillerView = z.infer<typeof ChainFillerView>;

export const ChainCorrectionView = z.object({
  id: Id,
  nodeId: Id,
  subjectKind: z.enum(codesOf('chainSubjectKind')),
  subjectId: Id,
  subjectName: z.string().nullable(),
  isMember: z.boolean(),
  reason: z.string(),
  madeByName: z.string().nullable(),
  madeAt: Instant,
});
export type ChainCorrectionView = z.infer<typeof ChainCorrectionView>;

/** 环节: everything there is to say about a node in an area. */
export const ChainNodeDetail = ChainNodeView.extend({
  chainId: Id,
  chainName: z.string(),
  areaCode: z.string(),
  occupants: z.array(SubjectView.extend({ kind: z.enum(['enterprise', 'lead', 'project']), isExample: z.boolean() })),
  planned: z.array(SubjectView),
  anchors: z.array(
    z.object({
      kind: z.enum(['resource', 'market']),
      id: Id,
      name: z.string(),
      areaName: z.string().nullable(),
      strength: z.number(),
      source: z.string(),
    }),
  ),
  fillers: z.array(ChainFillerView),
  corrections: z.array(ChainCorrectionView),
  can: z.object({ update: z.boolean(), createLead: z.boolean() }),
});
export type ChainNodeDetail = z.infer<typeof ChainNodeDetail>;

/** The lists behind a cell of the matrix; their length and sums are the cell's figures. */
export const ChainMemberQuery = z.object({ areaCode: AreaCode.optional() });
export type ChainMemberQuery = z.infer<typeof ChainMemberQuery>;
export const ChainMembers = z.object({
  areaCode: z.string(),
  occupants: z.array(
    SubjectView.extend({
      kind: z.enum(['enterprise', 'lead', 'project']),
      isExample: z.boolean(),
      nodeNames: z.array(z.string()),
    }),
  ),
  projects: z.array(
    z.object({
      id: Id,
      name: z.string(),
      areaName: z.string().nullable(),
      phase: z.string(),
      investmentCny: Money.nullable(),
      /** As in {@link ChainMatrix}. */
      fundsCny: Money.nullable(),
      nodeNames: z.array(z.string()),
    }),
  ),
  fundsSeen: FundsSeen,
});
export type ChainMembers = z.infer<typeof ChainMembers>;

/** 地区产业画像: what a place has, what is near to that, and what its resources point to. */
export const ChainPlaceView = z.object({
  areaCode: z.string(),
  areaName: z.string().nullable(),
  present: z.array(
    z.object({ chainId: Id, chainName: z.string(), nodeId: Id, nodeName: z.string(), enterprises: z.int() }),
  ),
  near: z.array(
    z.object({
      chainId: Id,
      chainName: z.string(),
      nodeId: Id,
      nodeName: z.string(),
      density: z.number(),
      because: z.array(z.object({ nodeName: z.string(), proximity: z.number() })),
    }),
  ),
  pointers: z.array(
    z.object({
      kind: z.enum(['resource', 'market']),
      id: Id,
      name: z.string(),
      nodes: z.array(z.object({ chainId: Id, nodeId: Id, nodeName: z.string(), strength: z.number() })),
    }),
  ),
  refresh: ChainRefreshView.nullable(),
});
export type ChainPlaceView = z.infer<typeof ChainPlaceView>;

/** Which gap an enterprise would fill by carrying out a project where it is planned, as it was when the run was made. */
export const PairGapView = z.object({
  chainId: Id,
  chainName: z.string(),
  nodeId: Id,
  nodeName: z.string(),
  areaCode: z.string(),
  areaName: z.string().nullable(),
  gapClass: z.enum(codesOf('chainAction')),
  rule: z.string(),
  ruleVersion: z.string(),
  facts: ChainFactsView,
  priority: z.number(),
  parts: z.array(PartView),
});
export type PairGapView = z.infer<typeof PairGapView>;

/** A node of a graph as people edit it; `key` names it within its chain and never changes. */
const NodeInput = z.strictObject({
  key: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  name: z.string().trim().min(1).max(40),
  industryCodes: words(20),
  words: words(60),
  exceptWords: words(60).default([]),
});
const EdgeInput = z.strictObject({
  from: z.string(),
  to: z.string(),
  kind: z.enum(codesOf('chainEdgeKind')),
});
const chainFields = {
  name: z.string().trim().min(2).max(40),
  summary: z.string().trim().max(500).nullable().default(null),
  industryCodes: words(20),
  nodes: z.array(NodeInput).min(1).max(100),
  edges: z.array(EdgeInput).max(400),
};
/** A new chain with its whole graph. */
export const CreateChain = z.strictObject(chainFields);
export type CreateChain = z.infer<typeof CreateChain>;
/** The whole graph as it shall be: nodes and edges that are not in it any more are archived. */
export const ReviseChain = z.strictObject({ ...chainFields, version: Version, reason: Reason });
export type ReviseChain = z.infer<typeof ReviseChain>;
export const ArchiveChain = z.strictObject({ version: Version, reason: Reason });
export type ArchiveChain = z.infer<typeof ArchiveChain>;

export const ChainVersionView = z.object({
  version: Version,
  reason: z.string().nullable(),
  madeAt: Instant,
  madeByName: z.string().nullable(),
  nodes: z.int(),
  edges: z.int(),
});
export type ChainVersionView = z.infer<typeof ChainVersionView>;

/** 人工更正: whether something is at a node; holds until withdrawn, whatever the rule says. */
export const CorrectChainNode = z.strictObject({
  subjectKind: z.enum(codesOf('chainSubjectKind')),
  subjectId: Id,
  isMember: z.boolean(),
  reason: Reason,
});
export type CorrectChainNode = z.infer<typeof CorrectChainNode>;

/** Payload of the `chain-refresh` queue: the row is the truth, the job only the bell. */
export const ChainRefreshJob = z.strictObject({ chainRefreshId: Id });
export type ChainRefreshJob = z.infer<typeof ChainRefreshJob>;

/** Where an enterprise stands in the chains, the nearest node first; `origin`: by rule or by a person. */
export const ChainPositions = z.object({
  items: z.array(
    z.object({
      nodeId: Id,
      nodeName: z.string(),
      chainId: Id,
      chainName: z.string(),
      origin: z.enum(['rule', 'person']),
    }),
  ),
});
export type ChainPositions = z.infer<typeof ChainPositions>;
