import { z } from 'zod';
import { type Code, codesOf, termOf } from './dictionary.js';
import { LeadView } from './lead.js';
import { CodeList, Day, Flag, Id, Instant, Reason, pageOf, pageQuery } from './primitives.js';
import { SignalBrief } from './signal.js';

/**
 * What each reason to contact somebody is worth. The points of a row are the sum over its reasons, each of which counts once; the list is
 * ordered by them and by nothing else but ties. The figures are working assumptions of the house: a broken promise weighs as much as the
 * strongest news, and a date that has passed weighs more each day, so that nothing stays at the bottom for ever.
 */
export const CALL_RULES = {
  /** The strongest opportunity of the enterprise that still counts and that was captured after the last contact. */
  signal: { perWeight: 6, freshDays: 90, perWeightLater: 3 },
  /** The next step was promised for a day that is over. */
  overdue: { base: 30, perDay: 1, atMost: 50 },
  /** The next step is promised for today, or for one of the days ahead. */
  due: { today: 30, soon: 10, daysAhead: 3 },
  /** A resource or market is reserved for the pair, and the reservation runs out. */
  reservation: { week: 25, later: 15, weekDays: 7, daysAhead: 14 },
  /** Nobody has been in touch since the lead was opened. */
  untouched: { points: 20, afterDays: 3 },
  /** Nobody has been in touch for long. */
  silent: { points: 10, afterDays: 14, longPoints: 20, longAfterDays: 30 },
  /** The allocation of the newest run proposes the pair, and nobody follows the enterprise. */
  proposed: { points: 10 },
} as const satisfies Record<Code<'callReason'>, Readonly<Record<string, number>>>;

/** The rule of each reason in a sentence, as the screen states it. */
export const CALL_RULE_TEXTS: Readonly<Record<Code<'callReason'>, string>> = {
  signal: `上次联系之后收录、仍在有效期内的机会动态，取最强的一条：分量（1–5）× ${CALL_RULES.signal.perWeight} 分；发生超过 ${CALL_RULES.signal.freshDays} 天的，× ${CALL_RULES.signal.perWeightLater} 分`,
  overdue: `约定的下一步已过日期：${CALL_RULES.overdue.base} 分，每逾期一天加 ${CALL_RULES.overdue.perDay} 分，最多 ${CALL_RULES.overdue.atMost} 分`,
  due: `约定的下一步今天到期：${CALL_RULES.due.today} 分；${CALL_RULES.due.daysAhead} 天内到期：${CALL_RULES.due.soon} 分`,
  reservation: `为它预留的资源或市场 ${CALL_RULES.reservation.weekDays} 天内到期：${CALL_RULES.reservation.week} 分；${CALL_RULES.reservation.daysAhead} 天内：${CALL_RULES.reservation.later} 分`,
  untouched: `建线索满 ${CALL_RULES.untouched.afterDays} 天还没有联系过：${CALL_RULES.untouched.points} 分`,
  silent: `上次联系已过 ${CALL_RULES.silent.afterDays} 天：${CALL_RULES.silent.points} 分；已过 ${CALL_RULES.silent.longAfterDays} 天：${CALL_RULES.silent.longPoints} 分`,
  proposed: `最近一次匹配的分配结果推荐、企业还无人跟进：${CALL_RULES.proposed.points} 分`,
};

const points = z.int().min(1);
/** Why to contact somebody now, with the figures its sentence is made from; see {@link callReasonText}. */
export const CallReasonView = z.discriminatedUnion('code', [
  z.object({
    code: z.literal('signal'),
    points,
    kind: z.enum(codesOf('signalKind')),
    title: z.string(),
    on: Day,
    sourceName: z.string(),
  }),
  z.object({ code: z.literal('overdue'), points, on: Day, days: z.int(), nextStep: z.string() }),
  z.object({ code: z.literal('due'), points, on: Day, days: z.int(), nextStep: z.string() }),
  z.object({
    code: z.literal('reservation'),
    points,
    on: Day,
    days: z.int(),
    name: z.string(),
    quantity: z.string(),
    unit: z.string(),
  }),
  z.object({
    code: z.literal('untouched'),
    points,
    on: Day,
    days: z.int(),
    source: z.enum(codesOf('leadSource')),
  }),
  z.object({ code: z.literal('silent'), points, on: Day, days: z.int() }),
  z.object({ code: z.literal('proposed'), points, projectName: z.string() }),
]);
export type CallReasonView = z.infer<typeof CallReasonView>;

/** A reason as a sentence made from its data; the same on the screen and in the file. */
export function callReasonText(reason: CallReasonView): string {
  switch (reason.code) {
    case 'signal':
      return `${termOf('signalKind', reason.kind)}：${reason.title}（${reason.on}，${reason.sourceName}）`;
    case 'overdue':
      return `约定 ${reason.on} “${reason.nextStep}”，已逾期 ${reason.days} 天`;
    case 'due':
      return reason.days === 0
        ? `约定今天“${reason.nextStep}”`
        : `约定 ${reason.on} “${reason.nextStep}”，还有 ${reason.days} 天`;
    case 'reservation':
      return `为它预留的${reason.name} ${reason.quantity} ${reason.unit}，${reason.on} 到期${reason.days === 0 ? '（今天）' : `，还有 ${reason.days} 天`}`;
    case 'untouched':
      return `${reason.on} ${reason.source === 'suggestion' ? '采纳匹配建议' : '登记线索'}，${reason.days} 天还没有联系过`;
    case 'silent':
      return `上次联系 ${reason.on}，已过 ${reason.days} 天`;
    case 'proposed':
      return `分配结果推荐给“${reason.projectName}”，还无人跟进`;
  }
}

/** One thing to put on the table: of an exchange package, or, where the pair has none, of its suggestion. */
export const CallOfferView = z.object({
  side: z.enum(codesOf('supplySide')),
  supplyId: Id,
  name: z.string(),
  areaName: z.string().nullable(),
  /** What the pair would take of it; null where nobody has said so. */
  use: z.object({ quantity: z.string(), unit: z.string(), isEstimated: z.boolean() }).nullable(),
  /** Why its package shows it and does not promise it; null where it promises it, and for what a suggestion offers. */
  reason: z.enum(codesOf('packageShownReason')).nullable(),
});
export type CallOfferView = z.infer<typeof CallOfferView>;

/** 联系清单: somebody to contact now, why, with what, and whom to ask for. An open lead, or an enterprise nobody follows. */
export const CallView = z.object({
  /** Of the lead or of the suggestion. */
  id: Id,
  kind: z.enum(codesOf('callKind')),
  enterprise: z.object({ id: Id, name: z.string(), shortName: z.string().nullable() }),
  project: z.object({ id: Id, name: z.string() }).nullable(),
  areaName: z.string().nullable(),
  /** Null for a suggestion. */
  lead: LeadView.nullable(),
  /** The suggestion's place in the list of its project; null for a lead. */
  place: z.int().nullable(),
  /** Further projects the enterprise is suggested to, within the reader's reach; 0 for a lead. */
  otherProjects: z.int(),
  /** Newest contact by anybody. */
  lastContactOn: Day.nullable(),
  /** Sum of the points of the reasons. */
  points: z.int(),
  /** The weightiest first. */
  reasons: z.array(CallReasonView).min(1),
  /** What to look at before calling: risk news that counts, an integrity check that failed or ran out. */
  warnings: z.object({
    signals: z.array(SignalBrief),
    integrity: z.enum(['problem', 'expired']).nullable(),
  }),
  offers: z.array(CallOfferView),
  /** The exchange package the offers are of; null where the pair has none. */
  package: z.object({ id: Id, role: z.enum(codesOf('packageRole')).nullable() }).nullable(),
  /** The primary contact, masked; null where there is none, and for who does not work with contacts. */
  contact: z
    .object({
      id: Id,
      name: z.string(),
      post: z.string().nullable(),
      mobileMasked: z.string().nullable(),
      phoneMasked: z.string().nullable(),
      can: z.object({ reveal: z.boolean() }),
    })
    .nullable(),
  /** 暂缓 that keeps the row off the list; only where the list of those is asked for. */
  snooze: z.object({ id: Id, until: Day, reason: z.string(), byName: z.string() }).nullable(),
});
export type CallView = z.infer<typeof CallView>;
export const CallPage = pageOf(CallView);
export type CallPage = z.infer<typeof CallPage>;

export const CallQuery = z.object({
  ...pageQuery,
  kind: CodeList.optional(),
  reason: CodeList.optional(),
  areaCode: CodeList.optional(),
  /** Only leads the asker answers for. */
  mine: Flag.optional(),
  /** Those the asker's unit has put off, instead of those to contact now. */
  snoozed: Flag.optional(),
});
export type CallQuery = z.infer<typeof CallQuery>;

/** Longest time for which a row may be put off, in days: nobody is forgotten by a click. */
export const SNOOZE_DAYS_AT_MOST = 180;
/** 暂缓联系: keeps a lead, or an enterprise nobody follows, off the unit's list until a day. */
export const SnoozeCall = z
  .strictObject({ leadId: Id.optional(), enterpriseId: Id.optional(), until: Day, reason: Reason })
  .refine(({ leadId, enterpriseId }) => (leadId === undefined) !== (enterpriseId === undefined), {
    error: '请指定线索或企业之一',
    path: ['leadId'],
  });
export type SnoozeCall = z.infer<typeof SnoozeCall>;
export const CallSnoozeView = z.object({
  id: Id,
  enterpriseId: Id,
  leadId: Id.nullable(),
  until: Day,
  reason: z.string(),
  byName: z.string(),
  at: Instant,
  liftedAt: Instant.nullable(),
});
export type CallSnoozeView = z.infer<typeof CallSnoozeView>;
