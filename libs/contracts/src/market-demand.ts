import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { changesOf, field, optional } from './field.js';
import { CodeList, Flag, Id, Version, pageOf, pageQuery, withDistinctReason } from './primitives.js';
import { LISTED_RECORD, provenanceFields, recordView } from './provenance.js';
import { SupplyBalance } from './supply.js';

/** 市场 (measure 1c): demand that can be offered in exchange for industry. */
export const marketFields = {
  name: field.text('产品或服务', 120, {
    group: '基本情况',
    aliases: ['名称', '需求名称', '产品名称', '产品（服务）名称', '需求产品'],
  }),
  code: optional(field.text('市场编号', 40, { group: '基本情况', help: '留空则自动编号', aliases: ['编号'] })),
  kind: field.choice('市场类型', 'marketKind', {
    group: '基本情况',
    aliases: ['类型', '类别', '需求类型', '市场类别'],
  }),
  category: optional(field.text('品类', 60, { group: '基本情况' })),
  nature: optional(
    field.choice('数据性质', 'supplyNature', {
      group: '基本情况',
      help: '背景统计只作参考，不作承诺；留空则按名称判断',
    }),
  ),
  areaCode: field.area('需求地区', {
    group: '基本情况',
    aliases: ['地区', '县区', '县（市、区）', '所在地区', '所在县区', '所在县（市、区）'],
  }),
  level: optional(
    field.choice('层级', 'supplyLevel', {
      group: '基本情况',
      help: '是哪一级单位或范围的需求；留空则按地区判断',
      aliases: ['级别', '管理层级'],
    }),
  ),
  industryCodes: field.industries('产品所属行业', { group: '基本情况' }).default([]),
  buyers: optional(
    field.text('采购方', 300, {
      group: '需求',
      aliases: ['需求方', '采购单位', '采购主体', '采购人', '需求单位', '采购单位名称'],
    }),
  ),
  annualVolume: optional(
    field.quantity('年需求量', {
      group: '需求',
      aliases: ['需求量', '数量', '年需求数量', '需求数量', '年采购量', '采购量', '采购数量'],
    }),
  ),
  volumeUnit: optional(field.text('计量单位', 20, { group: '需求', aliases: ['单位', '年需求单位', '采购计量单位'] })),
  volumeQualifier: field.choice('数量口径', 'qualifier', { group: '需求' }).default('equal'),
  annualValueCny: optional(
    field.money('年需求金额', {
      group: '需求',
      aliases: ['金额', '市场规模', '年采购金额', '年采购额', '采购金额', '需求金额'],
    }),
  ),
  periodYear: optional(field.integer('统计年份', 1949, 2100, { group: '需求', aliases: ['年份'] })),
  localShare: optional(
    field.share('本地供给占比', { group: '供给', aliases: ['本地供给率', '本地采购占比', '本地占比'] }),
  ),
  substitutableShare: optional(field.share('可替代占比', { group: '供给', aliases: ['可替代比例', '可替代率'] })),
  currentSuppliers: optional(
    field.text('现有供应商', 300, { group: '供给', aliases: ['供应商', '主要供应商', '现供应商'] }),
  ),
  accessConditions: optional(field.longText('准入条件', 1000, { group: '条件', aliases: ['准入要求', '资质要求'] })),
  fairCompetitionNote: optional(field.longText('公平竞争审查说明', 1000, { group: '条件' })),
  contactUnit: optional(field.text('联系单位', 120, { group: '条件' })),
  note: optional(field.longText('备注', 2000, { group: '条件' })),
} as const;

export const CreateMarket = z.strictObject({ ...marketFields, ...provenanceFields });
export type CreateMarket = z.infer<typeof CreateMarket>;
/** As it is asked for; see {@link withDistinctReason}. */
export const NewMarket = withDistinctReason(CreateMarket);
export type NewMarket = z.infer<typeof NewMarket>;
/** As it is asked for; see {@link withDistinctReason}. */
export const UpdateMarket = withDistinctReason(changesOf(CreateMarket).extend({ version: Version }));
export type UpdateMarket = z.infer<typeof UpdateMarket>;

export const MarketView = z.object({
  ...CreateMarket.shape,
  ...recordView,
  code: z.string(),
  nature: z.enum(codesOf('supplyNature')),
  level: z.enum(codesOf('supplyLevel')),
  areaName: z.string(),
  /** What is on offer of it, which is what may be replaced, and what is left of that. */
  offered: SupplyBalance,
});
export type MarketView = z.infer<typeof MarketView>;

/** A market as its list shows it; a {@link MarketView} is the whole. */
export const ListedMarket = MarketView.pick({
  ...LISTED_RECORD,
  kind: true,
  nature: true,
  level: true,
  areaCode: true,
  areaName: true,
  buyers: true,
  annualVolume: true,
  volumeUnit: true,
  volumeQualifier: true,
  annualValueCny: true,
  periodYear: true,
  substitutableShare: true,
});
export type ListedMarket = z.infer<typeof ListedMarket>;
export const MarketPage = pageOf(ListedMarket);

export const MarketQuery = z.object({
  ...pageQuery,
  areaCode: CodeList.optional(),
  level: CodeList.optional(),
  kind: CodeList.optional(),
  nature: CodeList.optional(),
  industryCode: CodeList.optional(),
  freshness: CodeList.optional(),
  includeArchived: Flag.optional(),
  ids: CodeList.pipe(z.array(Id).max(500)).optional(),
});
export type MarketQuery = z.infer<typeof MarketQuery>;
