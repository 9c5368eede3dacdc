import { describe, expect, it } from '@jest/globals';
import { codesOf, ConcludeReview, type ChecklistItem } from '@lianghuan/contracts';
import fc from 'fast-check';
import { changesBetween, digestOf } from './packet-contents.js';
import { checkConclusion, outcomeOf } from './review-outcome.js';

const TODAY = '2026-03-02';
const verdicts = fc.array(fc.constantFrom(...codesOf('reviewVerdict')), { minLength: 1, maxLength: 9 });
const item = (code: string, fields: Partial<ChecklistItem> = {}): ChecklistItem => ({
  code, text: code, isRequired: false, isDeclaration: false, basis: null, ...fields,
}); // prettier-ignore
const codeOf = (input: object, checklist: ChecklistItem[]) => {
  try {
    checkConclusion(ConcludeReview.parse({ answers: {}, ...input }), checklist, TODAY);
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('the outcome of a review', () => {
  it('does not depend on the order, and is a pass only if every seat lets pass', () => {
    fc.assert(
      fc.property(verdicts, fc.infiniteStream(fc.nat()), (all, order) => {
        const shuffled = all.map((verdict) => ({ verdict, at: order.next().value as number })).sort((a, b) => a.at - b.at); // prettier-ignore
        expect(outcomeOf(shuffled.map(({ verdict }) => verdict))).toBe(outcomeOf(all));
        const isPass = ['approved', 'conditional'].includes(outcomeOf(all));
        expect(isPass).toBe(all.every((verdict) => verdict === 'pass' || verdict === 'conditional'));
      }),
    );
  });

  it('gets no better by a graver verdict', () => {
    const gravity = ['pass', 'conditional', 'return', 'veto'] as const;
    const rank = ['approved', 'conditional', 'returned', 'vetoed'];
    fc.assert(
      fc.property(verdicts, fc.nat(), (all, at) => {
        const i = at % all.length;
        const graver = all.with(i, gravity[Math.min(gravity.indexOf(all[i]) + 1, 3)]);
        expect(rank.indexOf(outcomeOf(graver))).toBeGreaterThanOrEqual(rank.indexOf(outcomeOf(all)));
      }),
    );
  });

  it('lets nobody pass past a required point, and takes a declaration from nobody but who makes it', () => {
    const checklist = [item('need', { isRequired: true }), item('debt', { isRequired: true, isDeclaration: true }), item('nice')]; // prettier-ignore
    const answers = { need: 'yes', debt: 'yes', nice: 'no' };
    expect(codeOf({ verdict: 'pass', answers }, checklist)).toBeUndefined();
    expect(codeOf({ verdict: 'pass', answers: { ...answers, need: 'not_applicable' } }, checklist)).toBeUndefined();
    expect(codeOf({ verdict: 'pass', answers: { ...answers, need: 'no' } }, checklist)).toBe('REVIEW_CHECKLIST_UNMET');
    expect(codeOf({ verdict: 'pass', answers: { ...answers, debt: 'not_applicable' } }, checklist)).toBe(
      'REVIEW_CHECKLIST_UNMET',
    );
    expect(codeOf({ verdict: 'pass', answers: { need: 'yes', debt: 'yes' } }, checklist)).toBe('VALIDATION_FAILED');
    expect(codeOf({ verdict: 'pass', answers: { ...answers, other: 'yes' } }, checklist)).toBe('VALIDATION_FAILED');
    expect(codeOf({ verdict: 'return' }, checklist)).toBe('VALIDATION_FAILED');
    expect(codeOf({ verdict: 'veto', opinion: '占用永久基本农田' }, checklist)).toBeUndefined();
    const condition = { text: '补办林地手续', ownerOrganisationId: crypto.randomUUID(), dueOn: TODAY };
    expect(codeOf({ verdict: 'conditional', answers }, checklist)).toBe('VALIDATION_FAILED');
    expect(codeOf({ verdict: 'conditional', answers, conditions: [condition] }, checklist)).toBeUndefined();
    expect(codeOf({ verdict: 'conditional', answers, conditions: [{ ...condition, dueOn: '2026-03-01' }] }, checklist)).toBe(
      'VALIDATION_FAILED',
    ); // prettier-ignore
    expect(codeOf({ verdict: 'pass', answers, conditions: [condition] }, checklist)).toBe('VALIDATION_FAILED');
  });

  it('rests on contents whose digest follows what they say, not how they are written down', () => {
    const frozen = { name: '磷石膏', totalInvestmentCny: '80000000.00', industryCodes: ['26', '30'] };
    const reordered = { industryCodes: ['26', '30'], name: '磷石膏', totalInvestmentCny: '80000000.00' };
    expect(digestOf(reordered)).toBe(digestOf(frozen));
    expect(digestOf({ ...frozen, name: '磷肥' })).not.toBe(digestOf(frozen));
    const after = { ...frozen, totalInvestmentCny: '90000000', note: '补充', industryCodes: ['30', '26'] };
    expect(changesBetween(frozen, after)).toEqual([
      { field: 'totalInvestmentCny', before: '80000000.00', after: '90000000', isKey: true },
      { field: 'note', before: null, after: '补充', isKey: false },
    ]);
  });
});
