import type { ConstraintResult, Contribution, CriterionName } from '../model.js';

export type Locale = 'zh-CN' | 'en';

const CRITERION_NAMES: Record<Locale, Record<CriterionName, string>> = {
  'zh-CN': {
    words: '业务用词',
    focus: '主业集中度',
    productTopic: '产品主题',
    product: '产品覆盖',
    trade: '行业产品',
    codes: '行业代码',
    place: '地域',
    size: '企业规模',
    park: '园区首位产业',
  },
  en: {
    words: 'shared words',
    focus: 'focus of the business',
    productTopic: 'product topic',
    product: 'product coverage',
    trade: 'products of the industry',
    codes: 'industry code',
    place: 'place',
    size: 'size',
    park: "park's leading industry",
  },
};

/** One sentence about a result, made from its data. */
export function explainInWords(item: Contribution | ConstraintResult, locale: Locale): string {
  if ('criterion' in item) {
    return `${CRITERION_NAMES[locale][item.criterion]} ${item.weight.toFixed(2)} × ${item.value.toFixed(2)} = ${item.contribution.toFixed(2)}`;
  }
  return `${item.constraint}: ${item.reason}`;
}
