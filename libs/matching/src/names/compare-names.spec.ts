import { describe, expect, it } from '@jest/globals';

import { compareNames } from './compare-names.js';
import { nameEvidenceInWords } from './in-words.js';

const CODE = '91350100M000100Y43';
const OTHER_CODE = '91440300708461136T';
const verdict = (a: string, b: string) => compareNames(a, b).verdict;

describe('two names', () => {
  it('are the same firm when only spelling and the long form of the legal form differ', () => {
    expect(verdict('貴州某某煤業（集團）有限責任公司', '贵州某某煤业(集团)有限公司')).toBe('same');
    expect(verdict('深圳振业股份有限公司', '深圳市振业股份有限公司')).toBe('same');
  });

  it('are for review when a part is missing or one character is off', () => {
    expect(verdict('振业股份', '深圳市振业股份有限公司')).toBe('review');
    expect(verdict('贵州百灵企业集团制药股份有限公司', '贵州百灵企业集团制约股份有限公司')).toBe('review');
    expect(verdict('平安银行股份有限公司', '西安银行股份有限公司')).not.toBe('same');
  });

  it('are different firms in different regions, or head office and branch', () => {
    expect(verdict('江苏奥赛康药业有限公司', '北京奥赛康药业股份有限公司')).toBe('different');
    expect(verdict('某某煤业有限公司', '某某煤业有限公司毕节分公司')).toBe('different');
  });

  it('are decided by two valid codes, whatever the names say', () => {
    const same = compareNames({ name: '甲公司', creditCode: CODE }, { name: '乙公司', creditCode: CODE.toLowerCase() });
    expect(same).toMatchObject({ verdict: 'same', isDecidedByCode: true });
    const never = compareNames(
      { name: '贵州某某煤业有限公司', creditCode: CODE },
      { name: '贵州某某煤业有限公司', creditCode: OTHER_CODE },
    );
    expect(never).toMatchObject({ verdict: 'different', isDecidedByCode: true });
  });

  it('ignore a code that is not valid, and say so', () => {
    const result = compareNames(
      { name: '贵州某某煤业有限公司', creditCode: CODE },
      { name: '贵州某某煤业有限公司', creditCode: '91350100M000100Y44' },
    );
    expect(result).toMatchObject({ verdict: 'same', isDecidedByCode: false });
    expect(result.evidence[0]?.code).toBe('CODE_INVALID');
  });

  it('give evidence that adds up, in either order', () => {
    const names = ['深圳市振业(集团)股份有限公司', '振业股份', '深圳康达尔饲料有限公司', '江苏奥赛康药业有限公司'];
    for (const a of names)
      for (const b of names) {
        const result = compareNames(a, b);
        expect(result.points).toBe(result.evidence.reduce((sum, { points }) => sum + points, 0));
        expect(compareNames(b, a)).toMatchObject({ verdict: result.verdict, points: result.points });
      }
  });

  it('say each finding in both languages', () => {
    const [, name] = compareNames('振业股份', '振业股份').evidence;
    expect(nameEvidenceInWords(name, 'zh-CN')).toBe('名称完全相同（振业股份 / 振业股份） +3');
    expect(nameEvidenceInWords(name, 'en')).toBe('equal names (振业股份 / 振业股份) +3');
  });
});
