import { describe, expect, it } from '@jest/globals';
import { normalizedName } from './enterprise-name.js';

describe('normalised name of an enterprise', () => {
  it.each([
    ['贵州九龙天麻有限公司', '贵州九龙天麻'],
    ['贵州九龙（天麻）有限责任公司', '贵州九龙天麻'],
    ['贵州九龙(天麻)股份有限公司 ', '贵州九龙天麻'],
    ['ＡＢＣ（中国）有限公司', 'abc中国'],
    ['织金新材料合伙企业（有限合伙）', '织金新材料合伙企业'],
    ['中国石油化工总公司', '中国石油化工'],
    ['公司', '公司'],
  ])('%s → %s', (name, expected) => {
    expect(normalizedName(name)).toBe(expected);
  });

  it('keeps the region in front, the group and the branch apart', () => {
    const names = [
      '贵州茅台酒有限公司',
      '四川茅台酒有限公司',
      '贵州茅台酒集团有限公司',
      '贵州茅台酒有限公司贵阳分公司',
    ];
    expect(new Set(names.map(normalizedName)).size).toBe(4);
  });
});
