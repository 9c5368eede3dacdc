import { z } from 'zod';
import { type Code, codesOf } from './dictionary.js';
import { ExtraChanges, ExtraFilter, ExtraValues } from './extra-field.js';
import { changesOf, field, optional } from './field.js';
import { CodeList, Flag, Id, Version, pageOf, pageQuery, withDistinctReason } from './primitives.js';
import { LISTED_RECORD, provenanceFields, recordView } from './provenance.js';

/** 资源 (measure 1b): what the city side can offer, with status, ownership and value as the legal minimum. */
export const resourceFields = {
  name: field.text('资源名称', 120, { group: '基本情况', aliases: ['名称', '宗地名称', '地块名称'] }),
  code: optional(
    field.text('资源编号', 40, { group: '基本情况', help: '留空则自动编号', aliases: ['编号', '宗地编号'] }),
  ),
  kind: field.choice('资源类型', 'resourceKind', { group: '基本情况', aliases: ['类型', '类别'] }),
  category: optional(field.text('品类', 60, { group: '基本情况', help: '如 煤炭、磷矿、天麻' })),
  nature: optional(
    field.choice('数据性质', 'supplyNature', {
      group: '基本情况',
      help: '背景统计只作参考，不作承诺；留空则按名称判断',
    }),
  ),
  areaCode: field.area('所在地区', {
    group: '基本情况',
    aliases: ['地区', '县区', '所在县区', '县（市、区）', '所在县（市、区）'],
  }),
  level: optional(
    field.choice('层级', 'supplyLevel', {
      group: '基本情况',
      help: '由哪一级持有或掌握；留空则按地区判断',
      aliases: ['级别', '管理层级'],
    }),
  ),
  place: optional(field.text('具体地点', 120, { group: '基本情况', aliases: ['乡镇', '地点'] })),
  industryCodes: field.industries('关联行业', { group: '基本情况' }).default([]),
  tier: optional(
    field.choice('资源梯度', 'resourceTier', { group: '基本情况', help: '优势带产业、中间促开发、短板配市场' }),
  ),
  quantityTotal: optional(field.quantity('总量', { group: '数量', aliases: ['数量', '储量', '面积'] })),
  quantityUnit: optional(field.text('计量单位', 20, { group: '数量', aliases: ['单位'] })),
  quantityQualifier: field.choice('数量口径', 'qualifier', { group: '数量' }).default('equal'),
  quantityCommitted: optional(
    field.quantity('台账外已承诺量', {
      group: '数量',
      help: '启用台账之前或台账之外承诺的数量；经台账承诺的另计',
      aliases: ['已承诺量', '已承诺'],
    }),
  ),
  reserveBasis: optional(field.choice('储量口径', 'reserveBasis', { group: '数量' })),
  statisticYear: optional(field.integer('统计年份', 1949, 2100, { group: '数量', aliases: ['年份'] })),
  grade: optional(field.text('品位或等级', 120, { group: '数量' })),
  ownerName: optional(
    field.text('权属人', 120, {
      group: '权属与价值',
      aliases: ['所有权人', '权利人', '持有单位', '权属单位', '产权单位'],
    }),
  ),
  titleState: field.choice('权属状态', 'titleState', { group: '权属与价值' }).default('unknown'),
  valuationCny: optional(field.money('估值', { group: '权属与价值', aliases: ['价值', '评估价值'] })),
  valuationMethod: optional(field.text('估值方法', 60, { group: '权属与价值' })),
  valuedOn: optional(field.day('估值日期', { group: '权属与价值', aliases: ['估值时间', '评估日期', '评估时间'] })),
  constraintCodes: field.choices('限制条件', 'resourceConstraint', { group: '条件' }).default([]),
  infrastructure: optional(field.longText('配套条件', 1000, { group: '条件' })),
  contactUnit: optional(field.text('联系单位', 120, { group: '条件' })),
  lng: optional(field.coordinate('经度', 73, 136, { group: '条件' })),
  lat: optional(field.coordinate('纬度', 3, 54, { group: '条件' })),
  note: optional(field.longText('备注', 2000, { group: '条件' })),
} as const;

/** What a resource of a tier is put on the table for (measure 3b). */
export const TIER_STRATEGY: Readonly<Record<Code<'resourceTier'>, Code<'packageRole'>>> = {
  advantage: 'advantageBringsIndustry',
  middle: 'middleIsDeveloped',
  short: 'shortageMeetsMarket',
};

export const CreateResource = z.strictObject({
  ...resourceFields,
  ...provenanceFields,
  /** 扩展字段 of its kind; see extra-field.ts. */
  extra: ExtraChanges.optional(),
});
export type CreateResource = z.infer<typeof CreateResource>;
/** As it is asked for; see {@link withDistinctReason}. */
export const NewResource = withDistinctReason(CreateResource);
export type NewResource = z.infer<typeof NewResource>;
/** As it is asked for; see {@link withDistinctReason}. */
export const UpdateResource = withDistinctReason(changesOf(CreateResource).extend({ version: Version }));
export type UpdateResource = z.infer<typeof UpdateResource>;

export const ResourceView = z.object({
  ...CreateResource.shape,
  ...recordView,
  code: z.string(),
  nature: z.enum(codesOf('supplyNature')),
  level: z.enum(codesOf('supplyLevel')),
  areaName: z.string(),
  extra: ExtraValues,
  /** 不再适用: values it was given as another kind. Nothing counts, filters or exports them; they come back with the kind. */
  extraSetAside: ExtraValues,
  /** Share of the expected extra fields of its kind that are filled in, 0–1; null where its kind has none. */
  completeness: z.number().nullable(),
  /** All that is committed: beside the ledger and in it. */
  quantityPromised: z.string(),
  /** Held by reservations that have not run out. */
  quantityReserved: z.string(),
  /** Total less committed less reserved; null while the total is unknown. */
  quantityAvailable: z.string().nullable(),
});
export type ResourceView = z.infer<typeof ResourceView>;

/** A resource as its list shows it; a {@link ResourceView} is the whole. */
export const ListedResource = ResourceView.pick({
  ...LISTED_RECORD,
  kind: true,
  category: true,
  areaCode: true,
  areaName: true,
  level: true,
  nature: true,
  quantityTotal: true,
  quantityUnit: true,
  quantityQualifier: true,
  quantityAvailable: true,
  reserveBasis: true,
  statisticYear: true,
  valuationCny: true,
  titleState: true,
});
export type ListedResource = z.infer<typeof ListedResource>;
export const ResourcePage = pageOf(ListedResource);

export const ResourceQuery = z.object({
  ...pageQuery,
  areaCode: CodeList.optional(),
  level: CodeList.optional(),
  kind: CodeList.optional(),
  tier: CodeList.optional(),
  industryCode: CodeList.optional(),
  freshness: CodeList.optional(),
  titleState: CodeList.optional(),
  nature: CodeList.optional(),
  /** Names of parks. */
  park: CodeList.optional(),
  /** Only rows whose 所在园区 could not be told to be a park. */
  parkUntied: Flag.optional(),
  extra: ExtraFilter.optional(),
  includeArchived: Flag.optional(),
  ids: CodeList.pipe(z.array(Id).max(500)).optional(),
});
export type ResourceQuery = z.infer<typeof ResourceQuery>;
