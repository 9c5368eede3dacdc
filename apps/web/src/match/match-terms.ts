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

const CRITERION_HINTS: Readonly<Record<string, string>> = {
  words: '项目和企业的业务文字有多少相同的词；越少见的词越算数。',
  focus: '相同的业务占企业全部业务多大一块：专做这一行的高，什么都做一点的低。',
  product: '企业的产品名就写在项目里。',
  productTopic: '企业的产品和项目说的意思相近，不一定是同一个词。',
  trade: '企业的产品和项目所属行业的企业一般所做的业务意思有多相近。',
  codes: '企业和项目的国民经济行业代码相同到第几级。',
  place: '企业和项目是否在同一个省。',
  size: '企业的资产规模；不在这一行的，再大也不加分。',
  park: '项目所在园区的首位产业和企业的行业是否一致。',
};

const term = (terms: Readonly<Record<string, string>>, code: string) => terms[code] ?? code;
export const criterionTerm = (code: string) => term(CRITERION_NAMES[LOCALE], code);
/** What a criterion looks at, in plain words. */
export const criterionHint = (code: string) => term(CRITERION_HINTS, code);
export const constraintTerm = (code: string) => term(CONSTRAINT_NAMES[LOCALE], code);
export const verdictTerm = (code: string) => term(VERDICT_NAMES[LOCALE], code);
export const roleTerm = (code: string) => term(ROLES, code);
export const pairPointTerm = (code: string) => term(PAIR_POINT_NAMES[LOCALE], code);
export const packageReasonTerm = (code: string) => term(PACKAGE_REASON_NAMES[LOCALE], code);
