import type { PairPointPart } from './points.js';
import type { ConstraintName, CriterionName, OfferStrategy, PairFit, Verdict } from '../model.js';

/** Languages sentences can be made in. */
export type Locale = 'zh-CN' | 'en';

/** Names of the criteria, as a person would say them. */
export const CRITERION_NAMES: Readonly<Record<Locale, Readonly<Record<CriterionName, string>>>> = {
  'zh-CN': {
    words: '业务用词',
    focus: '主业集中度',
    product: '产品对应',
    productTopic: '产品相近',
    trade: '同业产品',
    codes: '行业代码',
    place: '地域',
    size: '企业规模',
    park: '园区首位产业',
  },
  en: {
    words: 'shared words',
    focus: 'focus of the business',
    product: 'product named',
    productTopic: 'product alike',
    trade: "trade's products",
    codes: 'industry code',
    place: 'place',
    size: 'size',
    park: "park's leading industry",
  },
};

/** Names of what a pair earns points for. */
export const PAIR_POINT_NAMES: Readonly<Record<Locale, Readonly<Record<PairPointPart, string>>>> = {
  'zh-CN': { match: '匹配分', resource: '可出资源', market: '可出市场', chainGap: '产业链缺口' },
  en: { match: 'match score', resource: 'resource offered', market: 'market offered', chainGap: 'chain gap filled' },
};

/** Names of the hard rules. */
export const CONSTRAINT_NAMES: Readonly<Record<Locale, Readonly<Record<ConstraintName, string>>>> = {
  'zh-CN': {
    enterpriseActive: '企业存续',
    contactAllowed: '允许对接',
    notPaused: '未暂缓推荐',
    industryAllowed: '产业准入',
    notYetLanded: '尚未落地',
    titleClear: '权属',
    landAvailable: '用地',
    energyAvailable: '用能',
    waterAvailable: '用水',
    environmentCleared: '环评',
    capacity: '投资能力',
  },
  en: {
    enterpriseActive: 'enterprise active',
    contactAllowed: 'contact allowed',
    notPaused: 'not paused',
    industryAllowed: 'industry allowed',
    notYetLanded: 'not yet landed',
    titleClear: 'title',
    landAvailable: 'land',
    energyAvailable: 'energy',
    waterAvailable: 'water',
    environmentCleared: 'environment',
    capacity: 'capacity to invest',
  },
};

export const VERDICT_NAMES: Readonly<Record<Locale, Readonly<Record<Verdict, string>>>> = {
  'zh-CN': { pass: '通过', fail: '不通过', unknown: '待核' },
  en: { pass: 'pass', fail: 'fail', unknown: 'unknown' },
};

/** How clearly an enterprise fits a project. */
export const FIT_NAMES: Readonly<Record<Locale, Readonly<Record<PairFit['verdict'], string>>>> = {
  'zh-CN': { clear: '对口', doubtful: '不明显对口' },
  en: { clear: 'clear fit', doubtful: 'no clear fit' },
};

/** The three ways to play a resource, in the words of the founding notice. */
export const STRATEGY_NAMES: Readonly<Record<Locale, Readonly<Record<OfferStrategy, string>>>> = {
  'zh-CN': {
    advantageBringsIndustry: '优势资源带产业',
    middleIsDeveloped: '中间资源促开发',
    shortageMeetsMarket: '短板资源配市场',
  },
  en: {
    advantageBringsIndustry: 'an advantage brings industry',
    middleIsDeveloped: 'a middling resource is developed',
    shortageMeetsMarket: 'a shortage meets a market',
  },
};

/** What a reason code means; `{name}` stands for a detail. */
export const REASONS: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  STATUS_UNKNOWN: { 'zh-CN': '登记状态不明，需核实', en: 'its registration status is not known' },
  ENTERPRISE_WOUND_UP: { 'zh-CN': '企业已注销或吊销', en: 'the enterprise is wound up' },
  ENTERPRISE_ACTIVE: { 'zh-CN': '企业存续', en: 'the enterprise is active' },
  DO_NOT_CONTACT: { 'zh-CN': '已标记为不再联系', en: 'it is marked as not to be contacted' },
  CONTACT_ALLOWED: { 'zh-CN': '可以对接', en: 'it may be contacted' },
  NOT_PAUSED: { 'zh-CN': '没有暂缓推荐', en: 'it is not paused' },
  ENTERPRISE_PAUSED: {
    'zh-CN': '暂缓推荐至 {until}：{because}（{by} {since}）',
    en: 'paused until {until}: {because} ({by} {since})',
  },
  NO_NEGATIVE_LIST: { 'zh-CN': '未设负面清单', en: 'no negative list is set' },
  INDUSTRY_UNKNOWN: { 'zh-CN': '项目行业不明，无法对照负面清单', en: "the project's industry is not known" },
  INDUSTRY_ALLOWED: { 'zh-CN': '不在负面清单内', en: 'the industry is not on the negative list' },
  INDUSTRY_PROHIBITED: { 'zh-CN': '项目行业 {code} 在负面清单内', en: 'industry {code} is on the negative list' },
  ALREADY_LANDED: { 'zh-CN': '该企业已落地本项目', en: 'the pair has landed already' },
  NOT_YET_LANDED: { 'zh-CN': '尚未落地本项目', en: 'the pair has not landed yet' },
  TITLE_SETTLED: { 'zh-CN': '权属清晰', en: 'the title is clear' },
  TITLE_OPEN: { 'zh-CN': '权属不清，需先确权', en: 'the title is not clear yet' },
  TITLE_PARTIAL: { 'zh-CN': '权属部分清晰，其余需先确权', en: 'the title is clear in part' },
  TITLE_REFUSED: { 'zh-CN': '权属争议无法解决', en: 'the title cannot be cleared' },
  TITLE_UNKNOWN: { 'zh-CN': '权属情况未填', en: 'the title is not recorded' },
  LAND_SETTLED: { 'zh-CN': '用地已落实', en: 'the land is secured' },
  LAND_OPEN: { 'zh-CN': '用地尚未落实', en: 'the land is not secured yet' },
  LAND_PARTIAL: { 'zh-CN': '用地部分落实', en: 'the land is secured in part' },
  LAND_REFUSED: { 'zh-CN': '用地无法保障', en: 'the land cannot be had' },
  LAND_UNKNOWN: { 'zh-CN': '用地情况未填', en: 'the land is not recorded' },
  ENERGY_SETTLED: { 'zh-CN': '用能已落实', en: 'the energy quota is secured' },
  ENERGY_OPEN: { 'zh-CN': '用能指标尚未落实', en: 'the energy quota is not secured yet' },
  ENERGY_PARTIAL: { 'zh-CN': '用能指标部分落实', en: 'the energy quota is secured in part' },
  ENERGY_REFUSED: { 'zh-CN': '用能指标无法保障', en: 'the energy quota cannot be had' },
  ENERGY_UNKNOWN: { 'zh-CN': '用能情况未填', en: 'the energy quota is not recorded' },
  WATER_SETTLED: { 'zh-CN': '用水已落实', en: 'the water is secured' },
  WATER_PARTIAL: { 'zh-CN': '用水部分落实', en: 'the water is secured in part' },
  WATER_OPEN: { 'zh-CN': '用水尚未落实', en: 'the water is not secured yet' },
  WATER_REFUSED: { 'zh-CN': '用水无法保障', en: 'the water cannot be had' },
  WATER_UNKNOWN: { 'zh-CN': '用水情况未填', en: 'the water is not recorded' },
  ENVIRONMENT_SETTLED: { 'zh-CN': '环境影响预评估已通过', en: 'the environmental pre-assessment is passed' },
  ENVIRONMENT_OPEN: { 'zh-CN': '环境影响预评估尚未完成', en: 'the environmental pre-assessment is not finished' },
  ENVIRONMENT_PARTIAL: { 'zh-CN': '环境影响预评估部分通过', en: 'the environmental pre-assessment is passed in part' },
  ENVIRONMENT_REFUSED: { 'zh-CN': '环境影响预评估未通过', en: 'the environmental pre-assessment failed' },
  ENVIRONMENT_UNKNOWN: { 'zh-CN': '环境影响情况未填', en: 'the environmental pre-assessment is not recorded' },
  NO_CAPACITY_LIMIT: { 'zh-CN': '未设投资能力上限', en: 'no limit of capacity is set' },
  INVESTMENT_UNKNOWN: { 'zh-CN': '项目投资额不明', en: 'the investment is not known' },
  ASSETS_UNKNOWN: { 'zh-CN': '企业资产规模不明', en: 'the assets are not known' },
  INVESTMENT_BEYOND_CAPACITY: {
    'zh-CN': '投资额为企业总资产的 {ratio} 倍，超过上限 {limit} 倍',
    en: 'the investment is {ratio} times the assets, above the limit of {limit}',
  },
  WITHIN_CAPACITY: {
    'zh-CN': '投资额为企业总资产的 {ratio} 倍，未超过上限 {limit} 倍',
    en: 'the investment is {ratio} times the assets, within the limit of {limit}',
  },
  TRADES_RELATED: { 'zh-CN': '行业相同或相近', en: 'the trades are the same or related' },
  TEXTS_AGREE: { 'zh-CN': '行业不相近，但业务文字对得上', en: 'the trades are not related, but the texts agree' },
  LITTLE_IN_COMMON: {
    'zh-CN': '行业不相近，业务文字也只有零星相同',
    en: 'the trades are not related, and the texts have little in common',
  },
  LITTLE_IN_COMMON_TRADE_UNKNOWN: {
    'zh-CN': '行业资料不全，业务文字只有零星相同',
    en: 'a trade is not known, and the texts have little in common',
  },
  CONSTRAINT_FAILED: { 'zh-CN': '硬性条件未通过', en: 'a hard rule failed' },
  NOT_A_CANDIDATE: {
    'zh-CN': '业务、产品、行业都与项目相距较远，未进入候选；照样计分为 {score}，第 {top} 位为 {scoreNeeded}',
    en: 'too far from the project in words, products and industry to be compared; its score would be {score}, place {top} has {scoreNeeded}',
  },
  BELOW_WORDS_LIST: {
    'zh-CN': '按业务用词：{value}，进入候选需 {needed}',
    en: 'by words: {value}, a candidate needs {needed}',
  },
  BELOW_NEAR_LIST: {
    'zh-CN': '按产品、行业、地域和规模合计：{value}，进入候选需 {needed}',
    en: 'by products, industry, place and size together: {value}, a candidate needs {needed}',
  },
  RANKED_BELOW_TOP: {
    'zh-CN': '排第 {rank} 位，未进入前 {top} 位；得分 {score}，入围需 {scoreNeeded}',
    en: 'ranked {rank}, below the top {top}; score {score}, needed {scoreNeeded}',
  },
  NAMED_IN_PROJECT: { 'zh-CN': '项目文本直接写到', en: 'the project names it' },
  NEED_INPUT: { 'zh-CN': '是该产业的主要原料或能源', en: 'the trade lives on it' },
  NEED_FACTOR: { 'zh-CN': '是该产业选址的关键要素', en: 'such plants are built where it is' },
  NEED_CUSTOMER: { 'zh-CN': '是该产业的销售对象', en: 'the trade sells to it' },
  SAME_INDUSTRY: { 'zh-CN': '与项目同属一个行业', en: 'it belongs to the same industry' },
  SAME_COUNTY: { 'zh-CN': '就在本县', en: 'in the same county' },
  SAME_CITY: { 'zh-CN': '在本市', en: 'in the same city' },
  NEIGHBOUR_COUNTY: { 'zh-CN': '在本市邻县', en: 'in another county of the city' },
  SAME_PROVINCE: { 'zh-CN': '在本省其他市州', en: 'elsewhere in the province' },
  PROVINCE_WIDE: { 'zh-CN': '为全省数据', en: 'a figure of the whole province' },
  ELSEWHERE: { 'zh-CN': '不在本省', en: 'outside the province' },
  PLACE_UNKNOWN: { 'zh-CN': '地点不明', en: 'its place is not known' },
  SOURCE_WEAK: { 'zh-CN': '来源较弱，对外前需核实', en: 'a weak source, to be checked first' },
  YEAR_UNKNOWN: { 'zh-CN': '年份不明', en: 'of unknown year' },
  FACT_OLD: { 'zh-CN': '数据较旧', en: 'an old figure' },
  FACT_STALE: { 'zh-CN': '数据已过期', en: 'an outdated figure' },
  QUANTITY_KNOWN: { 'zh-CN': '数量已知', en: 'its quantity is known' },
  STATISTIC: { 'zh-CN': '背景统计，只作参考，不可承诺', en: 'a statistic: an argument, nothing to promise' },
  QUANTITY_UNKNOWN: { 'zh-CN': '数量不明，可展示不可承诺', en: 'its quantity is not known: show it, promise nothing' },
  EXISTING_PLANT: { 'zh-CN': '为已有产能，说明本地有此产业', en: 'an existing plant: the trade is at home here' },
  TIER_ADVANTAGE: { 'zh-CN': '优势资源', en: 'an advantage' },
  TIER_MIDDLE: { 'zh-CN': '中间资源', en: 'a middling resource' },
  TIER_SHORT: { 'zh-CN': '短板资源', en: 'a shortage' },
  TIER_ASSUMED_MIDDLE: { 'zh-CN': '档次未定，暂按中间资源', en: 'tier not set, taken as middling' },
  NO_RESOURCE_FITS: { 'zh-CN': '暂无合适的资源可换投资', en: 'no resource fits' },
  NO_MARKET_FITS: { 'zh-CN': '暂无合适的市场可换产业', en: 'no market fits' },
};
