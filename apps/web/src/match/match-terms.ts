import {
  CONSTRAINT_NAMES,
  CRITERION_NAMES,
  PACKAGE_REASON_NAMES,
  PAIR_POINT_NAMES,
  STRATEGY_NAMES,
  VERDICT_NAMES,
} from '@lianghuan/matching';

/** Short names of the parts of a result, as the matching library gives them; a name it does not know is shown as it is. */
const LOCALE = 'zh-CN';

/** A market is offered for industry (measure 3b); the library names only the ways to play a resource. */
const ROLES: Readonly<Record<string, string>> = { ...STRATEGY_NAMES[LOCALE], marketForIndustry: '市场换产业' };

const term = (terms: Readonly<Record<string, string>>, code: string) => terms[code] ?? code;
export const criterionTerm = (code: string) => term(CRITERION_NAMES[LOCALE], code);
export const constraintTerm = (code: string) => term(CONSTRAINT_NAMES[LOCALE], code);
export const verdictTerm = (code: string) => term(VERDICT_NAMES[LOCALE], code);
export const roleTerm = (code: string) => term(ROLES, code);
export const pairPointTerm = (code: string) => term(PAIR_POINT_NAMES[LOCALE], code);
export const packageReasonTerm = (code: string) => term(PACKAGE_REASON_NAMES[LOCALE], code);
