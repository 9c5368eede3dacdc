import { z } from 'zod';
import { changesOf, field, optional } from './field.js';
import { CodeList, Flag, Id, Version, pageOf, pageQuery } from './primitives.js';
import { provenanceFields, recordView } from './provenance.js';

/**
 * 供需矩阵条目: a trade needs a kind of resource, or sells into a kind of market. The trade is given by industry codes, by words of a
 * project's text, or both; a word says more than a code. A match run takes the entries in use when its input is frozen.
 */
export const needFields = {
  code: optional(field.text('条目编号', 40, { group: '供需关系', help: '留空则自动编号', aliases: ['编号'] })),
  side: field.choice('对应', 'needSide', { group: '供需关系', aliases: ['资源或市场'] }),
  industryCodes: field.industries('行业', { group: '供需关系', help: '行业与关键词至少填一项' }).default([]),
  words: field.words('关键词', { group: '供需关系', help: '出现在项目名称或建设内容里的词，如 煤制、PGA' }).default([]),
  category: field.text('品类', 60, { group: '供需关系', help: '资源库或市场库的品类，如 煤炭、居民消费' }),
  relation: field.choice('关系', 'needRelation', { group: '供需关系' }),
  strength: field.share('依赖程度', { group: '供需关系', help: '该行业的生意有多少系于此，0至1' }),
  usePerInvestment: optional(
    field.quantity('每亿元投资用量', { group: '用量系数', help: '有出处才填；项目未写用量时据此估算' }),
  ),
  useUnit: optional(field.text('用量单位', 20, { group: '用量系数', help: '如 亩、万吨/年' })),
  note: optional(field.longText('备注', 2000, { group: '供需关系' })),
} as const;

export const CreateNeed = z.strictObject({ ...needFields, ...provenanceFields });
export type CreateNeed = z.infer<typeof CreateNeed>;
export const UpdateNeed = changesOf(CreateNeed).extend({ version: Version });
export type UpdateNeed = z.infer<typeof UpdateNeed>;

export const NeedView = z.object({
  ...CreateNeed.shape,
  ...recordView,
  code: z.string(),
  /** Made from the trade and the category: `煤制、煤化工 → 煤炭`. */
  name: z.string(),
  /** As the product ships it; an entry nobody has changed follows the defaults of the next version. */
  isDefault: z.boolean(),
});
export type NeedView = z.infer<typeof NeedView>;
export const NeedPage = pageOf(NeedView);

export const NeedQuery = z.object({
  ...pageQuery,
  side: CodeList.optional(),
  relation: CodeList.optional(),
  industryCode: CodeList.optional(),
  freshness: CodeList.optional(),
  includeArchived: Flag.optional(),
  ids: CodeList.pipe(z.array(Id).max(500)).optional(),
});
export type NeedQuery = z.infer<typeof NeedQuery>;
