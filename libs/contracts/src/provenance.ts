import { z } from 'zod';
import { field, optional } from './field.js';
import { Day, Instant, Version } from './primitives.js';

const group = '来源与时效';

/** Where a row's facts come from, who stands for them and until when they hold (measure 1d). Every register carries these. */
export const provenanceFields = {
  sourceName: optional(field.text('来源', 200, { group, aliases: ['数据来源', '信息来源'] })),
  sourceKind: field.choice('来源性质', 'sourceKind', { group }).default('entered'),
  sourceUrl: optional(field.url('来源网址', { group })),
  sourceOn: optional(field.text('来源日期', 20, { group, help: '年、年-月或年-月-日' })),
  surveyedOn: optional(field.day('调查日期', { group })),
  validUntil: optional(field.day('有效期至', { group })),
  verifiedBy: optional(field.text('核实人', 60, { group })),
  verifiedOn: optional(field.day('核实日期', { group })),
  confirmedBy: optional(field.text('确认人', 60, { group, help: '由谁确认仍属实；不等于核实' })),
  confirmedOn: optional(field.day('确认日期', { group })),
  confidence: field.choice('可信度', 'confidence', { group }).default('medium'),
  recordedBy: optional(
    field.text('原填报人', 60, {
      group,
      help: '从别处转来的，最初由谁填报',
      aliases: ['填报人', '录入人', '登记人', '创建人'],
    }),
  ),
  recordedOn: optional(
    field.day('原填报日期', {
      group,
      aliases: ['填报日期', '填报时间', '录入日期', '录入时间', '登记日期', '创建日期', '创建时间'],
    }),
  ),
} as const;

/** What every stored register row shows besides its own fields. */
export const recordView = {
  id: z.uuid(),
  version: Version,
  /** `fresh` until 60 days before `validUntil`, then `due`, then `stale`; `unknown` without a date. */
  freshness: z.enum(['fresh', 'due', 'stale', 'unknown']),
  createdAt: Instant,
  createdByName: z.string().nullable(),
  updatedAt: Instant,
  updatedByName: z.string().nullable(),
  archivedAt: Instant.nullable(),
  archiveReason: z.string().nullable(),
  /** The row this one was merged into; its page leads there. */
  mergedInto: z.object({ id: z.uuid(), code: z.string(), name: z.string() }).nullable(),
  /** What the asker may do with this row; the server decides again on each request. */
  can: z.object({ edit: z.boolean(), archive: z.boolean() }),
} as const;

/** What the list of every register shows of a row beside its own columns; the whole row is its page's, so a list stays as light as it reads. */
export const LISTED_RECORD = {
  id: true,
  version: true,
  code: true,
  name: true,
  confidence: true,
  freshness: true,
  updatedAt: true,
  archivedAt: true,
} as const;

/** 仍属实: confirms a row's facts as the asker saw them. */
export const ConfirmRecord = z.strictObject({ version: Version });
export type ConfirmRecord = z.infer<typeof ConfirmRecord>;

export const DayOrNull = Day.nullable();
