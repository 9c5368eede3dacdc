import type { AuditEntryView } from './audit.js';
import { EXTRA_PREFIX } from './extra-field.js';
import type { FieldMeta } from './field.js';

/** How a changed field is called and shown. */
export type ToldField = Pick<FieldMeta, 'title' | 'kind' | 'dictionary' | 'terms' | 'unit'> & { readonly name: string };

/** Fields of a lead, which no register describes. */
export const LEAD_TOLD_FIELDS: readonly ToldField[] = [
  { name: 'status', title: '状态', kind: 'choice', dictionary: 'leadStatus' },
  { name: 'stage', title: '阶段', kind: 'choice', dictionary: 'leadStage' },
  { name: 'ownerId', title: '责任人', kind: 'text' },
  { name: 'sharedOrganisationIds', title: '共享', kind: 'words' },
  { name: 'nextStep', title: '下一步', kind: 'text' },
  { name: 'nextStepOn', title: '下一步日期', kind: 'day' },
  { name: 'agreedInvestmentCny', title: '协议投资额', kind: 'money' },
  { name: 'note', title: '备注', kind: 'text' },
];

/** Columns that no form shows but whose changes people ask about. */
export const RECORD_TOLD_FIELDS: readonly ToldField[] = [
  { name: 'reserveState', title: '储备状态', kind: 'choice', dictionary: 'reserveState' },
  { name: 'number', title: '第几次送审', kind: 'integer' },
  { name: 'status', title: '评审状态', kind: 'choice', dictionary: 'reviewStatus' },
  { name: 'list', title: '清单', kind: 'choice', dictionary: 'projectList' },
  { name: 'joinedOn', title: '列入日期', kind: 'day' },
  { name: 'leftOn', title: '移出日期', kind: 'day' },
  { name: 'leftReason', title: '移出原因', kind: 'text' },
  { name: 'basis', title: '依据', kind: 'text' },
];

/** From what to what each field went, as far as it has a title among `fields`; the first of a name counts. */
export function changedFields<Field extends { readonly name: string }>(
  changes: AuditEntryView['changes'],
  fields: readonly Field[],
): { readonly field: Field; readonly before: unknown; readonly after: unknown }[] {
  return Object.entries(withExtrasApart(changes)).flatMap(([column, [before, after]]) => {
    const field = fields.find(({ name }) => name === camel(column));
    return field === undefined || (isEmptyValue(before) && isEmptyValue(after)) ? [] : [{ field, before, after }];
  });
}

/** Nothing known: a value is empty, not zero. */
export function isEmptyValue(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Extra fields stand in one column; each is told as the field it is. */
function withExtrasApart({ extra, ...changes }: AuditEntryView['changes']): AuditEntryView['changes'] {
  if (extra === undefined) return changes;
  const [before, after] = extra.map((side) => (typeof side === 'object' && side !== null ? side : {}));
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  const apart = [...names].flatMap((name) => {
    const [was, is] = [Reflect.get(before ?? {}, name) as unknown, Reflect.get(after ?? {}, name) as unknown];
    return was === is ? [] : [[EXTRA_PREFIX + name, [was ?? null, is ?? null]] as const];
  });
  return { ...changes, ...Object.fromEntries(apart) } as AuditEntryView['changes'];
}

/** Triggers name columns the way the database does. */
function camel(column: string): string {
  return column.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
