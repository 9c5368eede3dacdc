import { CreateProject, fieldsOf, SEAT_GUARANTEES, termOf } from '@lianghuan/contracts';
import { AppError } from '@lianghuan/platform';
import type { Project } from './project.entity.js';

/** Fields of a project whose value is a bureau's to conclude (measures 43–45). */
export const GUARANTEE_FIELDS = Object.values(SEAT_GUARANTEES);
export type GuaranteeField = (typeof GUARANTEE_FIELDS)[number];

type Guaranteed = Pick<Project, GuaranteeField | 'guaranteeVerdicts'>;

/** Best last; what is not filled in is below all. The constraint `project_guarantee_concluded` has the same order. */
const ORDER: readonly (string | null)[] = ['refused', 'open', 'partial', 'settled'];
const rank = (state: string | null): number => ORDER.indexOf(state);

const TITLES = new Map(fieldsOf(CreateProject).map(({ name, title }) => [name, title]));

/** What people call the field. */
export function guaranteeTitle(field: GuaranteeField): string {
  return TITLES.get(field) ?? field;
}

/** Elements that stand lower than their bureau concluded. */
export function loweredGuarantees(project: Guaranteed): GuaranteeField[] {
  return GUARANTEE_FIELDS.filter((field) => {
    const verdict = project.guaranteeVerdicts[field];
    return verdict !== undefined && rank(project[field]) < rank(verdict.state);
  });
}

/** GUARANTEE_CONCLUDED for the first element that would stand higher than its bureau concluded. */
export function guaranteeRefusal(project: Guaranteed): AppError | undefined {
  for (const field of GUARANTEE_FIELDS) {
    const verdict = project.guaranteeVerdicts[field];
    if (verdict === undefined || rank(project[field]) <= rank(verdict.state)) continue;
    const { state, number, unit } = verdict;
    return new AppError('GUARANTEE_CONCLUDED', { path: field, field: guaranteeTitle(field), state: termOf('guaranteeState', state), number, unit }); // prettier-ignore
  }
  return undefined;
}

/** 用地保障已落实→部分落实: what the elements say that stand lower than before. */
export function loweringInWords(before: Guaranteed, fields: readonly GuaranteeField[], after: Guaranteed): string {
  const term = (state: string | null) => (state === null ? '未填' : termOf('guaranteeState', state));
  return fields.map((field) => `${guaranteeTitle(field)}${term(before[field])}→${term(after[field])}`).join('、');
}
