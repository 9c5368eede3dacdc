import { compareNames, type NameComparison, parseName } from '@lianghuan/matching';
import { type DuplicateComparison, type DuplicateRule, type DuplicateWeights, Findings } from './duplicate-rule.js';
import { plainName, slipKeys } from './name-core.js';

/** What two enterprises are compared by. */
export interface EnterpriseFacts {
  readonly name?: string | null;
  readonly shortName?: string | null;
  readonly formerNames?: readonly string[] | null;
  readonly creditCode?: string | null;
  readonly listedCode?: string | null;
  readonly province?: string | null;
  readonly city?: string | null;
  readonly website?: string | null;
}

/** What the parts of a name weigh is the matching library's (names/compare-names.ts); these are the register's own. */
const WEIGHTS = {
  CODE_EQUAL: 20,
  CODE_DIFFERS: -20,
  LISTED_CODE_DIFFERS: -20,
  FORMER_NAME: 3,
  SHORT_NAME_EQUAL: 2,
  PROVINCE_EQUAL: 1,
  CITY_EQUAL: 1,
  PROVINCE_DIFFERS: -3,
  WEBSITE_EQUAL: 3,
  NAME_EQUAL: 3, NAME_ONE_EDIT: 5, CORE_EQUAL: 4, CORE_ONE_EDIT: 2, CORE_SHORTENED: 2, CORE_DIFFERS: -4,
  REGION_EQUAL: 2, REGION_WITHIN: 1, REGION_DIFFERS: -4, FORM_EQUAL: 1, FORM_DIFFERS: -1, BRANCH_DIFFERS: -6,
} as const satisfies DuplicateWeights; // prettier-ignore
const SAME_FROM = 7;
/** Below, most are sister companies of one group or namesakes in other provinces. */
const REVIEW_FROM = 5;

/**
 * Enterprises: two credit codes decide alone (GB 32100-2015), as do two listed codes; otherwise names by their parts, whichever of the
 * present, short and former ones agree best, and where the enterprises are.
 */
export const ENTERPRISE_DUPLICATES: DuplicateRule<EnterpriseFacts> = {
  keysOf(facts) {
    const keys = new Set<string>();
    for (const name of namesOf(facts)) {
      const { core, stem } = parseName(name);
      for (const part of [core, stem]) if (part.length >= 2) keys.add(`n:${part}`);
      for (const slip of slipKeys(core)) keys.add(`v:${slip}`);
    }
    // A slip in the region, or in a core of few characters, shows only in the two together (宁得时代 is no 宁德).
    const { region, core } = parseName(facts.name ?? '');
    if (region !== '' && !core.startsWith(region)) for (const slip of slipKeys(region + core)) keys.add(`v:${slip}`);
    const site = siteOf(facts.website);
    if (site !== undefined) keys.add(`w:${site}`);
    return [...keys];
  },

  compare(a, b): DuplicateComparison {
    const findings = new Findings(WEIGHTS);
    const codes = relationOf(a.creditCode, b.creditCode);
    if (codes === 'equal') findings.note('CODE_EQUAL', a.creditCode, b.creditCode);
    if (codes === 'different') findings.note('CODE_DIFFERS', a.creditCode, b.creditCode);
    const listed = relationOf(a.listedCode, b.listedCode);
    if (listed === 'different') findings.note('LISTED_CODE_DIFFERS', a.listedCode, b.listedCode);
    // Their names would not change that, and to compare them is most of the work.
    if (codes === 'different' || (listed === 'different' && codes !== 'equal'))
      return findings.sum(Infinity, Infinity, 'different');

    const { comparison, isFormer, own, other } = bestNames(a, b);
    if (isFormer) findings.note('FORMER_NAME', own, other);
    let isPlaceKnown = false;
    for (const { code, part, a: mine, b: theirs } of comparison.evidence) {
      if (part === 'region' && code !== 'REGION_UNKNOWN') isPlaceKnown = true;
      if (part !== 'creditCode' && isWeighed(code)) findings.note(code, mine, theirs);
    }
    // A name without a region says nothing of where; the columns may.
    if (!isPlaceKnown) {
      const province = relationOf(shortPlace(a.province), shortPlace(b.province));
      if (province === 'equal') findings.note('PROVINCE_EQUAL', a.province, b.province);
      if (province === 'different') findings.note('PROVINCE_DIFFERS', a.province, b.province);
    }
    if (relationOf(shortPlace(a.city), shortPlace(b.city)) === 'equal') findings.note('CITY_EQUAL', a.city, b.city);
    const short = relationOf(plain(a.shortName), plain(b.shortName));
    if (short === 'equal' && !isFormer) findings.note('SHORT_NAME_EQUAL', a.shortName, b.shortName);
    const site = siteOf(a.website);
    if (site !== undefined && site === siteOf(b.website)) findings.note('WEBSITE_EQUAL', a.website, b.website);

    const isSameName = comparison.evidence.some(({ code }) => code === 'CORE_EQUAL');
    // A slip or a short form may be another firm's name; without an equal core a person looks.
    return findings.sum(isSameName ? SAME_FROM : Infinity, REVIEW_FROM, codes === 'equal' ? 'same' : undefined);
  },
};

function isWeighed(code: string): code is keyof typeof WEIGHTS {
  return Object.hasOwn(WEIGHTS, code);
}

function namesOf({ name, shortName, formerNames }: EnterpriseFacts): string[] {
  return [name, shortName, ...(formerNames ?? [])].filter((each): each is string => !!each?.trim());
}

/** The pair of names that speaks most for one enterprise: present with present, or one with a former name of the other. */
function bestNames(a: EnterpriseFacts, b: EnterpriseFacts) {
  const pairs = [
    { own: a.name, other: b.name, isFormer: false },
    { own: a.shortName, other: b.name, isFormer: false },
    { own: a.name, other: b.shortName, isFormer: false },
    ...(b.formerNames ?? []).map((other) => ({ own: a.name, other, isFormer: true })),
    ...(a.formerNames ?? []).map((own) => ({ own, other: b.name, isFormer: true })),
  ];
  let best: { comparison: NameComparison; isFormer: boolean; own: string; other: string } | undefined;
  for (const { own, other, isFormer } of pairs) {
    if (!own?.trim() || !other?.trim()) continue;
    const comparison = compareNames(own, other);
    if (best === undefined || comparison.points > best.comparison.points) best = { comparison, isFormer, own, other };
  }
  return best ?? { comparison: compareNames('', ''), isFormer: false, own: '', other: '' };
}

function relationOf(a: string | null | undefined, b: string | null | undefined): 'equal' | 'different' | 'unknown' {
  return !a || !b ? 'unknown' : a === b ? 'equal' : 'different';
}

const plain = (name: string | null | undefined) => (name ? plainName(name) : undefined);

/** 贵州省 and 贵州, 毕节市 and 毕节 are one place. */
const shortPlace = (place: string | null | undefined) =>
  place ? plainName(place).replace(/(?<=..)(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$/, '') : undefined;

/** Host of a website without `www.`. */
function siteOf(website: string | null | undefined): string | undefined {
  const [, host] = /^(?:https?:\/\/)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)/i.exec(website?.trim() ?? '') ?? [];
  return host?.toLowerCase();
}
