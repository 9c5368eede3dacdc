import type { Locale } from '../explanation/names.js';
import type { OfferStrategy } from '../model.js';
import type { ExchangePackage, PackageReason, PromisedOffer, ScoredOffer, ShownReason } from './model.js';

const ROLES: Record<Locale, Record<OfferStrategy, string>> = {
  'zh-CN': {
    advantageBringsIndustry: '优势资源带产业',
    middleIsDeveloped: '中间资源促开发',
    shortageMeetsMarket: '短板资源配市场',
  },
  en: {
    advantageBringsIndustry: 'an advantage in resources brings the industry',
    middleIsDeveloped: 'a middling resource is developed',
    shortageMeetsMarket: 'a shortage is met with a market',
  },
};

/** Reason codes of packages and of offers that are shown only, in words. */
export const PACKAGE_REASON_NAMES: Record<Locale, Record<PackageReason | ShownReason, string>> = {
  'zh-CN': {
    RESOURCE_FOR_INVESTMENT: '资源换投资',
    MARKET_FOR_INDUSTRY: '市场换产业',
    ADVANTAGE_ANCHOR: '以优势资源为锚',
    MIDDLE_WITH_PROCESSING: '中间资源与就地加工捆绑',
    PROCESSING_NOT_KNOWN: '企业是否就地加工未确认，按八成计',
    TIER_ASSUMED_MIDDLE: '资源等级未定，按中间资源处理',
    SHORTAGE_ANSWERED_BY_MARKET: '短板资源以市场补足',
    MARKET_ALONE: '仅以市场相换',
    NOTHING_TO_PROMISE: '暂无可承诺的资源或市场',
    STATISTIC: '背景统计，不作承诺',
    QUANTITY_UNKNOWN: '数量未核定，仅展示',
    USE_UNKNOWN: '用量未测算，仅展示',
    UNIT_MISMATCH: '计量单位不一致，仅展示',
    NOT_ENOUGH_LEFT: '剩余量不足',
    NOT_RECONFIRMED: '已过确认有效期，待更新',
    SHORT_WITHOUT_MARKET: '短板资源缺少可配市场',
    NO_PROCESSING: '企业不就地加工，中间资源不捆绑',
    NOT_CHOSEN: '另有更优组合',
    QUOTA_TAKEN: '额度已分给收益更高的组合，列入候补',
  },
  en: {
    RESOURCE_FOR_INVESTMENT: 'resource for investment',
    MARKET_FOR_INDUSTRY: 'market for industry',
    ADVANTAGE_ANCHOR: 'anchored in an advantage',
    MIDDLE_WITH_PROCESSING: 'a middling resource bundled with processing on site',
    PROCESSING_NOT_KNOWN: 'processing on site not confirmed, counted at 80%',
    TIER_ASSUMED_MIDDLE: 'tier not set, treated as middling',
    SHORTAGE_ANSWERED_BY_MARKET: 'a shortage answered with a market',
    MARKET_ALONE: 'a market alone',
    NOTHING_TO_PROMISE: 'nothing that can be promised yet',
    STATISTIC: 'a statistic, nothing to promise',
    QUANTITY_UNKNOWN: 'quantity not established, shown only',
    USE_UNKNOWN: 'use not estimated, shown only',
    UNIT_MISMATCH: 'units do not compare, shown only',
    NOT_ENOUGH_LEFT: 'not enough left',
    NOT_RECONFIRMED: 'confirmation has run out, to be refreshed',
    SHORT_WITHOUT_MARKET: 'a shortage without a market to answer it',
    NO_PROCESSING: 'no processing on site, so no bundle',
    NOT_CHOSEN: 'another combination is worth more',
    QUOTA_TAKEN: 'the quota went to pairs that gain more; on the waiting list',
  },
};

function offerInWords(offer: PromisedOffer, name: string, locale: Locale): string {
  const { need, availability, proximity, certainty } = offer.parts;
  const show = (part: number): string => part.toFixed(2);
  const numbers = [need, availability, proximity, certainty].map(show);
  return locale === 'zh-CN'
    ? `${name} ${offer.use.quantity}${offer.use.unit}${offer.isEstimated ? '（估算）' : ''}：需求 ${numbers[0]} × 可得 ${numbers[1]} × 邻近 ${numbers[2]} × 可信 ${numbers[3]} = ${show(offer.score)}`
    : `${name} ${offer.use.quantity} ${offer.use.unit}${offer.isEstimated ? ' (estimated)' : ''}: need ${numbers[0]} × availability ${numbers[1]} × proximity ${numbers[2]} × certainty ${numbers[3]} = ${show(offer.score)}`;
}

/** A package as lines of text; `nameOf` turns the id of a supply into its name. */
export function packageInWords(
  item: ExchangePackage,
  locale: Locale,
  nameOf: (supplyId: string) => string = (id) => id,
): string[] {
  const words = PACKAGE_REASON_NAMES[locale];
  const isChinese = locale === 'zh-CN';
  const reasons = item.reasons.map((reason) => words[reason]).join(isChinese ? '；' : '; ');
  const head = item.role ? `${ROLES[locale][item.role]}${isChinese ? '：' : ': '}${reasons}` : reasons;
  const shown = (offer: ScoredOffer & { readonly reason: ShownReason }): string =>
    isChinese
      ? `未列入 ${nameOf(offer.supplyId)}：${words[offer.reason]}`
      : `not included ${nameOf(offer.supplyId)}: ${words[offer.reason]}`;
  return [
    head,
    ...[item.resource, item.market].flatMap((offer) =>
      offer ? [offerInWords(offer, nameOf(offer.supplyId), locale)] : [],
    ),
    ...item.shown.map(shown),
  ];
}
