import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { changesOf, field, optional } from './field.js';
import { CodeList, Flag, Id, Share, Version, pageOf, pageQuery } from './primitives.js';
import { LISTED_RECORD, provenanceFields, recordView } from './provenance.js';

/** 目标企业 (measure 2e). The unified social credit code is its key where it is known. */
export const enterpriseFields = {
  name: field.text('企业名称', 160, { group: '基本情况', aliases: ['名称', '公司名称', '单位名称'] }),
  creditCode: optional(
    field.text('统一社会信用代码', 18, { group: '基本情况', aliases: ['信用代码', '社会信用代码'] }),
  ),
  shortName: optional(field.text('简称', 60, { group: '基本情况', aliases: ['证券简称'] })),
  formerNames: field.words('曾用名', { group: '基本情况' }).default([]),
  groupName: optional(field.text('所属集团', 160, { group: '基本情况', aliases: ['集团', '母公司'] })),
  regionCode: optional(field.region('注册地区划', { group: '基本情况', aliases: ['注册地', '注册地区'] })),
  province: optional(field.text('省份', 20, { group: '基本情况', aliases: ['所在省'] })),
  city: optional(field.text('城市', 30, { group: '基本情况', aliases: ['所在市'] })),
  industryCodes: field.industries('所属行业', { group: '经营', aliases: ['行业代码', '行业', '行业类别'] }).default([]),
  products: field
    .words('主要产品', { group: '经营', help: '按收入占比从高到低', aliases: ['产品', '主营产品'] })
    .default([]),
  businessSummary: optional(field.longText('主营业务', 1000, { group: '经营', aliases: ['主要业务'] })),
  listedCode: optional(field.text('证券代码', 12, { group: '经营', aliases: ['股票代码'] })),
  exchange: optional(field.text('交易所', 20, { group: '经营', aliases: ['上市交易所'] })),
  registeredCapitalCny: optional(field.money('注册资本', { group: '规模', aliases: ['注册资金', '注册资本金'] })),
  totalAssetsCny: optional(field.money('总资产', { group: '规模', aliases: ['资产总额', '资产规模'] })),
  totalAssetsOn: optional(
    field.day('总资产截至', {
      group: '规模',
      aliases: ['资产总额截至', '总资产日期', '总资产截至日期', '资产总额日期'],
    }),
  ),
  revenueCny: optional(
    field.money('营业收入', {
      group: '规模',
      aliases: ['营收', '年营业收入', '主营业务收入', '销售收入', '年销售收入'],
    }),
  ),
  revenueYear: optional(
    field.integer('收入年份', 1990, 2100, {
      group: '规模',
      aliases: ['营业收入年份', '营收年份', '年营业收入年份', '销售收入年份'],
    }),
  ),
  employeeCount: optional(
    field.integer('员工人数', 0, 10_000_000, { group: '规模', aliases: ['职工人数', '从业人数', '员工数'] }),
  ),
  controllerType: optional(
    field.choice('控制人性质', 'controllerType', { group: '规模', aliases: ['企业性质', '控股类型'] }),
  ),
  status: field.choice('企业状态', 'enterpriseStatus', { group: '招商', aliases: ['经营状态'] }).default('active'),
  expansionIntent: optional(field.longText('扩产意向', 1000, { group: '招商', aliases: ['投资意向', '扩产计划'] })),
  doNotContact: z.boolean().default(false),
  website: optional(field.text('网站', 200, { group: '招商', aliases: ['网址', '官网'] })),
  note: optional(field.longText('备注', 2000, { group: '招商' })),
} as const;

export const CreateEnterprise = z.strictObject({ ...enterpriseFields, ...provenanceFields });
export type CreateEnterprise = z.infer<typeof CreateEnterprise>;
export const UpdateEnterprise = changesOf(CreateEnterprise).extend({ version: Version });
export type UpdateEnterprise = z.infer<typeof UpdateEnterprise>;

/** The unit that follows an enterprise; others see only that it is held (acceptance check 14). */
export const HolderView = z.object({ organisationName: z.string(), areaName: z.string(), since: z.string() });

export const EnterpriseView = z.object({
  ...CreateEnterprise.shape,
  ...recordView,
  code: z.string(),
  regionName: z.string().nullable(),
  productLines: z.array(z.object({ name: z.string(), share: Share.nullable() })),
  holder: HolderView.nullable(),
  /** 优强等级: what the newest approved grading says. */
  grade: z.enum(codesOf('enterpriseGrade')),
  gradeEvidence: z.string().nullable(),
  gradedOn: z.string().nullable(),
  /** 诚信核查: whether it was checked, and how that ended. */
  integrity: z.enum(codesOf('integrityState')),
  /** 对接人: who answers for the relation. */
  owner: z.object({ id: Id, name: z.string() }).nullable(),
  /** 最近联系: newest activity of any of its leads. */
  lastContactOn: z.string().nullable(),
});
export type EnterpriseView = z.infer<typeof EnterpriseView>;

/** An enterprise as its list shows it; an {@link EnterpriseView} is the whole. */
export const ListedEnterprise = EnterpriseView.pick({
  ...LISTED_RECORD,
  province: true,
  city: true,
  controllerType: true,
  industryCodes: true,
  products: true,
  revenueCny: true,
  totalAssetsCny: true,
  employeeCount: true,
  grade: true,
  doNotContact: true,
  lastContactOn: true,
}).extend({
  /** Unit that follows it. */
  holderName: z.string().nullable(),
  /** 对接人. */
  ownerName: z.string().nullable(),
});
export type ListedEnterprise = z.infer<typeof ListedEnterprise>;
export const EnterprisePage = pageOf(ListedEnterprise);

export const EnterpriseQuery = z.object({
  ...pageQuery,
  province: CodeList.optional(),
  /** With a plant there that stands or is being built: provinces by their full names. */
  plantIn: CodeList.optional(),
  industryCode: CodeList.optional(),
  grade: CodeList.optional(),
  status: CodeList.optional(),
  controllerType: CodeList.optional(),
  held: z.enum(['mine', 'none', 'any']).optional(),
  /** With a signal of one of these kinds that counts today. */
  signal: CodeList.optional(),
  /** With a signal of one of these directions that counts today. */
  signalDirection: CodeList.optional(),
  integrity: CodeList.optional(),
  /** By who answers for it: the asker, nobody, somebody. */
  owner: z.enum(['me', 'none', 'any']).optional(),
  /** Followed by somebody, and nobody in touch for so many days. */
  silentDays: z.coerce.number().int().min(1).max(3650).optional(),
  freshness: CodeList.optional(),
  includeArchived: Flag.optional(),
  ids: CodeList.pipe(z.array(Id).max(500)).optional(),
});
export type EnterpriseQuery = z.infer<typeof EnterpriseQuery>;
