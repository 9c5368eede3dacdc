import type {
  CodeEvidence,
  ConstraintResult,
  Contribution,
  CounterArgument,
  Evidence,
  EvidenceTerm,
  Offer,
  OfferItem,
  PairExplanation,
  PairFit,
} from '../model.js';
import {
  CONSTRAINT_NAMES,
  CRITERION_NAMES,
  FIT_NAMES,
  type Locale,
  REASONS,
  STRATEGY_NAMES,
  VERDICT_NAMES,
} from './names.js';

export type { Locale } from './names.js';

/** Anything of a result that can be said in a sentence. */
export type Explainable =
  PairFit | Contribution | ConstraintResult | CounterArgument | Offer | OfferItem | PairExplanation['whyNot'][number];

/**
 * Says one part of a result in a sentence. The only place where prose is made, and it is made from the data alone:
 * numbers, codes and the words of the records.
 * @example explainInWords(suggestion.contributions[0], 'zh-CN')
 */
export function explainInWords(item: Explainable, locale: Locale): string {
  if ('contribution' in item) return sayContribution(item, locale);
  if ('constraint' in item) return sayConstraint(item, locale);
  if ('verdict' in item) return sayFit(item, locale);
  if ('missing' in item) return sayDoubt(item, locale);
  if ('parts' in item) return sayOfferItem(item, locale);
  if ('reasons' in item) return sayOffer(item, locale);
  return sayReason(item.reason, locale, item.details);
}

function sayContribution({ criterion, weight, value, contribution, known, evidence }: Contribution, locale: Locale) {
  const sum = `${weight.toFixed(2)} × ${value.toFixed(2)} = ${contribution.toFixed(2)}`;
  const name = CRITERION_NAMES[locale][criterion];
  if (!known)
    return locale === 'zh-CN'
      ? `${name}：资料不全，按同类均值计（${sum}）`
      : `${name}: not known, the mean of its kind stands in (${sum})`;
  const because = new Set(together(evidence).flatMap((one) => sayEvidence(one, locale) || []));
  const reason = [...because].slice(0, 2).join(locale === 'zh-CN' ? '；' : '; ');
  if (locale === 'zh-CN') return `${name}：${reason || (value > 0 ? '有关联' : '无关联')}（${sum}）`;
  return `${name}: ${reason || (value > 0 ? 'related' : 'no relation')} (${sum})`;
}

/** Words are the same words in whichever field of the enterprise they stand: all of them as one piece of evidence, each word once. */
function together(evidence: readonly Evidence[]): readonly Evidence[] {
  const spoken = evidence.filter(({ kind }) => kind === 'words');
  if (spoken.length < 2) return evidence;
  const terms = new Map(spoken.flatMap((one) => one.terms ?? []).map((term) => [term.term, term]));
  return [{ ...spoken[0], terms: [...terms.values()] }, ...evidence.filter(({ kind }) => kind !== 'words')];
}

/** How many words a sentence names. */
const MOST_WORDS = 5;

/** The first terms that are no part of another: 发电 beside 火力发电 says nothing more. */
function namedTerms(terms: readonly EvidenceTerm[]): EvidenceTerm[] {
  const isWhole = ({ term }: EvidenceTerm) => !terms.some((other) => other.term !== term && other.term.includes(term));
  return terms.filter(isWhole).slice(0, MOST_WORDS);
}

const quoted = (words: Iterable<string>, locale: Locale): string =>
  [...words].map((word) => `「${word}」`).join(locale === 'zh-CN' ? '、' : ', ');

/** The words both sides write, then those of the enterprise that mean one of the project's. */
function sayWords(terms: readonly EvidenceTerm[], locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  const named = namedTerms(terms);
  const shared = named.flatMap(({ term, aliasOf }) => (aliasOf === undefined ? term : []));
  const meant = new Map<string, string[]>();
  for (const { term, aliasOf } of named) {
    if (aliasOf !== undefined) meant.set(aliasOf, [...(meant.get(aliasOf) ?? []), term]);
  }
  const parts =
    shared.length === 0
      ? []
      : [isChinese ? `双方都写到${quoted(shared, locale)}` : `both speak of ${quoted(shared, locale)}`];
  for (const [word, others] of meant) {
    parts.push(
      isChinese
        ? `企业写到${quoted(others, locale)}，与项目的「${word}」意思相近`
        : `the enterprise speaks of ${quoted(others, locale)}, near to 「${word}」 of the project`,
    );
  }
  return parts.join(isChinese ? '；' : '; ');
}

function sayEvidence(evidence: Evidence, locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  const terms = evidence.terms ?? [];
  const product = evidence.product && `「${evidence.product.name}」`;
  const facts = evidence.facts ?? [];
  const theirs = facts.find(({ side }) => side === 'enterprise');
  const ours = facts.find(({ side }) => side === 'project');
  switch (evidence.kind) {
    case 'words':
      return sayWords(terms, locale);
    case 'product': {
      const words = quoted(new Set(namedTerms(terms).map(({ term, aliasOf }) => aliasOf ?? term)), locale);
      return isChinese
        ? `产品${product}对应项目中的${words}`
        : `its product ${product} answers ${words} of the project`;
    }
    case 'topic': {
      const code = evidence.codes?.[0];
      if (code)
        return isChinese
          ? `产品${product}的用语与${sayCode(code)}企业相近（统计推断）`
          : `its product ${product} is worded like those of ${sayCode(code)} (by statistics)`;
      return isChinese ? `产品${product}与项目内容相近` : `its product ${product} is close to the project`;
    }
    case 'class':
    case 'park':
      return sayCodes(evidence, locale);
    case 'place': {
      const isSame = ours?.value === theirs?.value || evidence.field === 'city';
      if (isChinese) return `项目在${ours?.value ?? '？'}，企业在${theirs?.value ?? '？'}${isSame ? '，同地' : ''}`;
      return `project in ${ours?.value ?? '?'}, enterprise in ${theirs?.value ?? '?'}${isSame ? ' (same)' : ''}`;
    }
    case 'size': {
      const yi = (wan: string | number | undefined): string =>
        `${Number((Number(wan ?? 0) / 10_000).toPrecision(3))} 亿元`;
      const source =
        theirs?.field === 'registeredCapitalWan'
          ? isChinese
            ? '（由注册资本推算）'
            : ' (estimated from capital)'
          : '';
      const investment = ours
        ? isChinese
          ? `，项目投资约 ${yi(ours.value)}`
          : `, investment about ${yi(ours.value)}`
        : '';
      return isChinese
        ? `总资产约 ${yi(theirs?.value)}${source}${investment}`
        : `assets of about ${yi(theirs?.value)}${source}${investment}`;
    }
    case 'unknown':
      return '';
  }
}

const sayCode = ({ code, name }: CodeEvidence): string => (name === undefined ? code : `${code} ${name}`);

function sayCodes({ codes = [], relation }: Evidence, locale: Locale): string {
  const [first, second] = codes;
  if (!first || !second) return '';
  const relations: Record<NonNullable<Evidence['relation']>, readonly [string, string]> = {
    sameClass: ['同一小类', 'the same class'],
    sameGroup: ['同一中类', 'the same group'],
    sameDivision: ['同一大类', 'the same division'],
    relatedDivision: ['上下游或常兼营的行业', 'related trades'],
    none: ['行业不同', 'different trades'],
  };
  const derived = first.origin === 'derived';
  if (locale === 'zh-CN') {
    const side = first.side === 'park' ? '园区首位产业' : derived ? '由文本推断的项目行业' : '项目行业';
    return `${side} ${sayCode(first)}，企业行业 ${sayCode(second)}${relation ? `，${relations[relation][0]}` : ''}`;
  }
  const side = first.side === 'park' ? "park's leading industry" : derived ? 'project (inferred)' : 'project';
  return `${side} ${sayCode(first)}, enterprise ${sayCode(second)}${relation ? `: ${relations[relation][1]}` : ''}`;
}

function sayConstraint({ constraint, verdict, reason, details }: ConstraintResult, locale: Locale): string {
  const head = `${CONSTRAINT_NAMES[locale][constraint]}${locale === 'zh-CN' ? '：' : ': '}${VERDICT_NAMES[locale][verdict]}`;
  const because = sayReason(reason, locale, details);
  return locale === 'zh-CN' ? `${head}，${because}` : `${head}, ${because}`;
}

function sayFit({ verdict, reason }: PairFit, locale: Locale): string {
  const head = FIT_NAMES[locale][verdict];
  const because = sayReason(reason, locale);
  return locale === 'zh-CN' ? `${head}：${because}` : `${head}: ${because}`;
}

function sayDoubt({ criterion, missing, reason, terms = [] }: CounterArgument, locale: Locale): string {
  if (reason === 'NO_CLEAR_FIT') {
    const words = quoted(terms, locale);
    if (locale === 'zh-CN')
      return `最大疑点：双方${words === '' ? '没有相同的词' : `相同的词只有${words}`}，须核实是不是一回事`;
    return `main doubt: ${words === '' ? 'no word' : `only ${words}`} in common; it may be another thing`;
  }
  const name = CRITERION_NAMES[locale][criterion];
  const points = missing.toFixed(2);
  if (locale === 'zh-CN')
    return reason === 'UNKNOWN'
      ? `最大疑点：${name}资料不全，最多可差 ${points} 分`
      : `最大疑点：${name}偏弱，失 ${points} 分`;
  return reason === 'UNKNOWN'
    ? `main doubt: ${name} is not known, worth ${points} points`
    : `main doubt: ${name} is weak, ${points} points lost`;
}

function sayOfferItem(item: OfferItem, locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  const quantity = item.quantity === undefined ? '' : ` ${item.quantity}${item.unit ?? ''}`;
  const year = item.year === undefined ? '' : isChinese ? `（${item.year}年）` : ` (${item.year})`;
  const reasons = item.reasons.map((reason) => sayReason(reason, locale)).join(isChinese ? '，' : ', ');
  return `${item.place ?? ''}${isChinese ? '' : ' '}${item.name}${quantity}${year}${isChinese ? '：' : ': '}${reasons}`;
}

function sayOffer(offer: Offer, locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  const strategy = offer.strategy && STRATEGY_NAMES[locale][offer.strategy];
  const parts = [
    offer.resource
      ? `${isChinese ? '以资源换投资：' : 'resource for investment: '}${sayOfferItem(offer.resource, locale)}`
      : sayReason('NO_RESOURCE_FITS', locale),
    offer.market
      ? `${isChinese ? '以市场换产业：' : 'market for industry: '}${sayOfferItem(offer.market, locale)}`
      : sayReason('NO_MARKET_FITS', locale),
  ];
  const whole = parts.join(isChinese ? '；' : '; ');
  return strategy ? `${isChinese ? `【${strategy}】` : `[${strategy}] `}${whole}` : whole;
}

/** Sentence of a reason code; a code nobody has words for is shown as it is. */
function sayReason(
  reason: string,
  locale: Locale,
  details: Readonly<Record<string, string | number | readonly string[]>> = {},
): string {
  const template = REASONS[reason]?.[locale];
  if (template === undefined) return reason;
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const value = details[name];
    if (value === undefined) return '?';
    return typeof value === 'number' ? String(Number(value.toPrecision(3))) : value.toString();
  });
}
