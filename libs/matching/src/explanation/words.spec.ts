import { describe, expect, it } from '@jest/globals';
import { createMatcher } from '../match.js';
import { smallWorld } from '../testing/records.js';
import { REASONS } from './names.js';
import { explainInWords } from './words.js';

describe('explanations in words', () => {
  const world = smallWorld();
  const matcher = createMatcher(
    {
      ...world,
      resources: [
        {
          id: 'r',
          name: '煤炭储量',
          category: '煤炭',
          province: '贵州',
          quantity: 5,
          unit: '亿吨',
          year: 2022,
          tier: 'advantage',
        },
      ],
    },
    { industries: [{ code: '26', name: '化学原料和化学制品制造业' }] },
  );
  const [best] = matcher.enterprisesFor('coal');

  it('says every part of a suggestion in both languages, with its sum', () => {
    for (const locale of ['zh-CN', 'en'] as const) {
      for (const part of best?.contributions ?? []) {
        const sentence = explainInWords(part, locale);
        expect(sentence).toContain(
          `${part.weight.toFixed(2)} × ${part.value.toFixed(2)} = ${part.contribution.toFixed(2)}`,
        );
        expect(sentence).not.toMatch(/undefined|NaN|\{/);
      }
      for (const result of best?.constraints ?? [])
        expect(explainInWords(result, locale)).not.toMatch(/[A-Z]{2,}_|undefined/);
    }
  });

  it('shows the words, the codes with names, and the offer by its role', () => {
    const [words, , , , , codes] = best?.contributions ?? [];
    expect(words && explainInWords(words, 'zh-CN')).toContain('「乙二醇」');
    expect(codes && explainInWords(codes, 'zh-CN')).toContain('26 化学原料和化学制品制造业');
    expect(best?.offer && explainInWords(best.offer, 'zh-CN')).toMatch(
      /^【优势资源带产业】以资源换投资：贵州煤炭储量 5亿吨（2022年）/,
    );
    expect(best?.offer && explainInWords(best.offer, 'en')).toContain('no market fits');
    expect(best?.counterArgument && explainInWords(best.counterArgument, 'zh-CN')).toContain('最大疑点');
  });

  it('says why not', () => {
    const explained = createMatcher(world, { top: 1 }).explain('coal', 'E30');
    expect(explained.whyNot.map((reason) => explainInWords(reason, 'zh-CN')).join()).toMatch(
      /排第 \d+ 位，未进入前 1 位/,
    );
  });

  it('has both languages for every reason', () => {
    for (const reason of Object.values(REASONS)) expect(Object.keys(reason).sort()).toEqual(['en', 'zh-CN']);
  });
});
