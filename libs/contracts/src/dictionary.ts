import { ENTERPRISE_TERMS } from './enterprise-terms.js';
import { MATCH_TERMS } from './match-terms.js';
import { PROJECT_TERMS } from './project-terms.js';
import { RECORD_TERMS } from './record-terms.js';
import { SUPPLY_TERMS } from './supply-terms.js';

/**
 * Closed lists with their Chinese terms: code → 中文. A code is what programs keep, the term is what people read.
 * Codes are never reused for another meaning.
 */
export const DICTIONARIES = {
  ...SUPPLY_TERMS,
  ...PROJECT_TERMS,
  ...ENTERPRISE_TERMS,
  ...MATCH_TERMS,
  ...RECORD_TERMS,
} as const;

export type DictionaryName = keyof typeof DICTIONARIES;
export type Code<D extends DictionaryName> = string & keyof (typeof DICTIONARIES)[D];

/** Chinese term of a code; the code itself if the dictionary does not know it. */
export function termOf(dictionary: DictionaryName, code: string | null | undefined): string {
  if (code === null || code === undefined) return '';
  return (DICTIONARIES[dictionary] as Record<string, string>)[code] ?? code;
}

/** All codes of a dictionary, in the order written here. */
export function codesOf<D extends DictionaryName>(dictionary: D): [Code<D>, ...Code<D>[]] {
  return Object.keys(DICTIONARIES[dictionary]) as [Code<D>, ...Code<D>[]];
}
