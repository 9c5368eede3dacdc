import { foldText } from './text.js';
import { PROVINCES } from './place.js';

/** Parts of a Chinese enterprise name: 行政区划 + 字号 + 行业 + 组织形式. */
export interface CompanyName {
  /** Leading or bracketed region, '' when there is none. */
  readonly region: string;
  /** Trade name and trade words: what is left when region, form and branch are taken away. */
  readonly core: string;
  /** Legal form, longest reading, '' when there is none. */
  readonly form: string;
  /** Branch suffix such as 分公司. */
  readonly branch: string;
}

const FORMS = [
  '有限责任公司',
  '股份有限公司',
  '集团有限公司',
  '控股有限公司',
  '有限公司',
  '责任公司',
  '集团公司',
  '总公司',
  '公司',
  '集团',
  '控股',
  '股份',
  '合伙企业',
  '合作社',
  '专业合作社',
].sort((a, b) => b.length - a.length);

const BRANCH = /[\u4e00-\u9fff]{0,6}(?:分公司|分厂|分行|支行|办事处)$/;
const BRACKET = /\(([^()]*)\)/g;

/**
 * Splits an enterprise name. Legal forms are taken off repeatedly, longest first (某某集团股份有限公司 → 某某).
 * A leading region is a province, with 省 or 市 where written; `regions` may add prefectures.
 */
export function parseCompanyName(name: string, regions: readonly string[] = PROVINCES): CompanyName {
  let rest = foldText(name).replace(/\s+/g, '');
  let region = '';
  let form = '';
  let branch = '';
  rest = rest.replace(BRACKET, (_whole, inside: string) => {
    if (!region && regions.some((known) => inside.startsWith(known))) region = inside;
    else if (FORMS.includes(inside)) form = inside + form;
    return '';
  });
  const branchMatch = /公司/.test(rest) ? BRANCH.exec(rest) : null;
  if (branchMatch && branchMatch.index > 0) {
    const legalEnd = rest.lastIndexOf('公司', rest.length - 3);
    if (legalEnd > 0) {
      branch = rest.slice(legalEnd + 2);
      rest = rest.slice(0, legalEnd + 2);
    }
  }
  for (let found = true; found;) {
    found = false;
    for (const candidate of FORMS) {
      if (rest.endsWith(candidate) && rest.length - candidate.length >= 2) {
        form = candidate + form;
        rest = rest.slice(0, -candidate.length);
        found = true;
        break;
      }
    }
  }
  const leading = regions.find((known) => rest.startsWith(known));
  if (leading) {
    const after = rest.slice(leading.length).replace(/^[省市]/, '');
    if (after.length >= 2) {
      region = region || leading;
      rest = after;
    }
  }
  return { region, core: rest, form, branch };
}
