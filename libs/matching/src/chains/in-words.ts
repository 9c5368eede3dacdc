import type { Locale } from '../explanation/names.js';
import type { ChainRule, GapClass, GapFacts, PriorityPart } from './model.js';
import type { FillerPart } from './fillers.js';

export const GAP_CLASS_NAMES: Readonly<Record<Locale, Readonly<Record<GapClass, string>>>> = Object.freeze({
  'zh-CN': { build: '建链', fill: '补链', extend: '延链', strengthen: '强链' },
  en: { build: 'build', fill: 'fill', extend: 'extend', strengthen: 'strengthen' },
});

export const PRIORITY_PART_NAMES: Readonly<Record<Locale, Readonly<Record<PriorityPart, string>>>> = Object.freeze({
  'zh-CN': {
    buyers: '本地下游买家',
    suppliers: '本地上游供给',
    resource: '本地资源支撑',
    market: '本地市场支撑',
    leadIndustry: '符合园区首位产业',
    fillers: '外地可引企业',
    planned: '已有谋划项目',
  },
  en: {
    buyers: 'local buyers',
    suppliers: 'local suppliers',
    resource: 'local resource',
    market: 'local market',
    leadIndustry: 'lead industry of a park',
    fillers: 'enterprises elsewhere',
    planned: 'planned projects',
  },
});

export const FILLER_PART_NAMES: Readonly<Record<Locale, Readonly<Record<FillerPart, string>>>> = Object.freeze({
  'zh-CN': { fit: '业务吻合', size: '企业规模', province: '同省', chain: '兼做相邻环节' },
  en: { fit: 'fit', size: 'size', province: 'same province', chain: 'also at a neighbouring node' },
});

type Sentence = (facts: GapFacts) => string;

const SENTENCES: Readonly<Record<Locale, Readonly<Record<ChainRule, Sentence>>>> = {
  'zh-CN': {
    FEW_FOR_BUYERS: ({ enterprises, buyers }) => `本地只有${enterprises}家，却有${buyers}家下游企业等着用`,
    SINGLE_SMALL: ({ onlySizeWan }) =>
      onlySizeWan === undefined
        ? '本地只有1家，规模未知，尚不足以支撑该环节'
        : `本地只有1家，规模${round(onlySizeWan)}万元，偏小`,
    PRESENT: ({ enterprises }) => `本地已有${enterprises}家，暂无短缺`,
    BETWEEN: ({ occupiedUpstream, occupiedDownstream }) =>
      `上游有${occupiedUpstream}个环节、下游有${occupiedDownstream}个环节在本地，中间缺这一环`,
    BUYERS_WAIT: ({ buyers }) => `本地没有，而直接下游已有${buyers}家本地企业要用`,
    AFTER_LOCAL_END: ({ suppliers }) => `直接上游已有${suppliers}家本地企业，可向下游延伸到这一环`,
    BEFORE_LOCAL_END: ({ buyers }) => `直接下游已有${buyers}家本地企业，可向上游延伸到这一环`,
    RESOURCE_WITHOUT_CHAIN: ({ resourceStrength, occupiedNodes }) =>
      `${hardly(occupiedNodes)}，但有它赖以发展的资源（需求强度${percent(resourceStrength)}）`,
    MARKET_WITHOUT_CHAIN: ({ marketStrength, occupiedNodes }) =>
      `${hardly(occupiedNodes)}，但有它的市场（需求强度${percent(marketStrength)}）`,
    PROJECT_WITHOUT_CHAIN: ({ planned }) => `本地还没有这一环，但已有${planned}个谋划项目要做`,
    NO_TIE: () => '本地没有，也暂无资源、市场或上下游与它相连',
  },
  en: {
    FEW_FOR_BUYERS: ({ enterprises, buyers }) => `${enterprises} present for ${buyers} local buyers`,
    SINGLE_SMALL: ({ onlySizeWan }) =>
      `a single enterprise, ${onlySizeWan === undefined ? 'size unknown' : `size ${round(onlySizeWan)}×10,000 CNY`}`,
    PRESENT: ({ enterprises }) => `${enterprises} present`,
    BETWEEN: ({ occupiedUpstream, occupiedDownstream }) =>
      `missing between ${occupiedUpstream} local nodes upstream and ${occupiedDownstream} downstream`,
    BUYERS_WAIT: ({ buyers }) => `missing, with ${buyers} local buyers directly downstream`,
    AFTER_LOCAL_END: ({ suppliers }) => `next step downstream of ${suppliers} local enterprises`,
    BEFORE_LOCAL_END: ({ buyers }) => `next step upstream of ${buyers} local enterprises`,
    RESOURCE_WITHOUT_CHAIN: ({ resourceStrength }) =>
      `hardly any of the chain here, but the resource is (need ${percent(resourceStrength)})`,
    MARKET_WITHOUT_CHAIN: ({ marketStrength }) =>
      `hardly any of the chain here, but the market is (need ${percent(marketStrength)})`,
    PROJECT_WITHOUT_CHAIN: ({ planned }) => `missing, with ${planned} planned projects`,
    NO_TIE: () => 'missing, and nothing here is tied to it',
  },
};

/** The rule that decided, with its facts, as a sentence. */
export function chainRuleInWords(rule: ChainRule, facts: GapFacts, locale: Locale): string {
  return SENTENCES[locale][rule](facts);
}

const round = (value: number): string => String(Math.round(value * 100) / 100);
const percent = (share: number): string => `${Math.round(share * 100)}%`;
const hardly = (occupiedNodes: number): string =>
  occupiedNodes === 0 ? '本地还没有这条链' : `本地这条链只有${occupiedNodes}个环节`;
