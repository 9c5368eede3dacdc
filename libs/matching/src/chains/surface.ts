/** What the package shows of industry chains: who is where in them, what is missing, and who does it elsewhere. */
export * from './model.js';
export { classifyChains, PRIORITY_WEIGHTS } from './classify.js';
export { ASSIGNED_FROM, createNodeAssigner } from './assign.js';
export type { NodeAssigner, NodeAssignment, NodeEvidence } from './assign.js';
export { createAnchorer } from './anchor.js';
export type { Anchorer, NodeAnchor } from './anchor.js';
export { FILLER_PARTS, FILLER_WEIGHTS, FillerRanking } from './fillers.js';
export type { Filler, FillerCandidate, FillerPart } from './fillers.js';
export { ProductSpace } from './nearness.js';
export type { NearNode } from './nearness.js';
export { chainRuleInWords, FILLER_PART_NAMES, GAP_CLASS_NAMES, PRIORITY_PART_NAMES } from './in-words.js';
