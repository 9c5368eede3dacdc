import { CONSTRAINTS, type ConstraintName, type ConstraintResult, type SiteCondition } from '../model.js';
import { industryCodes } from '../normalize/industry-code.js';
import type { Pause } from '../options.js';
import type { Constraint, ConstraintInput } from './constraint.js';

/** A wound-up enterprise (注销, 吊销) invests no more. */
const enterpriseActive: Constraint['judge'] = ({ enterprise }) =>
  enterprise.status === undefined
    ? { verdict: 'unknown', reason: 'STATUS_UNKNOWN' }
    : enterprise.status === 'woundUp'
      ? { verdict: 'fail', reason: 'ENTERPRISE_WOUND_UP' }
      : { verdict: 'pass', reason: 'ENTERPRISE_ACTIVE' };

/** Somebody decided not to approach this enterprise. */
const contactAllowed: Constraint['judge'] = ({ enterprise }) =>
  enterprise.doNotContact
    ? { verdict: 'fail', reason: 'DO_NOT_CONTACT' }
    : { verdict: 'pass', reason: 'CONTACT_ALLOWED' };

/** Pauses by enterprise, worked out once per list of them; of several the one that lasts longest speaks. */
const pausesOf = (() => {
  const known = new WeakMap<readonly Pause[], ReadonlyMap<string, Pause>>();
  return (pauses: readonly Pause[]): ReadonlyMap<string, Pause> => {
    const found =
      known.get(pauses) ??
      new Map(
        pauses
          .toSorted((a, b) => (a.until < b.until ? -1 : a.until > b.until ? 1 : a.because < b.because ? -1 : 1))
          .map((pause) => [pause.enterpriseId, pause]),
      );
    known.set(pauses, found);
    return found;
  };
})();

/** Somebody learnt that the enterprise will not come for now. */
const notPaused: Constraint['judge'] = ({ enterprise, options }) => {
  const pause = options.pauses && pausesOf(options.pauses).get(enterprise.id);
  if (pause === undefined) return { verdict: 'pass', reason: 'NOT_PAUSED' };
  const { because, until, by = '', since = '' } = pause;
  return { verdict: 'fail', reason: 'ENTERPRISE_PAUSED', details: { because, until, by, since } };
};

/** The project's industry is on the negative list the caller gave. */
const industryAllowed: Constraint['judge'] = ({ project, options }) => {
  if (!options.prohibitedIndustryCodes?.length) return { verdict: 'pass', reason: 'NO_NEGATIVE_LIST' };
  const prohibited = industryCodes(options.prohibitedIndustryCodes);
  if (prohibited.length === 0) return { verdict: 'pass', reason: 'NO_NEGATIVE_LIST' };
  const own = industryCodes(project.industryCodes);
  if (own.length === 0) return { verdict: 'unknown', reason: 'INDUSTRY_UNKNOWN' };
  const hit = own.find((code) => prohibited.some((prefix) => code.startsWith(prefix)));
  return hit === undefined
    ? { verdict: 'pass', reason: 'INDUSTRY_ALLOWED' }
    : { verdict: 'fail', reason: 'INDUSTRY_PROHIBITED', details: { code: hit } };
};

/** Landed enterprises by project, worked out once per list of pairs. */
const landedOf = (() => {
  type Pairs = NonNullable<ConstraintInput['options']['landedPairs']>;
  const known = new WeakMap<Pairs, ReadonlyMap<string, ReadonlySet<string>>>();
  return (pairs: Pairs): ReadonlyMap<string, ReadonlySet<string>> => {
    let found = known.get(pairs);
    if (!found) {
      const byProject = new Map<string, Set<string>>();
      for (const { projectId, enterpriseId } of pairs)
        byProject.set(projectId, (byProject.get(projectId) ?? new Set<string>()).add(enterpriseId));
      known.set(pairs, (found = byProject));
    }
    return found;
  };
})();

/** The same pair has landed already. */
const notYetLanded: Constraint['judge'] = ({ project, enterprise, options: { landedPairs } }) =>
  landedPairs && landedOf(landedPairs).get(project.id)?.has(enterprise.id)
    ? { verdict: 'fail', reason: 'ALREADY_LANDED' }
    : { verdict: 'pass', reason: 'NOT_YET_LANDED' };

/** Something the site needs: refused keeps the project out, open or unknown lets it through and is shown. */
function siteRule(condition: SiteCondition, code: string): Constraint['judge'] {
  return ({ project }) => {
    switch (project.siteConditions?.[condition]) {
      case 'settled':
        return { verdict: 'pass', reason: `${code}_SETTLED` };
      case 'partial':
        return { verdict: 'unknown', reason: `${code}_PARTIAL` };
      case 'open':
        return { verdict: 'unknown', reason: `${code}_OPEN` };
      case 'refused':
        return { verdict: 'fail', reason: `${code}_REFUSED` };
      case undefined:
        return { verdict: 'unknown', reason: `${code}_UNKNOWN` };
    }
  };
}

/** The investment is beyond what the enterprise's balance sheet carries; judged only when the caller sets a limit. */
const capacity: Constraint['judge'] = ({ project, enterprise: { assetsWan }, options }) => {
  const limit = options.maximumInvestmentToAssets;
  if (limit === undefined) return { verdict: 'pass', reason: 'NO_CAPACITY_LIMIT' };
  const { totalInvestmentWan: investmentWan } = project;
  if (investmentWan === undefined || !Number.isFinite(investmentWan))
    return { verdict: 'unknown', reason: 'INVESTMENT_UNKNOWN' };
  if (assetsWan === undefined || !Number.isFinite(assetsWan) || assetsWan <= 0)
    return { verdict: 'unknown', reason: 'ASSETS_UNKNOWN' };
  const ratio = investmentWan / assetsWan;
  return ratio > limit
    ? { verdict: 'fail', reason: 'INVESTMENT_BEYOND_CAPACITY', details: { ratio, limit } }
    : { verdict: 'pass', reason: 'WITHIN_CAPACITY', details: { ratio, limit } };
};

const RULES: Readonly<Record<ConstraintName, Constraint['judge']>> = {
  enterpriseActive,
  contactAllowed,
  notPaused,
  industryAllowed,
  notYetLanded,
  titleClear: siteRule('title', 'TITLE'),
  landAvailable: siteRule('land', 'LAND'),
  energyAvailable: siteRule('energy', 'ENERGY'),
  waterAvailable: siteRule('water', 'WATER'),
  environmentCleared: siteRule('environment', 'ENVIRONMENT'),
  capacity,
};

const OF_PROJECT: ReadonlySet<ConstraintName> = new Set([
  'industryAllowed',
  'titleClear',
  'landAvailable',
  'energyAvailable',
  'waterAvailable',
  'environmentCleared',
]);

/** Every hard rule, in the order results show them. */
export const ALL_CONSTRAINTS: readonly Constraint[] = CONSTRAINTS.map((name) => ({
  name,
  isOfProject: OF_PROJECT.has(name),
  judge: RULES[name],
}));

const PROJECT_CONSTRAINTS = ALL_CONSTRAINTS.filter(({ isOfProject }) => isOfProject);
const PAIR_CONSTRAINTS = ALL_CONSTRAINTS.filter(({ isOfProject }) => !isOfProject);

function judged({ name, judge }: Constraint, input: ConstraintInput): ConstraintResult {
  const { verdict, reason, details } = judge(input);
  return details === undefined ? { constraint: name, verdict, reason } : { constraint: name, verdict, reason, details };
}

/** Verdicts of all rules on one pair. */
export function judgeConstraints(input: ConstraintInput): ConstraintResult[] {
  return ALL_CONSTRAINTS.map((rule) => judged(rule, input));
}

/** Verdicts on one enterprise after another for a project; as {@link judgeConstraints}, the project's own judged once. */
export function constraintJudge(
  project: ConstraintInput['project'],
  options: ConstraintInput['options'],
): (enterprise: ConstraintInput['enterprise']) => ConstraintResult[] {
  let ofProject: (ConstraintResult | undefined)[] | undefined;
  return (enterprise) => {
    const input = { project, enterprise, options };
    ofProject ??= ALL_CONSTRAINTS.map((rule) => (rule.isOfProject ? judged(rule, input) : undefined));
    const results: ConstraintResult[] = [];
    for (let i = 0; i < ALL_CONSTRAINTS.length; i++) results.push(ofProject[i] ?? judged(ALL_CONSTRAINTS[i], input));
    return results;
  };
}

/** Whether a pair may be ranked: nothing failed. `unknown` passes, and is shown. */
export function isAllowed(results: readonly ConstraintResult[]): boolean {
  return results.every(({ verdict }) => verdict !== 'fail');
}

/** Whom the rules let through to a project: as {@link isAllowed} of all verdicts, the project's own judged once. */
export function admission(
  project: ConstraintInput['project'],
  options: ConstraintInput['options'],
): (enterprise: ConstraintInput['enterprise']) => boolean {
  const passes = (rules: readonly Constraint[], enterprise: ConstraintInput['enterprise']): boolean => {
    const input = { project, enterprise, options };
    for (const { judge } of rules) if (judge(input).verdict === 'fail') return false;
    return true;
  };
  let isOpen: boolean | undefined;
  return (enterprise) => {
    isOpen ??= passes(PROJECT_CONSTRAINTS, enterprise);
    return isOpen && passes(PAIR_CONSTRAINTS, enterprise);
  };
}
