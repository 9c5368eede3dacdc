import type { Locale } from '../explanation/names.js';
import type { NameEvidence, NameEvidenceCode } from './compare-names.js';
import type { NameReason } from './name-index.js';

const EVIDENCE: Record<Locale, Record<NameEvidenceCode, string>> = {
  'zh-CN': {
    CODE_EQUAL: '统一社会信用代码相同',
    CODE_DIFFERS: '统一社会信用代码不同',
    CODE_INVALID: '统一社会信用代码校验不通过，未采用',
    CODE_MISSING: '缺少统一社会信用代码',
    NAME_EQUAL: '名称完全相同',
    NAME_ONE_EDIT: '名称只差一个字',
    CORE_EQUAL: '字号与行业用语相同',
    CORE_ONE_EDIT: '主体只差一个字',
    CORE_SHORTENED: '一方是另一方的简称',
    STEM_EQUAL: '字号相同、行业用语不同',
    CORE_SIMILAR: '主体相近',
    CORE_DIFFERS: '主体不同',
    REGION_EQUAL: '行政区划相同',
    REGION_WITHIN: '行政区划有上下级关系',
    REGION_UNKNOWN: '行政区划不全',
    REGION_DIFFERS: '行政区划不同',
    FORM_EQUAL: '组织形式相同',
    FORM_UNKNOWN: '组织形式不全',
    FORM_DIFFERS: '组织形式不同',
    BRANCH_EQUAL: '分支机构一致',
    BRANCH_DIFFERS: '分支机构不同',
  },
  en: {
    CODE_EQUAL: 'same credit code',
    CODE_DIFFERS: 'different credit codes',
    CODE_INVALID: 'a credit code is not valid and was ignored',
    CODE_MISSING: 'no credit code to compare',
    NAME_EQUAL: 'equal names',
    NAME_ONE_EDIT: 'names one character apart',
    CORE_EQUAL: 'same trade name and trade words',
    CORE_ONE_EDIT: 'trade names one character apart',
    CORE_SHORTENED: 'one is short for the other',
    STEM_EQUAL: 'same trade name, other trade words',
    CORE_SIMILAR: 'similar trade names',
    CORE_DIFFERS: 'different trade names',
    REGION_EQUAL: 'same region',
    REGION_WITHIN: 'one region lies in the other',
    REGION_UNKNOWN: 'region not known on both sides',
    REGION_DIFFERS: 'different regions',
    FORM_EQUAL: 'same legal form',
    FORM_UNKNOWN: 'legal form not known on both sides',
    FORM_DIFFERS: 'different legal forms',
    BRANCH_EQUAL: 'same branch or none',
    BRANCH_DIFFERS: 'different branches',
  },
};

/** One finding of `compareNames` as a sentence. */
export function nameEvidenceInWords({ code, points, a, b }: NameEvidence, locale: Locale): string {
  const sides =
    a === '' && b === ''
      ? ''
      : locale === 'zh-CN'
        ? `（${a || '无'} / ${b || '无'}）`
        : ` (${a || 'none'} / ${b || 'none'})`;
  const sign = points > 0 ? ` +${points}` : points < 0 ? ` −${-points}` : '';
  return `${EVIDENCE[locale][code]}${sides}${sign}`;
}

/** One reason of a name search as a sentence. */
export function nameReasonInWords(reason: NameReason, locale: Locale): string {
  const isChinese = locale === 'zh-CN';
  switch (reason.code) {
    case 'CREDIT_CODE_EQUAL':
      return isChinese ? '统一社会信用代码相同' : 'same credit code';
    case 'NAME_EQUAL':
      return isChinese ? '名称完全相同' : 'equal names';
    case 'CORE_EQUAL':
      return isChinese ? `主体相同：${reason.core}` : `same trade name: ${reason.core}`;
    case 'CHARACTERS_IN_ORDER': {
      const percent = Math.round(reason.share * 100);
      return isChinese ? `${percent}% 的特征字按序出现` : `${percent}% of the telling characters, in order`;
    }
    case 'TYPED_WITH_EDITS':
      return isChinese ? `差 ${reason.edits} 个字` : `${reason.edits} character(s) off`;
    case 'ALIAS':
      return isChinese ? `按别名匹配：${reason.alias}` : `found by its other name: ${reason.alias}`;
    case 'REGION_AGREES':
      return isChinese ? `行政区划相符：${reason.name}` : `region agrees: ${reason.name}`;
    case 'REGION_DIFFERS':
      return isChinese
        ? `行政区划不同：${reason.query} / ${reason.name}`
        : `regions differ: ${reason.query} / ${reason.name}`;
    case 'FORM_DIFFERS':
      return isChinese
        ? `组织形式不同：${reason.query} / ${reason.name}`
        : `legal forms differ: ${reason.query} / ${reason.name}`;
    case 'BRANCH_DIFFERS':
      return isChinese
        ? `分支机构不同：${reason.query || '无'} / ${reason.name || '无'}`
        : `branches differ: ${reason.query || 'none'} / ${reason.name || 'none'}`;
  }
}
