/** What the package shows of allocation. */
export { allocate } from './allocate.js';
export { allocateLive } from './deferred-acceptance.js';
export type { DeferredAcceptanceOptions } from './deferred-acceptance.js';
export { AllocationInputError } from './model.js';
export type {
  AllocatedPair,
  AllocationArc,
  AllocationColumns,
  AllocationInput,
  AllocationOptions,
  AllocationResult,
  AllocationState,
  Congestion,
  ProjectLimit,
} from './model.js';
export { allocationExplainer, allocationReasonInWords, explainAllocation } from './why-not.js';
export type { AllocationExplainer, AllocationReason } from './why-not.js';
