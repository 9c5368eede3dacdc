/** What the package shows of exchange packages. */
export { planPackages } from './plan.js';
export { PACKAGE_REASON_NAMES, packageInWords } from './in-words.js';
export { PackageInputError, toPackageOffer } from './model.js';
export { UseEstimator } from './estimated-use.js';
export type { EstimatedProject, EstimatedSupply, EstimatedUse, UseCoefficient, UsePeer } from './estimated-use.js';
export { readStatedUse } from './stated-use.js';
export type { StatedNeeds, StatedUse, UsedSupply } from './stated-use.js';
export { unitFactor } from './units.js';
export type {
  Amount,
  ExchangePackage,
  PackageOffer,
  PackageOptions,
  PackagePair,
  PackagePlan,
  PackageReason,
  PromisedOffer,
  ScoredOffer,
  ShownReason,
  Supply,
  SupplyUse,
  WaitingPair,
} from './model.js';
