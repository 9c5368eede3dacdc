import type { ConstraintView, ContributionView, PairFitView, SuggestionView, WhyView } from '@lianghuan/contracts';
import { CRITERIA, explainInWords, type Contribution, type CounterArgument } from '@lianghuan/matching';
import type { z } from 'zod';
import { criterionTerm } from './match-terms.js';

type WireContribution = z.infer<typeof ContributionView>;

/** How many reasons a card tells (matching §5.6). */
const TOP_REASONS = 3;

/** The strongest parts of a score, known ones only: a neutral mean is no reason. */
export function topContributions(contributions: readonly WireContribution[]): WireContribution[] {
  return contributions
    .filter((item) => item.contribution > 0 && item['known'] !== false)
    .sort((a, b) => b.contribution - a.contribution)
    .slice(0, TOP_REASONS);
}

/** Why a criterion has its value, in a sentence of the matching library. */
export function contributionSentence(item: WireContribution): string {
  return isContribution(item) ? explainInWords(item, 'zh-CN') : criterionTerm(item.criterion);
}

/** Whether an enterprise fits, and why, in a sentence. */
export const fitSentence = (fit: PairFitView): string => explainInWords(fit, 'zh-CN');

/** The strongest doubt in a sentence. */
export function doubtSentence(doubt: NonNullable<SuggestionView['counterArgument']>): string {
  return isDoubt(doubt) ? explainInWords(doubt, 'zh-CN') : `最大疑点：${criterionTerm(doubt.criterion)}`;
}

/** Why a hard rule has its verdict. */
export function verdictSentence({ reason, ...rest }: z.infer<typeof ConstraintView>): string {
  const details = rest['details'];
  return explainInWords({ reason, ...(isDetails(details) ? { details } : {}) }, 'zh-CN');
}

/** Why a pair is not among the suggestions. */
export function whyNotSentence(item: WhyView['whyNot'][number]): string {
  if (item.reason === 'NOT_IN_RUN') return '这家企业在这次匹配之后才登记，重新匹配后可见';
  const details = item['details'];
  // A failed rule is told below with its own reason.
  return explainInWords({ reason: item.reason, ...(isDetails(details) ? { details } : {}) }, 'zh-CN');
}

/** What a reason code of an offer means. */
export function reasonSentence(reason: string): string {
  return explainInWords({ reason }, 'zh-CN');
}

// The wire hands through what the library made; the name tells that it is a criterion this version knows.
const isCriterion = (name: string) => (CRITERIA as readonly string[]).includes(name);

function isContribution(item: WireContribution): item is WireContribution & Contribution {
  return isCriterion(item.criterion) && typeof item['known'] === 'boolean';
}

function isDoubt(item: NonNullable<SuggestionView['counterArgument']>): item is typeof item & CounterArgument {
  return isCriterion(item.criterion) && typeof item['missing'] === 'number';
}

function isDetails(value: unknown): value is Readonly<Record<string, string | number>> {
  return typeof value === 'object' && value !== null;
}
