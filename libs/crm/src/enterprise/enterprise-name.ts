/** Organisation forms at the end of a name; 分公司 and 子公司 are other bodies than their parent, so theirs stays. */
const FORM = /(股份有限公司|有限责任公司|有限公司|股份公司|总公司|(?<![分子])公司|\((有限|普通|特殊普通)合伙\))$/;

/**
 * Name by which an enterprise is the same however it is written: half width, lower case, without spaces, brackets and organisation
 * form. The region in front stays, since 贵州某某 and 四川某某 are two: `贵州九龙（天麻）有限公司` → `贵州九龙天麻`.
 */
export function normalizedName(name: string): string {
  const halfWidth = name.normalize('NFKC').toLowerCase().replaceAll(/\s/g, '');
  const core = halfWidth.replace(FORM, '');
  const plain = (core === '' ? halfWidth : core).replaceAll(/[\p{P}\p{S}]/gu, '');
  return plain === '' ? halfWidth : plain;
}
