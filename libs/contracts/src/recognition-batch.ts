import { z } from 'zod';
import { codesOf } from './dictionary.js';
import { field, optional } from './field.js';
import { CodeList, Day, Id, Instant, pageOf, pageQuery } from './primitives.js';

/** One line of a published list. What a line does not say, the batch says for all. */
export const recognitionLineFields = {
  name: optional(
    field.text('企业名称', 200, {
      aliases: ['单位名称', '公司名称', '法人单位', '企业', '入选企业', '申报单位', '申报企业', '示范企业', '名称'],
    }),
  ),
  creditCode: optional(field.text('统一社会信用代码', 30, { aliases: ['信用代码', '社会信用代码', '统一信用代码'] })),
  list: optional(field.choice('名录', 'recognitionList', { aliases: ['称号', '类别', '认定类型', '资质'] })),
  title: optional(field.text('入选名称', 120, { aliases: ['产品名称', '主营产品', '单项冠军产品'] })),
  year: optional(field.integer('年度', 1990, 2100, { aliases: ['年份', '认定年度', '评定年度'] })),
  place: optional(field.integer('名次', 1, 100_000, { aliases: ['排名', '位次'] })),
} as const;

/** Lines of one batch; longer lists come in parts. */
export const MOST_RECOGNITION_LINES = 5_000;

/** Where a published list comes from, sent with the file. */
export const CreateRecognitionBatch = z.object({
  list: z.enum(codesOf('recognitionList')),
  title: z.string().trim().min(2).max(120),
  year: z.coerce.number().int().min(1990).max(2100),
  /** The authority that published it, with the name of its document. */
  sourceName: z.string().trim().min(2).max(200),
  sourceUrl: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  publishedOn: Day,
});
export type CreateRecognitionBatch = z.infer<typeof CreateRecognitionBatch>;

/** Lines by what became of them. */
export const RecognitionCounts = z.object({
  waiting: z.int(),
  ready: z.int(),
  exists: z.int(),
  doubtful: z.int(),
  unknown: z.int(),
  repeated: z.int(),
  error: z.int(),
  left_out: z.int(),
  written: z.int(),
});

/** 名录批次: a published list, registered and taken back as a whole. */
export const RecognitionBatchView = z.object({
  id: Id,
  list: z.enum(codesOf('recognitionList')),
  title: z.string(),
  year: z.int(),
  sourceName: z.string(),
  sourceUrl: z.string().nullable(),
  publishedOn: Day,
  fileName: z.string(),
  state: z.enum(codesOf('recognitionBatchState')),
  createdByName: z.string(),
  organisationName: z.string(),
  createdAt: Instant,
  writtenAt: Instant.nullable(),
  /** Without the lines of enterprises the reader may not see. */
  counts: RecognitionCounts,
  /** Lines looked up, of how many. */
  progressDone: z.int(),
  progressTotal: z.int(),
  errorCode: z.string().nullable(),
  errorDetails: z.record(z.string(), z.unknown()).nullable(),
  /** `kept`: entries that were withdrawn by hand before, or that who took it back may not see. */
  undo: z.object({ byName: z.string(), at: Instant, reason: z.string(), withdrawn: z.int(), kept: z.int() }).nullable(),
  can: z.object({ cancel: z.boolean(), retry: z.boolean(), write: z.boolean(), undo: z.boolean() }),
});
export type RecognitionBatchView = z.infer<typeof RecognitionBatchView>;
export const RecognitionBatchPage = pageOf(RecognitionBatchView);
export const RecognitionBatchQuery = z.object({ page: pageQuery.page, pageSize: pageQuery.pageSize });
export type RecognitionBatchQuery = z.infer<typeof RecognitionBatchQuery>;

const EnterpriseName = z.object({ id: Id, name: z.string(), creditCode: z.string().nullable() });
/** One line of the list, and whom it means. */
export const RecognitionLineView = z.object({
  line: z.int(),
  name: z.string().nullable(),
  creditCode: z.string().nullable(),
  list: z.enum(codesOf('recognitionList')),
  title: z.string(),
  year: z.int(),
  place: z.int().nullable(),
  verdict: z.enum(codesOf('recognitionVerdict')),
  enterprise: EnterpriseName.nullable(),
  /** Where the matcher is in doubt, whom the line may mean. */
  candidates: z.array(EnterpriseName),
  issues: z.array(z.object({ title: z.string(), code: z.string(), message: z.string() })),
});
export type RecognitionLineView = z.infer<typeof RecognitionLineView>;
export const RecognitionLinePage = pageOf(RecognitionLineView);
export const RecognitionLineQuery = z.object({
  page: pageQuery.page,
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
  verdict: CodeList.optional(),
});
export type RecognitionLineQuery = z.infer<typeof RecognitionLineQuery>;

/** Whom lines mean; null leaves a line out. */
export const ResolveRecognitionLines = z.strictObject({
  lines: z
    .array(z.strictObject({ line: z.int().min(1), enterpriseId: Id.nullable() }))
    .min(1)
    .max(500),
});
export type ResolveRecognitionLines = z.infer<typeof ResolveRecognitionLines>;

export const RecognitionJob = z.strictObject({ recognitionBatchId: Id });
export type RecognitionJob = z.infer<typeof RecognitionJob>;
