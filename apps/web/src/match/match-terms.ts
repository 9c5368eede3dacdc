/** Short names of the parts of a result. Sentences come from the matching library; a name not listed is shown as it is. */
const CRITERIA: Readonly<Record<string, string>> = {
  words: '业务用词',
  focus: '主业集中度',
  product: '产品对应',
  productTopic: '产品相近',
  trade: '同业产品',
  codes: '行业代码',
  place: '地域',
  size: '企业规模',
  park: '园区首位产业',
};

const CONSTRAINTS: Readonly<Record<string, string>> = {
  enterpriseActive: '企业存续',
  contactAllowed: '允许对接',
  industryAllowed: '产业准入',
  notYetLanded: '尚未落地',
  capacity: '投资能力',
};

const VERDICTS: Readonly<Record<string, string>> = { pass: '通过', fail: '不通过', unknown: '待核' };

/** 优势资源带产业 · 中间资源促开发 · 短板资源配市场 (measure 3b); a market is offered for industry. */
const ROLES: Readonly<Record<string, string>> = {
  advantageBringsIndustry: '优势资源带产业',
  middleIsDeveloped: '中间资源促开发',
  shortageMeetsMarket: '短板资源配市场',
  marketForIndustry: '市场换产业',
};

const term = (terms: Readonly<Record<string, string>>, code: string) => terms[code] ?? code;
export const criterionTerm = (code: string) => term(CRITERIA, code);
export const constraintTerm = (code: string) => term(CONSTRAINTS, code);
export const verdictTerm = (code: string) => term(VERDICTS, code);
export const roleTerm = (code: string) => term(ROLES, code);
