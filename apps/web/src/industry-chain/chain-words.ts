import {
  termOf,
  type ChainFactsView,
  type ChainFillerView,
  type ChainPartView,
  type ChainVerdictView,
} from '@lianghuan/contracts';
import {
  CHAIN_RULES,
  type ChainRule,
  chainRuleInWords,
  FILLER_PART_NAMES,
  PRIORITY_PART_NAMES,
} from '@lianghuan/matching';
import type { Tone } from '../register/status-tags.js';

/** The rule that decided, as the matching library says it. */
export function ruleSentence(rule: string, facts: ChainFactsView): string {
  return isRule(rule) ? chainRuleInWords(rule, facts, 'zh-CN') : rule;
}

const isRule = (rule: string): rule is ChainRule => (CHAIN_RULES as readonly string[]).includes(rule);

type GapClass = NonNullable<ChainVerdictView['gapClass']>;
const TONES: Readonly<Record<GapClass, Tone>> = { build: 'accent', fill: 'bad', extend: 'warn', strengthen: 'ok' };

/** Dot and word for a verdict; what is no gap is told too. */
export function verdictTag(verdict: Pick<ChainVerdictView, 'gapClass' | 'facts'> | null): { tone: Tone; term: string } {
  if (verdict === null) return { tone: 'muted', term: '待测算' };
  if (verdict.gapClass !== null)
    return { tone: TONES[verdict.gapClass], term: termOf('chainAction', verdict.gapClass) };
  return { tone: 'muted', term: verdict.facts.enterprises > 0 ? '已有' : '暂无关联' };
}

export function partTerm({ part }: ChainPartView): string {
  const names: Readonly<Record<string, string>> = { ...PRIORITY_PART_NAMES['zh-CN'], ...FILLER_PART_NAMES['zh-CN'] };
  return names[part] ?? part;
}

/** Why something is at a node, in a few words. */
export function evidenceSentence(evidence: ChainFillerView['evidence'][number]): string {
  const text = (name: string) => (typeof evidence[name] === 'string' ? evidence[name] : '');
  switch (evidence.kind) {
    case 'word': {
      const share = typeof evidence['share'] === 'number' ? `（占营收${Math.round(evidence['share'] * 100)}%）` : '';
      return evidence['field'] === 'name' ? `名称含“${text('word')}”` : `产品“${text('text')}”${share}`;
    }
    case 'code':
      return `行业代码 ${text('code')}`;
    case 'need':
      return `供需矩阵 ${text('source')}`;
    case 'person':
      return `人工更正：${text('reason')}`;
    default:
      return evidence.kind;
  }
}
