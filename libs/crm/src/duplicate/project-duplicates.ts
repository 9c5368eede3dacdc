import { parseName } from '@lianghuan/matching';
import { type DuplicateRule, type DuplicateWeights, Findings } from './duplicate-rule.js';
import { coreOf, figuresIn, isOneSlip, likeness, plainName, slipKeys } from './name-core.js';
import { noteAmounts, type PlaceLookup, placesOf } from './place-and-amount.js';

/** What two projects are compared by. */
export interface ProjectFacts {
  readonly name?: string | null;
  readonly areaCode?: string | null;
  readonly totalInvestmentCny?: string | null;
  readonly investorName?: string | null;
  readonly nationalCode?: string | null;
}

/** Words that many project names have and that tell none from another. */
const FILLERS = /(新建|改扩建|扩建|改建|建设|工程|项目|基地|生产线)/g;

const WEIGHTS = {
  NAME_EQUAL: 5, CORE_EQUAL: 4, CORE_ONE_EDIT: 3, CORE_SIMILAR: 2, CORE_DIFFERS: -4, FIGURES_DIFFER: -3,
  AREA_EQUAL: 1, AREA_DIFFERS: -3, AMOUNT_EQUAL: 2, AMOUNT_NEAR: 1, AMOUNT_DIFFERS: -1,
  INVESTOR_EQUAL: 2, INVESTOR_DIFFERS: -1, CODE_DIFFERS: -4,
} as const satisfies DuplicateWeights; // prettier-ignore
const SAME_FROM = 8;
const REVIEW_FROM = 4;
/** Share of character pairs in common from which two long names are alike. */
const SIMILAR_FROM = 0.6;

/** Projects: name, area and amount, and who invests. */
export function projectDuplicates(lookUp: PlaceLookup): DuplicateRule<ProjectFacts> {
  const core = ({ name, areaCode }: ProjectFacts) => coreOf(name ?? '', placesOf(lookUp, areaCode), FILLERS);
  return {
    keysOf(facts) {
      const keys = new Set<string>();
      const own = core(facts);
      if (own.length >= 2) keys.add(`n:${own}`);
      for (const slip of slipKeys(own)) keys.add(`v:${slip}`);
      const { areaCode, totalInvestmentCny, investorName } = facts;
      if (areaCode && totalInvestmentCny) keys.add(`m:${areaCode}:${Number(totalInvestmentCny)}`);
      const investor = investorOf(investorName);
      if (areaCode && investor !== undefined) keys.add(`i:${areaCode}:${investor}`);
      return [...keys];
    },

    compare(a, b) {
      const findings = new Findings(WEIGHTS);
      const [one, other] = [core(a), core(b)];
      if (plainName(a.name ?? '') === plainName(b.name ?? '')) findings.note('NAME_EQUAL', a.name, b.name);
      else if (one === other) findings.note('CORE_EQUAL', one, other);
      else if (isOneSlip(one, other)) findings.note('CORE_ONE_EDIT', one, other);
      else if (likeness(one, other) >= SIMILAR_FROM) findings.note('CORE_SIMILAR', one, other);
      else findings.note('CORE_DIFFERS', one, other);
      // 一期 and 二期, 10万吨 and 20万吨 are two projects though their names are nearly the same.
      const [figures, others] = [figuresIn(a.name ?? ''), figuresIn(b.name ?? '')];
      if (figures !== others && (figures !== '' || others !== '')) findings.note('FIGURES_DIFFER', figures, others);
      if (a.areaCode && b.areaCode) {
        findings.note(a.areaCode === b.areaCode ? 'AREA_EQUAL' : 'AREA_DIFFERS', lookUp.areaName(a.areaCode), lookUp.areaName(b.areaCode)); // prettier-ignore
      }
      noteAmounts(findings, a.totalInvestmentCny, b.totalInvestmentCny);
      const [investor, otherInvestor] = [investorOf(a.investorName), investorOf(b.investorName)];
      if (investor !== undefined && otherInvestor !== undefined) {
        findings.note(investor === otherInvestor ? 'INVESTOR_EQUAL' : 'INVESTOR_DIFFERS', a.investorName, b.investorName); // prettier-ignore
      }
      if (a.nationalCode && b.nationalCode && a.nationalCode !== b.nationalCode) {
        findings.note('CODE_DIFFERS', a.nationalCode, b.nationalCode);
      }
      return findings.sum(SAME_FROM, REVIEW_FROM);
    },
  };
}

function investorOf(name: string | null | undefined): string | undefined {
  const core = name?.trim() ? parseName(name).core : '';
  return core.length >= 2 ? core : undefined;
}
