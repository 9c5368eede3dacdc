import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { changesOf, field, optional } from './field.js';
import { Id, Version } from './primitives.js';

/** 厂区: where an enterprise is at work, here or elsewhere (measure 2e, footprint). What a source does not say stays empty. */
export const enterpriseSiteFields = {
  kind: field.choice('类型', 'siteKind').default('plant'),
  status: field.choice('状态', 'siteStatus').default('operating'),
  name: optional(field.text('厂区名称', 80, { help: '如：绵阳生产基地' })),
  /** As far down as the source says: a province, a prefecture or a county. */
  regionCode: optional(field.region('行政区划', { help: '能到县（区）就到县，只知道省也可以' })),
  /** As written: what the region does not say, such as a park or a street. */
  place: optional(field.text('地点（原文）', 160, { help: '园区、街道等，照原文写' })),
  products: field.words('在此生产').default([]),
  capacity: optional(field.quantity('产能')),
  capacityUnit: optional(field.text('产能单位', 20, { help: '如：万吨/年' })),
  since: optional(PartialDay('投产（启用）时间')),
  sourceName: field.text('来源', 200, { help: '如：2024年年度报告' }),
  sourceUrl: optional(field.url('来源网址')),
  sourceOn: optional(PartialDay('来源日期')),
  note: optional(field.longText('备注', 500)),
} as const;

/** A day, a month or a year, as far as a source says it. */
function PartialDay(title: string) {
  return z
    .string()
    .trim()
    .regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/)
    .meta({ title, kind: 'text', help: '年、年-月或年-月-日' });
}

export const CreateEnterpriseSite = z.strictObject(enterpriseSiteFields);
export type CreateEnterpriseSite = z.infer<typeof CreateEnterpriseSite>;
export const UpdateEnterpriseSite = changesOf(CreateEnterpriseSite).extend({ version: Version });
export type UpdateEnterpriseSite = z.infer<typeof UpdateEnterpriseSite>;

export const EnterpriseSiteView = z.object({
  ...CreateEnterpriseSite.shape,
  kind: z.enum(codesOf('siteKind')),
  status: z.enum(codesOf('siteStatus')),
  id: Id,
  version: Version,
  /** Province, prefecture and county in words; null where only the place as written is known. */
  regionName: z.string().nullable(),
  provinceName: z.string().nullable(),
  /** Within the founding city. */
  isHere: z.boolean(),
  isExample: z.boolean(),
  recordedByName: z.string().nullable(),
});
export type EnterpriseSiteView = z.infer<typeof EnterpriseSiteView>;

/** Sites in force, those here first, then by place. */
export const EnterpriseSiteList = z.object({
  items: z.array(EnterpriseSiteView),
  can: z.object({ edit: z.boolean() }),
});
export type EnterpriseSiteList = z.infer<typeof EnterpriseSiteList>;
