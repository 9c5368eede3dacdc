import { z } from 'zod';
import { ChangeUndoView } from './change.js';
import { codesOf } from './dictionary.js';
import { CreateEnterprise } from './enterprise.js';
import { type DescribedField, fieldsOf } from './field.js';
import { CreateMarket } from './market-demand.js';
import { CodeList, Id, Instant, pageOf, pageQuery } from './primitives.js';
import { CreateProject } from './project.js';
import { CreateResource } from './resource.js';

/** Registers whose rows can be changed many at a time. */
export const BULK_EDIT_REGISTERS = ['resource', 'market', 'project', 'enterprise'] as const;
export type BulkEditRegister = (typeof BULK_EDIT_REGISTERS)[number];

/** Rows one bulk edit may name: they are all checked while the asker waits. */
export const BULK_EDIT_MOST = 5000;

const provenance = ['sourceName', 'sourceKind', 'surveyedOn', 'validUntil', 'verifiedBy', 'verifiedOn', 'confidence'] as const; // prettier-ignore
/** Facts that many rows share. Names, keys, places and quantities are each row's own. */
const BULK_EDIT_FIELDS = {
  resource: ['kind', 'category', 'nature', 'level', 'industryCodes', 'tier', 'reserveBasis', 'statisticYear', 'ownerName', 'titleState', 'constraintCodes', 'contactUnit', ...provenance] satisfies (keyof CreateResource)[],
  market: ['kind', 'category', 'nature', 'level', 'industryCodes', 'buyers', 'periodYear', 'contactUnit', ...provenance] satisfies (keyof CreateMarket)[],
  project: ['sector', 'industryCodes', 'modernisation', 'projectCategory', 'investorKind', 'chainAction', 'phase', 'plannedStartOn', 'plannedFinishOn', 'landYear', 'landClass', 'quotaPrepaid', 'landBatch', 'landGuarantee', 'forestGuarantee', 'energyCase', 'energyGuarantee', 'waterGuarantee', 'environmentGuarantee', 'environmentVerdict', 'sensitiveArea', 'responsibleUnits', ...provenance] satisfies (keyof CreateProject)[],
  enterprise: ['groupName', 'industryCodes', 'controllerType', 'status', ...provenance] satisfies (keyof CreateEnterprise)[],
} as const; // prettier-ignore
const SCHEMAS = {
  resource: CreateResource,
  market: CreateMarket,
  project: CreateProject,
  enterprise: CreateEnterprise,
} as const;

/** The fields of a register a bulk edit may change, in the order of the form. */
export function bulkEditFields(register: BulkEditRegister): DescribedField[] {
  const names: readonly string[] = BULK_EDIT_FIELDS[register];
  return fieldsOf(SCHEMAS[register]).filter(({ name }) => names.includes(name));
}

/** Whether a field holds several values, so that some can be added or taken away. */
export function isListField({ kind }: { readonly kind: string }): boolean {
  return kind === 'industries' || kind === 'choices' || kind === 'words';
}

/** What a bulk edit writes, checked as the form of one row would be. `null` empties the field. */
export function bulkEditValue(register: BulkEditRegister, name: string): z.ZodType {
  const shape: Readonly<Record<string, z.ZodType>> = SCHEMAS[register].shape;
  return shape[name] ?? z.never();
}

/** Asks which of these rows would change, and why the others would not. Nothing is changed before it is committed. */
export const CheckBulkEdit = z.strictObject({
  register: z.enum(BULK_EDIT_REGISTERS),
  field: z.string().max(60),
  mode: z.enum(codesOf('bulkEditMode')).default('set'),
  value: z.unknown(),
  /** Rows that were chosen one by one. */
  ids: z.array(Id).min(1).max(BULK_EDIT_MOST).optional(),
  /** Or all rows the list shows under this query string. */
  query: z.record(z.string(), z.string()).optional(),
});
export type CheckBulkEdit = z.infer<typeof CheckBulkEdit>;

/** 批量修改: one field of many rows, checked first, written when its author says so, taken back as a whole. */
export const BulkEditView = z.object({
  id: Id,
  register: z.enum(BULK_EDIT_REGISTERS),
  field: z.string(),
  mode: z.enum(codesOf('bulkEditMode')),
  value: z.unknown(),
  status: z.enum(codesOf('bulkEditStatus')),
  reason: z.string().nullable(),
  createdByName: z.string(),
  createdAt: Instant,
  finishedAt: Instant.nullable(),
  progressDone: z.int(),
  progressTotal: z.int(),
  counts: z.object({ change: z.int(), unchanged: z.int(), refused: z.int(), changed: z.int() }),
  errorCode: z.string().nullable(),
  undo: ChangeUndoView.nullable(),
  can: z.object({ commit: z.boolean(), cancel: z.boolean(), undo: z.boolean() }),
});
export type BulkEditView = z.infer<typeof BulkEditView>;
export const BulkEditPage = pageOf(BulkEditView);
export const BulkEditQuery = z.object({ page: pageQuery.page, pageSize: pageQuery.pageSize });
export type BulkEditQuery = z.infer<typeof BulkEditQuery>;

/** One row of a bulk edit: its value before and after, or why it stays as it is. */
export const BulkEditRowView = z.object({
  rowId: Id,
  code: z.string(),
  name: z.string(),
  outcome: z.enum(codesOf('bulkEditOutcome')),
  before: z.unknown(),
  after: z.unknown(),
  errorCode: z.string().nullable(),
  errorDetails: z.record(z.string(), z.unknown()).nullable(),
});
export type BulkEditRowView = z.infer<typeof BulkEditRowView>;
export const BulkEditRowPage = pageOf(BulkEditRowView);
export const BulkEditRowQuery = z.object({
  page: pageQuery.page,
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  outcome: CodeList.optional(),
});
export type BulkEditRowQuery = z.infer<typeof BulkEditRowQuery>;

export const BulkEditJob = z.strictObject({ bulkEditId: Id });
export type BulkEditJob = z.infer<typeof BulkEditJob>;
