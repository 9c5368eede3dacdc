import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { DuplicateRule } from './duplicate-rule.js';
import { ENTERPRISE_DUPLICATES, type EnterpriseFacts } from './enterprise-duplicates.js';
import { slipKeys } from './name-core.js';
import { projectDuplicates } from './project-duplicates.js';
import { supplyDuplicates, type SupplyFacts } from './supply-duplicates.js';

const PLACES = {
  placeNames: () => ['贵州省', '毕节市', '织金县', '贵州', '毕节', '织金'],
  areaName: (code: string | null) => (code === '520524' ? '织金县' : code),
};
const PROJECTS = projectDuplicates(PLACES);
const SUPPLIES = supplyDuplicates<SupplyFacts>(PLACES, (facts) => facts);

/** The verdict, and whether the scan would compare the two at all. */
function found<Facts>(rule: DuplicateRule<Facts>, a: Facts, b: Facts): string {
  const keys = new Set(rule.keysOf(a));
  const { verdict } = rule.compare(a, b);
  return rule.keysOf(b).some((key) => keys.has(key)) ? verdict : `${verdict}, unseen`;
}

describe('enterprises that are the same', () => {
  const names = (a: string, b: string) => found(ENTERPRISE_DUPLICATES, { name: a }, { name: b });

  it('are found by name however it is written', () => {
    expect([
      names('贵州金沙窖酒酒业有限公司', '貴州金沙窖酒酒業有限公司'),
      names('贵州金沙窖酒酒业有限公司', '贵州金沙窖酒酒业有限责任公司'),
      names('中伟新材料股份有限公司', '中伟新材料股份有限公司（已更名）'),
      names('ABC（贵州）能源有限公司', 'ＡＢＣ(贵州)能源有限公司'),
    ]).toEqual(['same', 'same', 'review', 'same']);
  });

  it('are a question where a character, the region or the form differs', () => {
    expect([
      names('贵州金沙窖酒酒业有限公司', '贵州金沙觉酒酒业有限公司'),
      names('贵州振华新材料股份有限公司', '振华新材料股份有限公司'),
      names('贵州金沙觉酒业有限公司', '贵州金沙觉酒酒业有限公司'),
      names('宁得时代新能源科技股份有限公司', '宁德时代新能源科技股份有限公司'),
      names('贵州磷化集团有限责任公司', '贵州磷化（集团）有限责任公司'),
    ]).toEqual(['review', 'review', 'review', 'review', 'same']);
  });

  it('are not those of another province, a branch, or with another credit code', () => {
    expect([
      names('贵州华兴玻璃有限公司', '四川华兴玻璃有限公司'),
      names('中国银行股份有限公司', '中国银行股份有限公司毕节分行'),
      found(
        ENTERPRISE_DUPLICATES,
        { name: '贵州同名有限公司', creditCode: '91350100M000100Y43' },
        { name: '贵州同名有限公司', creditCode: '91110000600037341L' },
      ),
      found(
        ENTERPRISE_DUPLICATES,
        { name: '贵州同名股份有限公司', listedCode: '600000' },
        { name: '贵州同名股份有限公司', listedCode: '000001' },
      ),
      found(
        ENTERPRISE_DUPLICATES,
        { name: '贵州同名股份有限公司', creditCode: '91110000600037341L', listedCode: '600000' },
        { name: '贵州同名股份有限公司', creditCode: '91110000600037341L', listedCode: '000001' },
      ),
    ]).toEqual(['different', 'different', 'different', 'different', 'same']);
  });

  it('are found by a former name and by where they are', () => {
    const now: EnterpriseFacts = { name: '贵州新名科技有限公司', formerNames: ['贵州旧名化工有限公司'] };
    const { reasons } = ENTERPRISE_DUPLICATES.compare(now, { name: '贵州旧名化工有限公司' });
    expect(reasons.map(({ code }) => code)).toContain('FORMER_NAME');
    expect(found(ENTERPRISE_DUPLICATES, now, { name: '贵州旧名化工有限公司' })).toBe('same');
    const here = { name: '华兴玻璃有限公司', province: '贵州省', city: '毕节市' };
    expect(found(ENTERPRISE_DUPLICATES, here, { ...here, name: '华兴玻璃公司', province: '贵州' })).toBe('review');
    expect(found(ENTERPRISE_DUPLICATES, here, { ...here, province: '四川省', city: '成都市' })).toBe('review');
  });
});

describe('projects that are the same', () => {
  const zhijin = { areaCode: '520524', totalInvestmentCny: '1200000000.00' };

  it('are found by name, area and amount', () => {
    const one = { ...zhijin, name: '织金县年产50万吨PGA项目' };
    expect([
      found(PROJECTS, one, { ...zhijin, name: '年产50万吨PGA建设项目' }),
      found(PROJECTS, one, { ...zhijin, name: '织金县年产50万吨PGA项目（二期）' }),
      found(PROJECTS, one, { ...zhijin, name: '织金县年产60万吨PGA项目', totalInvestmentCny: '1500000000.00' }),
      found(PROJECTS, one, { ...one, areaCode: '520521' }),
      found(PROJECTS, one, { ...zhijin, name: '酱香型白酒技改' }),
    ]).toEqual(['review', 'different', 'different', 'review', 'different']);
  });

  it('are told apart by what is registered with the state', () => {
    const one = { ...zhijin, name: '织金水泥项目', nationalCode: '2023-520524-30-01-111111' };
    expect(PROJECTS.compare(one, { ...one, nationalCode: '2023-520524-30-01-222222' }).verdict).toBe('review');
    expect(PROJECTS.compare(one, { ...one, nationalCode: null, investorName: '西南水泥有限公司' }).verdict).toBe(
      'same',
    );
  });
});

describe('resources and markets that are the same', () => {
  const coal = { name: '织金县无烟煤资源', kind: 'mineral', areaCode: '520524', quantity: '256', unit: '亿吨' };

  it('are found by kind, place and name', () => {
    expect([
      found(SUPPLIES, coal, { ...coal, name: '无烟煤' }),
      found(SUPPLIES, coal, { ...coal, name: '无烟煤资源', quantity: '180' }),
      found(SUPPLIES, coal, { ...coal, areaCode: '520521' }),
      found(SUPPLIES, coal, { ...coal, kind: 'energy' }),
      found(SUPPLIES, { ...coal, name: '1号厂房', place: '猫场镇' }, { ...coal, name: '2号厂房', place: '猫场镇' }),
    ]).toEqual(['same', 'review', 'different', 'different, unseen', 'different']);
  });
});

it('two sorts of a thing and two figures about one are not the same', () => {
  const figure = (name: string): SupplyFacts => ({
    name,
    kind: 'farm_forest_product',
    areaCode: '520524',
    place: '毕节市',
  });
  const verdict = (a: string, b: string) => SUPPLIES.compare(figure(a), figure(b)).verdict;
  expect([
    verdict('天麻种植面积', '玉米种植面积'),
    verdict('白酒产量', '白酒产能'),
    verdict('铁矿储量', '硫铁矿储量'),
    verdict('林下天麻种植面积', '林下大麻种植面积'),
  ]).toEqual(['different', 'different', 'different', 'review']);
});

describe('every rule', () => {
  const word = fc.string({ unit: fc.constantFrom(...'织金贵州华兴煤磷化工有限公司项目一二期10'), maxLength: 14 });
  const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
  const enterprise = fc.record({
    name: word,
    shortName: optional(word),
    formerNames: fc.array(word, { maxLength: 2 }),
  });
  const amount = optional(fc.integer({ min: 1, max: 40 }).map(String));

  it('says the same whichever row comes first', () => {
    const same =
      <Facts>(rule: DuplicateRule<Facts>) =>
      (a: Facts, b: Facts) => {
        const [there, back] = [rule.compare(a, b), rule.compare(b, a)];
        expect([back.verdict, back.score]).toEqual([there.verdict, there.score]);
        expect(there.reasons.reduce((sum, { weight }) => sum + weight, 0)).toBe(there.score);
      };
    fc.assert(fc.property(enterprise, enterprise, same(ENTERPRISE_DUPLICATES)));
    const project = fc.record({
      name: word,
      areaCode: fc.constantFrom('520524', '520521'),
      totalInvestmentCny: amount,
    });
    fc.assert(fc.property(project, project, same(PROJECTS)));
    const supply = fc.record({
      name: word,
      kind: fc.constantFrom('mineral', 'energy'),
      quantity: amount,
      place: optional(word),
    });
    fc.assert(fc.property(supply, supply, same(SUPPLIES)));
  });

  it('compares any two names that are one slip apart', () => {
    const han = fc.constantFrom(...'织金贵州华兴煤磷化工玻璃酒业电子新');
    const name = fc.array(han, { minLength: 5, maxLength: 12 });
    const slip = fc.constantFrom('replace', 'remove', 'add', 'swap');
    fc.assert(
      fc.property(name, slip, fc.nat(), han, (units, kind, place, other) => {
        const at = place % (units.length - 1);
        const typed = [...units];
        if (kind === 'replace') typed[at] = other;
        if (kind === 'remove') typed.splice(at, 1);
        if (kind === 'add') typed.splice(at, 0, other);
        if (kind === 'swap') [typed[at], typed[at + 1]] = [typed[at + 1], typed[at]];
        const keys = new Set(slipKeys(units.join('')));
        expect(slipKeys(typed.join('')).some((key) => keys.has(key))).toBe(true);
      }),
    );
  });

  it('looks for supplies that differ in a figure by what else is equal', () => {
    const name = fc.tuple(fc.constantFrom('标准地块', '甲号楼厂房', '织金砂石'), fc.nat(30), fc.nat(30));
    const supply = fc.record({
      name: name.map(([thing, one, other]) => `第${one}${thing}${other}`),
      kind: fc.constant('land'),
      areaCode: fc.constantFrom('520524', '520521', null),
      quantity: fc.constantFrom('40', '41', null),
      unit: fc.constantFrom('亩', null),
      place: fc.constantFrom('猫场镇', '猫场镇一组', null),
      party: fc.constantFrom('某某公司', null),
    });
    const isSeen = (a: SupplyFacts, b: SupplyFacts) => !/review, unseen|same, unseen/.test(found(SUPPLIES, a, b));
    fc.assert(
      fc.property(supply, supply, (a, b) => isSeen(a, b)),
      { numRuns: 500 },
    );
  });
});
