import { z } from 'zod';
import { type Code, codesOf, termOf } from './dictionary.js';
import { field, optional } from './field.js';
import { CodeList, Day, Flag, Id, Instant, pageOf, pageQuery, Reason, Version } from './primitives.js';

const REGISTERS = ['resource', 'market'] as const;

/** 领域: a kind of the resource or of the market register, as `register.kind`, in the order of the dictionaries. */
export const SURVEY_FIELDS = [
  ...codesOf('resourceKind').map((kind) => `resource.${kind}` as const),
  ...codesOf('marketKind').map((kind) => `market.${kind}` as const),
];
export type SurveyField = (typeof SURVEY_FIELDS)[number];

/** What a 领域 is called: 矿产, 政府采购. */
export function surveyFieldTerm(code: SurveyField): string {
  const { register, kind } = surveyFieldParts(code);
  return termOf(`${register}Kind`, kind);
}

/** Register and kind of a 领域. */
export function surveyFieldParts(code: SurveyField): { register: (typeof REGISTERS)[number]; kind: string } {
  const [register, kind] = code.split('.') as [(typeof REGISTERS)[number], string];
  return { register, kind };
}

const plan = {
  title: field.text('批次名称', 80),
  year: field.integer('年度', 2020, 2100),
  fields: z.array(z.enum(SURVEY_FIELDS)).min(1).max(SURVEY_FIELDS.length),
  /** 层级 with tasks of their own. Without 乡镇（园区） what townships hold is part of their county's task. */
  levels: z
    .array(z.enum(codesOf('supplyLevel')))
    .min(1)
    .max(3)
    .default(['county']),
  /** Counties and zones; 市本级 is there whenever the city level is surveyed, and only then. */
  areaCodes: z.array(z.string().max(20)).max(30),
  leadOrganisationId: Id,
  /** First day; the day it is opened may be another. */
  opensOn: field.day('开展日期'),
  /** Last day to submit; on a holiday the next working day holds. */
  dueOn: field.day('填报期限'),
  instructions: optional(field.longText('填报要求', 4000)),
} as const;

/** 普查批次: what is surveyed, where, by when. */
export const CreateSurveyCampaign = z.strictObject(plan);
export type CreateSurveyCampaign = z.infer<typeof CreateSurveyCampaign>;
/** Changes a draft. */
export const UpdateSurveyCampaign = z.strictObject({ ...plan, version: Version });
export type UpdateSurveyCampaign = z.infer<typeof UpdateSurveyCampaign>;

/** 开展, 截止, 重新开放, 归档; all but the first say why. */
export const MoveSurveyCampaign = z.strictObject({
  to: z.enum(['open', 'closed', 'archived']),
  reason: Reason.optional(),
  version: Version,
});
export type MoveSurveyCampaign = z.infer<typeof MoveSurveyCampaign>;
/** 延期 of an open campaign. */
export const ExtendSurveyCampaign = z.strictObject({ dueOn: Day, reason: Reason, version: Version });
export type ExtendSurveyCampaign = z.infer<typeof ExtendSurveyCampaign>;

/** Cells of a campaign, an area or a field. Counts add up: areas to the total, fields to the total. */
export const SurveyCoverage = z.object({
  cells: z.int(),
  /** Verified or confirmed none, and nothing listed in it is past its validity. */
  covered: z.int(),
  /** covered ÷ cells, 0–1; null without a cell. */
  share: z.number().nullable(),
  /** By state; they add up to `cells`. */
  states: z.record(z.enum(codesOf('surveyCellState')), z.int()),
  /** Settled, but with rows past their validity: counted as settled and not as covered. */
  lapsed: z.int(),
  /** Past the deadline and not submitted. */
  overdue: z.int(),
  rows: z.int(),
  expired: z.int(),
});
export type SurveyCoverage = z.infer<typeof SurveyCoverage>;

export const SurveyCampaignView = z.object({
  id: Id,
  version: Version,
  title: z.string(),
  year: z.int(),
  state: z.enum(codesOf('surveyState')),
  fields: z.array(z.object({ code: z.enum(SURVEY_FIELDS), title: z.string() })),
  levels: z.array(z.enum(codesOf('supplyLevel'))),
  areas: z.array(z.object({ code: z.string(), name: z.string() })),
  lead: z.object({ id: Id, name: z.string() }),
  opensOn: Day,
  dueOn: Day,
  /** The deadline, or where it is a holiday the working day after it. */
  effectiveDueOn: Day,
  /** Working days from today until the deadline, today not counted; negative once it is over; null unless it is open. */
  workingDaysLeft: z.int().nullable(),
  instructions: z.string().nullable(),
  /** The campaign this one surveys again. */
  previous: z.object({ id: Id, title: z.string() }).nullable(),
  /** Drafted by the yearly check, for somebody to look at. */
  isProposed: z.boolean(),
  isExample: z.boolean(),
  createdByName: z.string().nullable(),
  createdAt: Instant,
  /** Of the cells the asker may see; without a cell in a draft. */
  coverage: SurveyCoverage,
  can: z.object({
    edit: z.boolean(),
    open: z.boolean(),
    extend: z.boolean(),
    close: z.boolean(),
    reopen: z.boolean(),
    archive: z.boolean(),
    resurvey: z.boolean(),
  }),
});
export type SurveyCampaignView = z.infer<typeof SurveyCampaignView>;
export const SurveyCampaignPage = pageOf(SurveyCampaignView);
export const SurveyCampaignQuery = z.object({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  state: CodeList.optional(),
});
export type SurveyCampaignQuery = z.infer<typeof SurveyCampaignQuery>;

const person = z.object({ id: Id, name: z.string() });

/** 普查任务: one field in one area at one level. What it holds are the rows of the register themselves; `path` opens exactly those. */
export const SurveyCellView = z.object({
  id: Id,
  version: Version,
  campaign: z.object({ id: Id, title: z.string(), state: z.enum(codesOf('surveyState')), effectiveDueOn: Day }),
  areaCode: z.string(),
  areaName: z.string(),
  level: z.enum(codesOf('supplyLevel')),
  /** Levels whose rows it counts: its own, and with a county's those of its townships where they have no task of their own. */
  countedLevels: z.array(z.enum(codesOf('supplyLevel'))),
  field: z.enum(SURVEY_FIELDS),
  fieldTitle: z.string(),
  register: z.enum(REGISTERS),
  unit: person,
  /** 责任部门 of the field, who verify it; without one every unit that verifies does. */
  departments: z.array(person),
  assignee: person.nullable(),
  state: z.enum(codesOf('surveyCellState')),
  /** Whether what was submitted, or confirmed, is that there is nothing. */
  isNone: z.boolean(),
  /** Rows of the register; of a closed campaign as they were when it closed. */
  rows: z.int(),
  /** Of them past their validity. */
  expired: z.int(),
  /** Of them past it, about to be, or without any: whoever submits stands for these anew. */
  unconfirmed: z.int(),
  /** Whether the figures are those of the day the campaign was closed. */
  isFrozen: z.boolean(),
  isCovered: z.boolean(),
  isOverdue: z.boolean(),
  /** Address of the list with these rows. */
  path: z.string(),
  /** 依据: what was looked at to find nothing, and who stands for it. */
  noneBasis: z.string().nullable(),
  nonePerson: z.string().nullable(),
  submittedByName: z.string().nullable(),
  submittedAt: Instant.nullable(),
  decidedByName: z.string().nullable(),
  decidedAt: Instant.nullable(),
  /** Why it was returned. */
  returnReason: z.string().nullable(),
  can: z.object({
    submit: z.boolean(),
    claimNone: z.boolean(),
    withdraw: z.boolean(),
    verify: z.boolean(),
    return: z.boolean(),
    assign: z.boolean(),
  }),
});
export type SurveyCellView = z.infer<typeof SurveyCellView>;
export const SurveyCellPage = pageOf(SurveyCellView);

export const SurveyCellQuery = z.object({
  page: pageQuery.page,
  pageSize: pageQuery.pageSize,
  sort: pageQuery.sort,
  campaignId: Id.optional(),
  areaCode: CodeList.optional(),
  level: CodeList.optional(),
  field: CodeList.pipe(z.array(z.enum(SURVEY_FIELDS))).optional(),
  state: CodeList.pipe(z.array(z.enum(codesOf('surveyCellState')))).optional(),
  /** Of campaigns that are open. */
  open: Flag.optional(),
  overdue: Flag.optional(),
  covered: Flag.optional(),
  /** Assigned to the asker. */
  mine: Flag.optional(),
  /** Of fields the asker's own unit answers for. */
  own: Flag.optional(),
  /** To be filled in by the asker's own unit. */
  ownUnit: Flag.optional(),
});
export type SurveyCellQuery = z.infer<typeof SurveyCellQuery>;

/** 普查矩阵: the cells the asker may see, and how far each level, each area and each field is. */
export const SurveyMatrix = z.object({
  campaign: SurveyCampaignView,
  cells: z.array(SurveyCellView),
  areas: z.array(SurveyCoverage.extend({ code: z.string(), name: z.string() })),
  fields: z.array(
    SurveyCoverage.extend({ code: z.enum(SURVEY_FIELDS), name: z.string(), departments: z.array(person) }),
  ),
  /** Of the levels the asker sees cells of. */
  levels: z.array(SurveyCoverage.extend({ code: z.enum(codesOf('supplyLevel')) })),
  total: SurveyCoverage,
  /** By field: rows of the city level, where the campaign does not survey it. They are in no cell. `path` opens them. */
  citywide: z.array(z.object({ field: z.enum(SURVEY_FIELDS), rows: z.int(), path: z.string() })),
});
export type SurveyMatrix = z.infer<typeof SurveyMatrix>;

export const SurveyStepView = z.object({
  at: Instant,
  byName: z.string().nullable(),
  action: z.enum(codesOf('surveyAction')),
  note: z.string().nullable(),
  /** Rows the cell had then. */
  rows: z.int().nullable(),
});
export type SurveyStepView = z.infer<typeof SurveyStepView>;
/** What became of a campaign: opened, extended, closed, reopened, archived, by whom and why; newest first. */
export const SurveyStepList = z.array(SurveyStepView);

export const SurveyCellDetail = SurveyCellView.extend({
  /** Newest first. */
  steps: SurveyStepList,
  /** How the same cell ended in the campaign this one surveys again. */
  previous: z
    .object({
      title: z.string(),
      state: z.enum(codesOf('surveyCellState')),
      rows: z.int(),
      noneBasis: z.string().nullable(),
    })
    .nullable(),
  /** Whom it may be assigned to. */
  people: z.array(person),
});
export type SurveyCellDetail = z.infer<typeof SurveyCellDetail>;

/** 提交. Rows outside their validity are confirmed with it (仍属实), which `confirmsRows` says knowingly. */
export const SubmitSurveyCell = z.strictObject({ version: Version, confirmsRows: z.boolean().default(false) });
export type SubmitSurveyCell = z.infer<typeof SubmitSurveyCell>;
/** 申报无: what was looked at, and who stands for it. */
export const ClaimSurveyNone = z.strictObject({
  version: Version,
  basis: field.longText('核查依据', 1000).min(6),
  person: field.text('责任人', 60),
});
export type ClaimSurveyNone = z.infer<typeof ClaimSurveyNone>;
export const VerifySurveyCell = z.strictObject({ version: Version, note: Reason.optional() });
export type VerifySurveyCell = z.infer<typeof VerifySurveyCell>;
/** 退回, or the county's 撤回. */
export const ReturnSurveyCell = z.strictObject({ version: Version, reason: Reason });
export type ReturnSurveyCell = z.infer<typeof ReturnSurveyCell>;
export const AssignSurveyCell = z.strictObject({ version: Version, assigneeId: Id.nullable() });
export type AssignSurveyCell = z.infer<typeof AssignSurveyCell>;

/** Units that may lead a campaign. */
export const SurveyLeadList = z.array(person);

/** Address of the list with exactly the rows of a cell: those of the city level wherever they lie, all others in the area. */
export function surveyRowsPath(code: SurveyField, areaCode: string, levels: readonly Code<'supplyLevel'>[]): string {
  const { register, kind } = surveyFieldParts(code);
  const area = levels.includes('city') ? '' : `areaCode=${areaCode}&`;
  return `/${register}s?${area}kind=${kind}&level=${levels.join(',')}`;
}

/** States in which the county still has to do something. */
export const SURVEY_OWED: readonly Code<'surveyCellState'>[] = ['not_started', 'filling', 'returned'];
