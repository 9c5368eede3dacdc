import { type Code, type ConcludeReview, type ChecklistItem, type FieldIssue } from '@lianghuan/contracts';
import { AppError, ValidationError } from '@lianghuan/platform';

type Verdict = Code<'reviewVerdict'>;

/** How a packet ends once every seat has concluded: the gravest verdict decides, so that the county hears all of them at once. */
export function outcomeOf(verdicts: readonly Verdict[]): Exclude<Code<'reviewStatus'>, 'open' | 'withdrawn'> {
  if (verdicts.includes('veto')) return 'vetoed';
  if (verdicts.includes('return')) return 'returned';
  return verdicts.includes('conditional') ? 'conditional' : 'approved';
}

/**
 * Checks a conclusion against the checklist of its seat: whoever lets pass has answered every point and found none of the required ones
 * wanting; a declaration is made, never skipped. Who returns or vetoes says why.
 * @throws {AppError} VALIDATION_FAILED, REVIEW_CHECKLIST_UNMET
 */
export function checkConclusion(input: ConcludeReview, checklist: readonly ChecklistItem[], today: string): void {
  const issues: FieldIssue[] = [];
  const passes = input.verdict === 'pass' || input.verdict === 'conditional';
  const known = new Set(checklist.map(({ code }) => code));
  for (const code of Object.keys(input.answers)) {
    if (!known.has(code)) issues.push({ path: `answers.${code}`, code: 'unknown', message: '没有这条评审要点' });
  }
  for (const item of checklist) {
    if (passes && input.answers[item.code] === undefined) {
      issues.push({ path: `answers.${item.code}`, code: 'required', message: '请回答这条评审要点' });
    }
  }
  if (!passes && !input.opinion) issues.push({ path: 'opinion', code: 'required', message: '请写明理由' });
  if (input.verdict === 'conditional' && input.conditions.length === 0) {
    issues.push({ path: 'conditions', code: 'required', message: '请至少写一项条件' });
  }
  if (input.verdict !== 'conditional' && input.conditions.length > 0) {
    issues.push({ path: 'conditions', code: 'not_allowed', message: '只有“有条件通过”才附条件' });
  }
  for (const [i, condition] of input.conditions.entries()) {
    if (condition.dueOn < today) {
      issues.push({ path: `conditions.${i}.dueOn`, code: 'in_the_past', message: '期限不能早于今天' });
    }
  }
  if (issues.length > 0) throw new ValidationError(issues);
  const unmet = checklist.find(({ code, isRequired, isDeclaration }) => {
    const answer = input.answers[code];
    return isRequired && (isDeclaration ? answer !== 'yes' : answer === 'no');
  });
  if (passes && unmet !== undefined)
    throw new AppError('REVIEW_CHECKLIST_UNMET', { item: unmet.text, code: unmet.code });
}
