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
export { allocationReasonInWords, explainAllocation } from './why-not.js';
export type { AllocationReason } from './why-not.js';
