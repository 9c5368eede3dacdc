import { z } from 'zod';
import { type Code, codesOf } from './dictionary.js';
import { changesOf, field, optional } from './field.js';
import {
  CodeList,
  Day,
  Flag,
  Id,
  Instant,
  Period,
  Reason,
  Version,
  pageOf,
  pageQuery,
  withDistinctReason,
} from './primitives.js';
import { LISTED_RECORD, provenanceFields, recordView } from './provenance.js';
import { SuccessionView } from './succession.js';

/** 项目 (measures 2c, 9–13): one record, many dated list memberships. */
export const projectFields = {
  name: field.text('项目名称', 160, { group: '基本情况', aliases: ['名称'] }),
  code: optional(field.text('项目编号', 40, { group: '基本情况', help: '留空则自动编号', aliases: ['编号'] })),
  nationalCode: optional(
    field.text('国家项目代码', 30, {
      group: '基本情况',
      help: '如 2023-520524-26-01-123456',
      aliases: ['项目代码', '投资项目代码'],
    }),
  ),
  placement: field.choice('项目归属', 'placement', { group: '基本情况' }).default('local'),
  areaCode: optional(
    field.area('所在地区', {
      group: '基本情况',
      aliases: ['地区', '县区', '县（市、区）', '所在县区', '所属县区', '所在县（市、区）'],
    }),
  ),
  province: optional(field.text('省份', 20, { group: '基本情况' })),
  place: optional(
    field.text('建设地点', 120, { group: '基本情况', aliases: ['地点', '建设地址', '项目地址', '项目选址'] }),
  ),
  parkName: optional(
    field.text('所在园区', 80, {
      group: '基本情况',
      help: '园区名称，写法不同也认得',
      aliases: ['园区', '所属园区', '所在开发区'],
    }),
  ),
  sector: optional(field.text('领域', 60, { group: '分类', help: '方案所列十二个领域' })),
  industryCodes: field
    .industries('所属行业', { group: '分类', aliases: ['行业代码', '国民经济行业', '行业', '行业类别'] })
    .default([]),
  modernisation: optional(field.choice('四化分类', 'modernisation', { group: '分类' })),
  projectCategory: optional(field.choice('项目类别', 'projectCategory', { group: '分类' })),
  investorKind: optional(field.choice('投资性质', 'investorKind', { group: '分类' })),
  chainAction: optional(field.choice('链条作用', 'chainAction', { group: '分类' })),
  content: optional(field.longText('建设内容', 4000, { group: '建设', aliases: ['建设内容及规模', '主要建设内容'] })),
  scaleText: optional(field.text('建设规模', 300, { group: '建设' })),
  phase: field.choice('建设阶段', 'projectPhase', { group: '建设', aliases: ['阶段'] }).default('planned'),
  totalInvestmentCny: optional(
    field.money('总投资', {
      group: '投资',
      aliases: ['总投资额', '投资额', '计划总投资', '投资总额', '项目总投资', '估算总投资', '概算总投资'],
    }),
  ),
  investmentQualifier: field.choice('投资口径', 'qualifier', { group: '投资' }).default('equal'),
  thresholdExceptionReason: optional(
    field.text('低于500万元的例外理由', 300, { group: '投资', help: '须由审核人员填写（方案第10条）' }),
  ),
  fundingPlan: field
    .fundings('资金安排', {
      group: '投资',
      help: '逐个渠道写金额和进展，渠道和合计由此得出（方案第10条）',
      aliases: ['资金来源', '资金构成', '资金筹措方案'],
    })
    .default([]),
  fundingRoutes: optional(
    field.choices('资金渠道', 'fundingRoute', { group: '投资', help: '填了资金安排的，渠道和合计由它得出' }),
  ),
  fundingSoughtCny: optional(field.money('拟争取资金', { group: '投资', aliases: ['计划争取资金', '申请资金'] })),
  fundingGrantedCny: optional(field.money('已落实资金', { group: '投资', aliases: ['到位资金额', '已争取资金'] })),
  fundingGrantedOn: optional(field.day('资金落实日期', { group: '投资' })),
  investorName: optional(
    field.text('投资方', 160, {
      group: '投资',
      aliases: ['投资企业', '建设单位', '投资方名称', '投资主体', '项目业主', '业主单位', '项目单位'],
    }),
  ),
  plannedStartOn: optional(
    field.day('计划开工', {
      group: '进度',
      aliases: [
        '计划开工日期',
        '计划开工时间',
        '拟开工时间',
        '预计开工时间',
        '建设起止开工',
        '建设起止时间开工',
        '建设起止年限开工',
        '计划建设时间开工',
      ],
    }),
  ),
  plannedFinishOn: optional(
    field.day('计划竣工', {
      group: '进度',
      aliases: [
        '计划竣工日期',
        '计划竣工时间',
        '计划完工时间',
        '预计竣工时间',
        '建设起止竣工',
        '建设起止时间竣工',
        '建设起止年限竣工',
        '计划建设时间竣工',
      ],
    }),
  ),
  landMu: optional(
    field.quantity('用地需求', {
      group: '要素',
      aliases: ['用地', '用地面积', '拟用地面积', '占地面积', '土地需求'],
      unit: '亩',
    }),
  ),
  landYear: optional(
    field.integer('用地年度', 2000, 2100, {
      group: '要素',
      help: '列入哪一年的用地需求清单（方案第43条）',
      aliases: ['用地需求年度'],
    }),
  ),
  landClass: optional(field.choice('用地类别', 'landClass', { group: '要素', aliases: ['地类', '土地用途'] })),
  newConstructionMu: optional(
    field.quantity('新增建设用地指标', {
      group: '要素',
      unit: '亩',
      aliases: ['新增建设用地', '新增建设用地指标需求'],
    }),
  ),
  forestMu: optional(field.quantity('林地定额', { group: '要素', unit: '亩', aliases: ['林地定额需求', '使用林地'] })),
  quotaPrepaid: optional(
    field.choice('指标预支', 'yesNo', { group: '要素', help: '新增建设用地指标提前预支', aliases: ['是否预支指标'] }),
  ),
  landBatch: optional(field.text('用地批次', 80, { group: '要素', help: '报批批次或批复文号', aliases: ['报批批次'] })),
  landGuaranteedMu: optional(
    field.quantity('已保障用地', { group: '要素', unit: '亩', aliases: ['已保障用地面积', '已落实用地'] }),
  ),
  forestGuaranteedMu: optional(
    field.quantity('已保障林地定额', { group: '要素', unit: '亩', aliases: ['已落实林地定额'] }),
  ),
  landGuarantee: optional(field.choice('用地保障', 'guaranteeState', { group: '要素', help: '方案第43条' })),
  forestGuarantee: optional(
    field.choice('林地保障', 'guaranteeState', {
      group: '要素',
      help: '林地定额落实到哪一步，方案第43条',
      aliases: ['林地定额保障'],
    }),
  ),
  energyTce: optional(
    field.quantity('年用能', { group: '要素', aliases: ['用能', '年综合能耗', '能耗', '用能需求'], unit: '吨标准煤' }),
  ),
  energyGapTce: optional(
    field.quantity('能耗指标缺口', { group: '要素', unit: '吨标准煤', aliases: ['用能缺口', '能耗缺口'] }),
  ),
  energyCase: optional(
    field.choice('用能办理', 'energyCase', {
      group: '要素',
      help: '一事一议或能耗单列，方案第44条',
      aliases: ['能耗单列'],
    }),
  ),
  energyGuarantee: optional(field.choice('用能保障', 'guaranteeState', { group: '要素', help: '方案第44条' })),
  waterM3: optional(
    field.quantity('年用水', { group: '要素', aliases: ['用水', '年用水量', '用水量', '用水需求'], unit: '立方米' }),
  ),
  waterGuarantee: optional(field.choice('用水保障', 'guaranteeState', { group: '要素' })),
  environmentGuarantee: optional(
    field.choice('环评预评估', 'guaranteeState', {
      group: '要素',
      help: '方案第45条',
      aliases: ['环评', '环境影响预评估'],
    }),
  ),
  environmentVerdict: optional(
    field.choice('预评估结论', 'environmentVerdict', { group: '要素', help: '选址前的环境影响预评估，方案第45条' }),
  ),
  environmentConditions: optional(field.longText('预评估条件', 1000, { group: '要素', aliases: ['预评估要求'] })),
  sensitiveArea: optional(
    field.choice('敏感区核查', 'sensitiveArea', {
      group: '要素',
      help: '自然保护地、生态保护红线、饮用水水源保护区等',
      aliases: ['环境敏感区'],
    }),
  ),
  approvalKind: optional(field.choice('审批方式', 'approvalKind', { group: '审批', aliases: ['管理方式'] })),
  approvalAppliedOn: optional(field.day('申报日期', { group: '审批' })),
  approvalDueOn: optional(field.day('预计批复日期', { group: '审批' })),
  approvedOn: optional(
    field.day('批复日期', {
      group: '审批',
      help: '审批类填可研批复日期，核准类填核准日期，备案类填备案日期',
      aliases: ['可研批复日期', '核准日期', '备案日期', '批复时间', '审批日期', '审批时间'],
    }),
  ),
  approvalDocumentNo: optional(field.text('批复文号', 80, { group: '审批', aliases: ['审批文号', '文号'] })),
  approvalAuthority: optional(
    field.text('批复机关', 80, { group: '审批', aliases: ['批复单位', '审批机关', '审批单位', '审批部门'] }),
  ),
  policyFit: optional(field.text('政策导向', 300, { group: '五个导向', help: '符合哪项政策（方案第9条）' })),
  supportFit: optional(field.text('支持方向', 300, { group: '五个导向' })),
  fundFit: optional(field.text('资金投向', 300, { group: '五个导向' })),
  industryFit: optional(field.text('产业风向', 300, { group: '五个导向' })),
  marketFit: optional(field.text('市场走向', 300, { group: '五个导向' })),
  responsibleUnits: field
    .words('责任单位', { group: '责任', aliases: ['牵头单位', '责任部门', '主管部门'] })
    .default([]),
  note: optional(field.longText('备注', 2000, { group: '责任' })),
} as const;

export const CreateProject = z.strictObject({ ...projectFields, ...provenanceFields });
export type CreateProject = z.infer<typeof CreateProject>;
/** As it is asked for; see {@link withDistinctReason}. */
export const NewProject = withDistinctReason(CreateProject);
export type NewProject = z.infer<typeof NewProject>;
/** As it is asked for; see {@link withDistinctReason}. */
export const UpdateProject = withDistinctReason(changesOf(CreateProject).extend({ version: Version }));
export type UpdateProject = z.infer<typeof UpdateProject>;

export const MembershipView = z.object({
  id: Id,
  list: z.enum(codesOf('projectList')),
  joinedOn: Day,
  leftOn: Day.nullable(),
  basis: z.string().nullable(),
  leftReason: z.string().nullable(),
  /** 撤销列入: it was put down by mistake, for the reason in `leftReason`. */
  isWithdrawn: z.boolean(),
});
export type MembershipView = z.infer<typeof MembershipView>;
export const JoinList = z.strictObject({
  list: z.enum(codesOf('projectList')),
  joinedOn: Day,
  basis: z.string().trim().max(200).optional(),
});
export type JoinList = z.infer<typeof JoinList>;
export const LeaveList = z.strictObject({ leftOn: Day, reason: Reason });
export type LeaveList = z.infer<typeof LeaveList>;
export const WithdrawMembership = z.strictObject({ reason: Reason });
export type WithdrawMembership = z.infer<typeof WithdrawMembership>;

/** Lists a county keeps of its own projects. All others are what the city counts by, and kept by the city alone (measures 5, 14, 33). */
export const COUNTY_LISTS: ReadonlySet<Code<'projectList'>> = new Set(['land_need', 'financing_demand']);

/** One allowed step of the 储备状态 and what it takes. */
export interface ReserveTransition {
  /** Only by those who review: measure 11c gives the decision to the investment, line and element departments. */
  readonly isDecision?: boolean;
  readonly needsReason?: boolean;
  /** Made by submitting the project to joint review, not by hand. */
  readonly isSubmission?: boolean;
  /**
   * Into the reserve without a review: only by the city's reviewers, with a reason that stays on record. Where the key facts are still
   * those the project was admitted with, it is a return and takes a decision only.
   */
  readonly isException?: boolean;
}

/**
 * 储备状态 (measure 11a): nothing is deleted, every way out has its reason, and the outcome of the joint review leads into the reserve
 * (measure 11c). A project that left the reserve begins again as a draft.
 */
export const RESERVE_TRANSITIONS: Readonly<
  Record<Code<'reserveState'>, Partial<Record<Code<'reserveState'>, ReserveTransition>>>
> = {
  draft: {
    pending: { isSubmission: true },
    in_reserve: { isException: true, needsReason: true },
    exited: { needsReason: true },
  },
  pending: {
    in_reserve: { isException: true, needsReason: true },
    draft: { needsReason: true },
    exited: { isDecision: true, needsReason: true },
  },
  in_reserve: {
    needs_update: { needsReason: true },
    paused: { needsReason: true },
    exited: { isDecision: true, needsReason: true },
  },
  needs_update: {
    pending: { isSubmission: true },
    in_reserve: { isException: true, needsReason: true },
    paused: { needsReason: true },
    exited: { isDecision: true, needsReason: true },
  },
  paused: {
    pending: { isSubmission: true },
    in_reserve: { isException: true, needsReason: true },
    exited: { isDecision: true, needsReason: true },
  },
  exited: { draft: { needsReason: true } },
};

/**
 * 关键信息: what a project was admitted with. When one of them changes afterwards, the project leaves 在库 for 需更新 and is reviewed
 * anew (measure 11c). Names of {@link projectFields}.
 */
export const RESERVE_KEY_FIELDS = [
  'areaCode',
  'place',
  'industryCodes',
  'content',
  'scaleText',
  'totalInvestmentCny',
  'landMu',
  'energyTce',
  'waterM3',
] as const satisfies readonly (keyof typeof projectFields)[];
export type ReserveKeyField = (typeof RESERVE_KEY_FIELDS)[number];

/** Fields whose being filled makes up the completeness of a project, 30 of the 100 points of quality (measure 11d). */
export const QUALITY_FIELDS = [
  'nationalCode', 'areaCode', 'place', 'sector', 'industryCodes', 'modernisation', 'projectCategory', 'investorKind', 'content',
  'scaleText', 'totalInvestmentCny', 'plannedStartOn', 'plannedFinishOn', 'landMu', 'energyTce', 'waterM3', 'approvalKind',
  'responsibleUnits',
] as const satisfies readonly (keyof typeof projectFields)[]; // prettier-ignore

/** Points at which a quality band begins. */
export const QUALITY_BANDS: Readonly<Record<Code<'qualityBand'>, number>> = { good: 80, fair: 60, poor: 0 };

/** Asks for another 储备状态; leaving, pausing or sending back needs a reason (measure 11a). */
export const ChangeReserveState = z.strictObject({
  to: z.enum(codesOf('reserveState')),
  reason: z.string().trim().max(500).optional(),
  version: Version,
});
export type ChangeReserveState = z.infer<typeof ChangeReserveState>;

/** What the bureau of an element concluded last (measures 43–45): only its next conclusion says anything better. */
export const GuaranteeVerdict = z.object({
  state: z.enum(codesOf('guaranteeState')),
  /** Of the packet. */
  number: z.int(),
  unit: z.string(),
});
export type GuaranteeVerdict = z.infer<typeof GuaranteeVerdict>;

export const ProjectView = z.object({
  ...CreateProject.shape,
  ...recordView,
  code: z.string(),
  areaName: z.string().nullable(),
  /** The park 所在园区 means; null where it names none or none is known. */
  park: z.string().nullable(),
  reserveState: z.enum(codesOf('reserveState')),
  reserveReason: z.string().nullable(),
  reserveChangedAt: Instant.nullable(),
  /** Day it came into the reserve. */
  intakeOn: Day.nullable(),
  /** The 送审件 by whose outcome it is in the reserve; null for an exception. */
  reservePacketId: Id.nullable(),
  /** Why it is in the reserve without a review. */
  reserveExceptionReason: z.string().nullable(),
  /** 关键信息 that are no longer those it was admitted with. */
  changedKeyFields: z.array(z.enum(RESERVE_KEY_FIELDS)),
  /** By the field of the element. */
  guaranteeVerdicts: z.record(z.string(), GuaranteeVerdict),
  /** 成熟度; null outside the reserve. */
  maturity: z.enum(codesOf('maturity')).nullable(),
  /** 储备质量分 and its parts, points that add up to it (measure 11d). */
  quality: z.object({
    score: z.number(),
    completeness: z.number(),
    rubric: z.number(),
    review: z.number(),
    freshness: z.number(),
  }),
  /** 亩 it takes: its need, or what it holds and waits for of plots where that is more. */
  landTakenMu: z.string().nullable(),
  /** 投资强度 (measure 31c): total investment ÷ that land, 万元/亩. */
  investmentIntensity: z.string().nullable(),
  memberships: z.array(MembershipView),
  /** 前序、后续项目 (measure 9). */
  successions: z.array(SuccessionView),
  /** Whether the asker also keeps the lists that are not among {@link COUNTY_LISTS}. */
  keepsCityLists: z.boolean(),
  /** Suggestions of the newest finished run that wait for a decision. */
  openSuggestionCount: z.int(),
});
export type ProjectView = z.infer<typeof ProjectView>;

/** A project as its list shows it; a {@link ProjectView} is the whole. */
export const ListedProject = ProjectView.pick({
  ...LISTED_RECORD,
  areaCode: true,
  areaName: true,
  placement: true,
  province: true,
  sector: true,
  phase: true,
  totalInvestmentCny: true,
  investmentQualifier: true,
  reserveState: true,
  openSuggestionCount: true,
}).extend({
  /** Lists it is on now. */
  lists: z.array(MembershipView.shape.list),
  /** 储备质量分; its parts are those of {@link ProjectView}. */
  qualityScore: z.number(),
});
export type ListedProject = z.infer<typeof ListedProject>;
export const ProjectPage = pageOf(ListedProject);

export const ProjectQuery = z.object({
  ...pageQuery,
  areaCode: CodeList.optional(),
  placement: CodeList.optional(),
  reserveState: CodeList.optional(),
  phase: CodeList.optional(),
  sector: CodeList.optional(),
  list: CodeList.optional(),
  /** On the 年度用地需求清单 of the year. */
  landYear: z.coerce.number().int().min(2000).max(2100).optional(),
  landClass: CodeList.optional(),
  /** Needs forest quota. */
  needsForest: Flag.optional(),
  energyCase: CodeList.optional(),
  approvalKind: CodeList.optional(),
  /** Names of parks. */
  park: CodeList.optional(),
  /** Names a 所在园区 that is none of the parks there are. */
  parkUntied: Flag.optional(),
  /** Names this 资金渠道. */
  fundingRoute: CodeList.optional(),
  /** Has its 批复. */
  approved: Flag.optional(),
  maturity: CodeList.optional(),
  qualityBand: CodeList.optional(),
  /** Was admitted to the reserve in its present stay. */
  admitted: Flag.optional(),
  /** Month it came into the reserve, `YYYY-MM`. */
  intake: CodeList.optional(),
  /** Planned start on or before this day, or without a plan. */
  startBy: Day.optional(),
  /** A lead of it that the asker may see came as far. */
  reached: z.enum(codesOf('conversionStep')).optional(),
  /** 门类 of its first trade, as the conversion groups by it; `none` for projects without a trade. */
  mainSection: CodeList.optional(),
  /** Month whose 月末快照 counted it, archived since or not. */
  snapshot: Period.optional(),
  /** Area it was counted in by that snapshot. */
  snapshotArea: z.string().optional(),
  /** How that snapshot counted it. */
  snapshotPart: z.enum(codesOf('snapshotPart')).optional(),
  industryCode: CodeList.optional(),
  freshness: CodeList.optional(),
  investmentMinCny: z.coerce.number().min(0).optional(),
  investmentMaxCny: z.coerce.number().min(0).optional(),
  includeArchived: Flag.optional(),
  ids: CodeList.pipe(z.array(Id).max(500)).optional(),
});
export type ProjectQuery = z.infer<typeof ProjectQuery>;

/** Count, sum and quality of the projects of a list, under the list's own filters (measures 10c, 11d). */
export const ProjectSummary = z.object({
  count: z.int(),
  totalInvestmentCny: z.string(),
  /** Of these, how many have no total investment. */
  unknownInvestmentCount: z.int(),
  quality: z.object({ mean: z.number().nullable(), good: z.int(), fair: z.int(), poor: z.int() }),
});
export type ProjectSummary = z.infer<typeof ProjectSummary>;

/** Leader-linkage quota per area (measure 5, N8): quota, linked and the shortfall. */
export const LinkageQuotaView = z.object({
  year: z.int(),
  totalQuota: z.int(),
  totalLinked: z.int(),
  areas: z.array(
    z.object({ areaCode: z.string(), areaName: z.string(), quota: z.int(), linked: z.int(), short: z.int() }),
  ),
});
export type LinkageQuotaView = z.infer<typeof LinkageQuotaView>;
