import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { field, optional } from './field.js';
import { Day, Id, Instant, Reason, Version } from './primitives.js';

/** What who answers for a park fills in; name, area and 首位产业 stand in the notice (measure 30) and are not theirs to change. */
export const parkFields = {
  level: optional(field.choice('园区级别', 'parkLevel', { group: '基本情况' })),
  band: optional(
    field.choice('区域梯次', 'parkBand', { group: '基本情况', help: '东部率先、中部崛起、西部赶超（第29条）' }),
  ),
  mainIndustries: optional(field.text('主导产业', 200, { group: '基本情况' })),
  plannedAreaMu: optional(field.quantity('规划面积', { group: '基本情况', unit: '亩' })),
  builtAreaMu: optional(field.quantity('建成面积', { group: '基本情况', unit: '亩' })),
  tenantCount: optional(field.integer('入驻企业', 0, 100_000, { group: '基本情况', unit: '家' })),
  utilities: optional(field.longText('水电气路等配套', 1000, { group: '基本情况' })),
  committeeName: optional(field.text('管委会', 120, { group: '运营（第32条）' })),
  stateCompanyName: optional(field.text('地方国有公司', 120, { group: '运营（第32条）' })),
  professionalCompanyName: optional(field.text('专业运营公司', 120, { group: '运营（第32条）' })),
  planText: optional(field.longText('年度高质量发展方案', 2000, { group: '方案（第29条）' })),
  note: optional(field.longText('备注', 1000, { group: '方案（第29条）' })),
} as const;
export const ParkFacts = z.object(parkFields);
export const UpdatePark = z.strictObject({ ...parkFields, version: Version });
export type UpdatePark = z.infer<typeof UpdatePark>;

/** 区域评估 (measure 31): done once for the park, shared by every project in it while it holds. */
export const ParkEvaluationView = z.object({
  id: Id,
  kind: z.enum(codesOf('parkEvaluation')),
  result: z.string(),
  /** Number of the document that approves it. */
  document: z.string().nullable(),
  evaluatedOn: Day,
  validUntil: Day,
  isValid: z.boolean(),
  addedByName: z.string(),
});
export type ParkEvaluationView = z.infer<typeof ParkEvaluationView>;
export const AddParkEvaluation = z
  .strictObject({
    kind: z.enum(codesOf('parkEvaluation')),
    result: z.string().trim().min(2).max(300),
    document: z.string().trim().min(1).max(120).nullable().default(null),
    evaluatedOn: Day,
    validUntil: Day,
  })
  .refine(({ evaluatedOn, validUntil }) => validUntil >= evaluatedOn, {
    error: '有效期不能早于评估日期',
    path: ['validUntil'],
  });
export type AddParkEvaluation = z.infer<typeof AddParkEvaluation>;
export const WithdrawParkEvaluation = z.strictObject({ reason: Reason });

/** 园区 (measures 28–32). */
export const ParkDetail = z.object({
  ...parkFields,
  id: Id,
  name: z.string(),
  areaCode: z.string().nullable(),
  areaName: z.string().nullable(),
  /** 首位产业, as the notice gives it. */
  leadIndustry: z.string(),
  industryCodes: z.array(z.string()),
  clause: z.string().nullable(),
  evaluations: z.array(ParkEvaluationView),
  /** Plots of the resource register that name the park, and how much of them is left. */
  plotCount: z.int(),
  /** How many of them are invented for demonstration. */
  examplePlotCount: z.int(),
  readyPlotMu: z.string(),
  /** Local projects whose place or name names it, or that lie in its area where the area has no other park. */
  projectCount: z.int(),
  version: Version,
  updatedAt: Instant,
  updatedByName: z.string().nullable(),
  can: z.object({ edit: z.boolean() }),
});
export type ParkDetail = z.infer<typeof ParkDetail>;
export const ParkList = z.array(ParkDetail);
