import { CreateProject, fieldsOf, RESERVE_KEY_FIELDS, type ReserveKeyField } from '@lianghuan/contracts';
import { snakeCase } from '@lianghuan/platform';
import { Decimal } from 'decimal.js';
import { loweredGuarantees } from './element-guarantee.js';
import type { Project } from './project.entity.js';

/** 关键信息 a project was admitted to the reserve with: decimals as strings, as everywhere. */
export type KeyFacts = Readonly<Record<ReserveKeyField, string | readonly string[] | null>>;

const AMOUNTS: ReadonlySet<string> = new Set<ReserveKeyField>(['totalInvestmentCny', 'landMu', 'energyTce', 'waterM3']);

export function keyFactsOf(project: Pick<Project, ReserveKeyField>): KeyFacts {
  return Object.fromEntries(RESERVE_KEY_FIELDS.map((field) => [field, project[field] ?? null])) as unknown as KeyFacts;
}

/** Key fields whose values are other ones, in the order of the list; `5000000` is `5000000.00`, and the order of industries says nothing. */
export function changedKeyFields(before: KeyFacts, after: KeyFacts): ReserveKeyField[] {
  return RESERVE_KEY_FIELDS.filter((field) => !isSameFact(field, before[field] ?? null, after[field] ?? null));
}

/** Whether the project was admitted before, and neither its key facts have changed since nor an element has fallen below what was concluded. */
export function isAsAdmitted(project: Project): boolean {
  return (
    project.reserveKeyFacts !== null &&
    changedKeyFields(project.reserveKeyFacts, keyFactsOf(project)).length === 0 &&
    loweredGuarantees(project).length === 0
  );
}

const TITLES = new Map(fieldsOf(CreateProject).map(({ name, title }) => [name, title]));

/** What people call a key field. */
export function keyFieldTitle(field: ReserveKeyField): string {
  return TITLES.get(field) ?? field;
}

/** 总投资 8000万元 → 9000万元；建设内容 has changed: amounts with their values, texts by their names. */
export function changesInWords(before: KeyFacts, after: KeyFacts): string {
  const inWan = (value: KeyFacts[ReserveKeyField]) =>
    typeof value === 'string' ? `${new Decimal(value).dividedBy(10_000).toString()}万元` : '未填';
  return changedKeyFields(before, after)
    .map((field) => {
      const title = keyFieldTitle(field);
      return field === 'totalInvestmentCny' ? `${title}${inWan(before[field])}→${inWan(after[field])}` : title;
    })
    .join('、');
}

/** Whether a field of a project says the same in two versions of it. */
export function isSameFact(field: string, one: unknown, other: unknown): boolean {
  if (one === null || other === null) return one === other;
  if (AMOUNTS.has(field)) return new Decimal(one as string).equals(other as string);
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && new Set<unknown>([...one, ...other]).size === new Set<unknown>(one).size;
  }
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The same rule as {@link changedKeyFields} over a project `r` and what it was admitted with: a JSON list, empty without that. */
export const CHANGED_KEY_FIELDS_SQL = `CASE WHEN r.reserve_key_facts IS NULL THEN '[]' ELSE to_json(array_remove(ARRAY[${RESERVE_KEY_FIELDS.map(
  (field) => `CASE WHEN ${isChangedSql(field)} THEN '${field}' END`,
).join(', ')}], NULL)) END`;

function isChangedSql(field: ReserveKeyField): string {
  const column = `r.${snakeCase(field)}`;
  const kept = `r.reserve_key_facts ->> '${field}'`;
  if (AMOUNTS.has(field)) return `(${kept})::numeric IS DISTINCT FROM ${column}`;
  if (field !== 'industryCodes') return `${kept} IS DISTINCT FROM ${column}`;
  const list = `r.reserve_key_facts -> '${field}'`;
  return `CASE WHEN jsonb_typeof(${list}) = 'array' THEN jsonb_array_length(${list}) <> cardinality(${column}) OR NOT ${list} @> to_jsonb(${column}) ELSE true END`;
}
