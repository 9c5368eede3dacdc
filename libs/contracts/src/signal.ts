import { z } from 'zod';
import { type Code, codesOf } from './dictionary.js';
import { field, optional } from './field.js';
import { CodeList, Day, Flag, Id, Instant, pageOf, pageQuery, Reason } from './primitives.js';

/** What a kind of signal says about an enterprise, and for how long. */
export interface SignalRule {
  /** A reason to call, or a reason to look twice before calling. */
  readonly direction: Code<'signalDirection'>;
  /** Days from the event on for which it counts, unless whoever records it says another day. */
  readonly validDays: number;
  /** How much it says, 1 to 5, unless whoever records it says otherwise; it orders reasons to call and enters no score. */
  readonly weight: number;
}

/**
 * Kind of signal → rule. The periods are working assumptions of the house, not of the notice: a capacity decision is acted on within a
 * year, a patent stays telling for longer, a changed executive is news for half a year.
 */
export const SIGNAL_RULES: Readonly<Record<Code<'signalKind'>, SignalRule>> = {
  expansion: { direction: 'opportunity', validDays: 365, weight: 5 },
  financing: { direction: 'opportunity', validDays: 270, weight: 4 },
  award: { direction: 'opportunity', validDays: 270, weight: 3 },
  relocation: { direction: 'opportunity', validDays: 365, weight: 5 },
  subsidiary: { direction: 'opportunity', validDays: 365, weight: 4 },
  patent: { direction: 'opportunity', validDays: 730, weight: 2 },
  penalty: { direction: 'risk', validDays: 730, weight: 4 },
  litigation: { direction: 'risk', validDays: 730, weight: 4 },
  executive_change: { direction: 'risk', validDays: 180, weight: 2 },
};

/** Kinds of signal that point in one of these directions; without any, all. */
export function signalKindsOf(directions?: readonly string[]): Code<'signalKind'>[] {
  return codesOf('signalKind').filter((kind) => directions?.includes(SIGNAL_RULES[kind].direction) ?? true);
}

const group = '动态';

/** What is recorded of a signal, whether by hand or by a connector. */
export const signalFields = {
  kind: field.choice('动态类型', 'signalKind', { group, aliases: ['信号类型', '类型', '事件类型'] }),
  title: field.text('动态标题', 200, { group, aliases: ['标题', '信号标题', '事件标题'] }),
  body: optional(field.longText('动态内容', 4000, { group, aliases: ['内容', '摘要', '正文', '事件内容'] })),
  occurredOn: field.day('发生日期', { group, aliases: ['事件日期', '发布日期', '日期'] }),
  sourceName: field.text('动态来源', 200, { group, aliases: ['来源', '信息来源', '数据来源'] }),
  sourceUrl: optional(field.url('来源网址', { group, aliases: ['链接', '网址'] })),
  /** What the source itself knows the event by; without it kind, day and title tell events apart. */
  sourceKey: optional(field.text('来源编号', 120, { group, aliases: ['事件编号', '公告编号'] })),
  weight: optional(field.integer('分量', 1, 5, { group })),
  validUntil: optional(field.day('动态有效期至', { group, aliases: ['有效期至'] })),
} as const;

/** 企业动态: something that happened at an enterprise, as somebody read it somewhere. */
export const RecordSignal = z.strictObject({ enterpriseId: Id, ...signalFields });
export type RecordSignal = z.infer<typeof RecordSignal>;
/** What a signal says, without the enterprise. */
export type SignalFacts = Omit<RecordSignal, 'enterpriseId'>;

/** 待核 → 有效 or 作废, and back; a signal is never deleted. */
export const JudgeSignal = z.strictObject({ state: z.enum(codesOf('signalState')), reason: Reason });
export type JudgeSignal = z.infer<typeof JudgeSignal>;

export const SignalView = z.object({
  id: Id,
  enterprise: z.object({ id: Id, name: z.string() }),
  kind: z.enum(codesOf('signalKind')),
  direction: z.enum(codesOf('signalDirection')),
  title: z.string(),
  body: z.string().nullable(),
  occurredOn: Day,
  sourceName: z.string(),
  sourceUrl: z.string().nullable(),
  weight: z.int(),
  validUntil: Day,
  /** Neither void nor past its validity. */
  isLive: z.boolean(),
  capturedAt: Instant,
  /** Null for what a connector brought. */
  capturedByName: z.string().nullable(),
  /** Name of the connector that brought it. */
  connectorName: z.string().nullable(),
  state: z.enum(codesOf('signalState')),
  stateReason: z.string().nullable(),
  stateByName: z.string().nullable(),
  stateAt: Instant.nullable(),
  can: z.object({ judge: z.boolean() }),
});
export type SignalView = z.infer<typeof SignalView>;
/** What is told of a signal beside something else: what happened, when, and who says so. */
export const SignalBrief = SignalView.pick({
  id: true, kind: true, direction: true, title: true, occurredOn: true, sourceName: true, state: true,
}); // prettier-ignore
export type SignalBrief = z.infer<typeof SignalBrief>;
export const SignalPage = pageOf(SignalView);

export const SignalQuery = z.object({
  page: pageQuery.page,
  pageSize: z.coerce.number().int().min(1).max(100).default(20),
  enterpriseId: Id.optional(),
  kind: CodeList.optional(),
  direction: CodeList.optional(),
  state: CodeList.optional(),
  /** Only those that count today, or only those that do not. */
  isLive: Flag.optional(),
});
export type SignalQuery = z.infer<typeof SignalQuery>;
