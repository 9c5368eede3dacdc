/** What the package shows of names: parsing, searching, comparing, credit codes. */
export { parseName, locateParts } from './parse-name.js';
export type { NamePart, NameParts, ParseNameOptions } from './parse-name.js';
export { createRegions, Regions } from './regions.js';
export type { Region, RegionMatch, RegionOption } from './regions.js';
export { createNameIndex } from './name-index.js';
export type { NameEntry, NameHit, NameIndex, NameIndexOptions, NameReason, NameSearchOptions } from './name-index.js';
export { compareNames, REVIEW_FROM, SAME_FROM } from './compare-names.js';
export type { NameComparison, NamedParty, NameEvidence, NameEvidenceCode, NameVerdict } from './compare-names.js';
export { checkCreditCode, isValidCreditCode, normalizeCreditCode } from './credit-code.js';
export type { CreditCodeCheck, CreditCodeFault } from './credit-code.js';
export { nameEvidenceInWords, nameReasonInWords } from './in-words.js';
export { editDistance } from './similarity.js';
export { foldText } from '../normalize/text.js';
