import { codesOf, DICTIONARIES, type Code } from './dictionary.js';

/** Lists that can be taken out as a file and kept as views. */
export type ListCode = Code<'register'> | Code<'workList'>;
export const LIST_CODES: readonly ListCode[] = [...codesOf('register'), ...codesOf('workList')];

/** What can be taken out as a file: the lists, and the timeline of a record. */
export const EXPORT_CODES = [...LIST_CODES, 'timeline'] as const satisfies readonly string[];

const TERMS: Readonly<Record<string, string>> = {
  ...DICTIONARIES.register,
  ...DICTIONARIES.workList,
  timeline: '时间线',
};

/** What a list is called; the code itself where no list has it any more. */
export function termOfList(code: string): string {
  return TERMS[code] ?? code;
}
