import {
  CallQuery,
  callReasonText,
  type CallView,
  type EnterpriseView,
  type ExchangePackageView,
  ExchangePackageQuery,
  type FundsLineView,
  FundsQuery,
  type LeadView,
  LeadQuery,
  type Permission,
  type ProjectView,
  type RequestExport,
  ReservationQuery,
  type ReservationView,
  codesOf,
  ReviewPacketQuery,
  type ReviewPacketView,
  SurveyCellQuery,
  type SurveyCellView,
  termOf,
} from '@lianghuan/contracts';
import type { z } from 'zod';
import type { CallService } from '../call/call.service.js';
import type { ExchangePackageService } from '../exchange-package/exchange-package.service.js';
import type { FundsService } from '../funds/funds.service.js';
import type { LeadViewService } from '../lead/lead-view.service.js';
import type { ReservationService } from '../supply/reservation.service.js';
import type { ReviewService } from '../review/review.service.js';
import type { SurveyCellService } from '../survey/survey-cell.service.js';
import { exactNumber } from './cell-value.js';
import type { SheetCell } from './sheet-writer.js';
import { type ExportSource, type ListColumn, registerSource, type ShownColumn } from './export-sources.js';
import { minuteOf } from './minute.js';
import type { PlaceNames } from './place-names.js';
import type { TransferRegister } from './transfer-registers.js';
import { Exact } from './unit.js';

const TEXT = '@';
const DAY = 'yyyy-mm-dd';
const WAN = '#,##0.######';
const inWan = (yuan: string | null): SheetCell => (yuan === null ? null : exactNumber(new Exact(yuan).div(10_000)));
const example = (view: { isExample: boolean }) => (view.isExample ? '示例' : null);

const LEAD_COLUMNS: readonly ListColumn<LeadView>[] = [
  { heading: '线索编号', format: TEXT, cell: (lead) => lead.code },
  { heading: '企业', format: TEXT, cell: (lead) => lead.enterprise.name },
  { heading: '项目', format: TEXT, cell: (lead) => lead.project?.name ?? null },
  { heading: '地区', format: TEXT, cell: (lead) => lead.areaName },
  { heading: '阶段', format: TEXT, cell: (lead) => termOf('leadStage', lead.stage) },
  { heading: '进入阶段日期', format: DAY, cell: (lead) => lead.stageEnteredOn },
  { heading: '状态', format: TEXT, cell: (lead) => termOf('leadStatus', lead.status) },
  { heading: '状态理由', format: TEXT, cell: (lead) => lead.statusReason },
  { heading: '来源', format: TEXT, cell: (lead) => termOf('leadSource', lead.source) },
  { heading: '负责人', format: TEXT, cell: (lead) => lead.owner.name },
  { heading: '负责单位', format: TEXT, cell: (lead) => lead.organisationName },
  { heading: '下一步', format: TEXT, cell: (lead) => lead.nextStep },
  { heading: '下一步日期', format: DAY, cell: (lead) => lead.nextStepOn },
  { heading: '协议投资额（万元）', format: WAN, cell: (lead) => inWan(lead.agreedInvestmentCny) },
  { heading: '最近活动日期', format: DAY, cell: (lead) => lead.lastActivityOn },
  { heading: '首报人', format: TEXT, cell: (lead) => lead.firstReportedByName },
  { heading: '首报时间', format: TEXT, cell: (lead) => minuteOf(new Date(lead.firstReportedAt)) },
  { heading: '备注', format: TEXT, cell: (lead) => lead.note },
  { heading: '示例', format: TEXT, cell: example },
];

const FUNDS_COLUMNS: readonly ListColumn<FundsLineView>[] = [
  { heading: '填报编号', format: TEXT, cell: (line) => line.code },
  { heading: '到位月份', format: TEXT, cell: (line) => line.period },
  { heading: '地区', format: TEXT, cell: (line) => line.areaName },
  { heading: '项目', format: TEXT, cell: (line) => line.project.name },
  { heading: '企业', format: TEXT, cell: (line) => line.enterprise?.name ?? null },
  { heading: '资金构成', format: TEXT, cell: (line) => termOf('fundsKind', line.kind) },
  { heading: '填报金额（万元）', format: WAN, cell: (line) => inWan(line.amountCny) },
  { heading: '认定金额（万元）', format: WAN, cell: (line) => inWan(line.verifiedAmountCny) },
  { heading: '状态', format: TEXT, cell: (line) => termOf('fundsStatus', line.status) },
  { heading: '认定意见', format: TEXT, cell: (line) => line.verdictReason },
  { heading: '凭证数', format: '0', cell: (line) => line.evidence.length },
  { heading: '填报人', format: TEXT, cell: (line) => line.filedByName },
  { heading: '填报时间', format: TEXT, cell: (line) => minuteOf(new Date(line.filedAt)) },
  { heading: '核验人', format: TEXT, cell: (line) => line.verifiedByName },
  {
    heading: '核验时间',
    format: TEXT,
    cell: (line) => (line.verifiedAt === null ? null : minuteOf(new Date(line.verifiedAt))),
  },
  { heading: '口径版本', format: TEXT, cell: (line) => line.definitionVersion },
  { heading: '备注', format: TEXT, cell: (line) => line.note },
  { heading: '示例', format: TEXT, cell: example },
];

const promisedOf = (side: 'resource' | 'market'): readonly ListColumn<ExchangePackageView>[] => {
  const term = side === 'resource' ? '资源' : '市场';
  return [
    { heading: term, format: TEXT, cell: (view) => view[side]?.name ?? null },
    { heading: `${term}所在地`, format: TEXT, cell: (view) => view[side]?.areaName ?? null },
    {
      heading: `${term}拟用量`,
      format: WAN,
      cell: (view) => (view[side]?.use ? exactNumber(new Exact(view[side].use.quantity)) : null),
    },
    { heading: `${term}单位`, format: TEXT, cell: (view) => view[side]?.use?.unit ?? null },
    { heading: `${term}数量由来`, format: TEXT, cell: (view) => (view[side] === null ? null : view[side].isKept ? `${view[side].keptByName ?? ''}填报` : view[side].estimate ? `估算（${termOf('useRule', view[side].estimate.rule)}）` : view[side].statedIn?.text ?? null) },
  ]; // prettier-ignore
};
const PACKAGE_COLUMNS: readonly ListColumn<ExchangePackageView>[] = [
  { heading: '项目', format: TEXT, cell: ({ project }) => project.name },
  { heading: '地区', format: TEXT, cell: ({ project }) => project.areaName },
  { heading: '企业', format: TEXT, cell: ({ enterprise }) => enterprise.name },
  { heading: '跟进单位', format: TEXT, cell: ({ enterprise }) => enterprise.heldBy },
  { heading: '同项目择一（个）', format: '0', cell: ({ alternatives }) => alternatives },
  { heading: '打法', format: TEXT, cell: ({ role }) => (role === null ? null : termOf('packageRole', role)) },
  ...promisedOf('resource'),
  ...promisedOf('market'),
  {
    heading: '还可谈',
    format: TEXT,
    cell: ({ shown }) =>
      shown.map(({ name, reason }) => `${name}（${termOf('packageShownReason', reason)}）`).join('；') || null,
  },
];

/** What the list of enterprises shows and no import writes: grade, who answers for the relation, and when somebody was last in touch. */
const ENTERPRISE_SHOWN: readonly ShownColumn<EnterpriseView>[] = [
  { field: 'grade', heading: '优强等级', format: TEXT, cell: ({ grade }) => termOf('enterpriseGrade', grade) },
  { field: 'owner', heading: '对接人', format: TEXT, cell: ({ owner }) => owner?.name ?? null },
  { field: 'lastContactOn', heading: '最近联系', format: DAY, cell: ({ lastContactOn }) => lastContactOn },
];

/** 接续关系 of a project, which are links between rows. */
const PROJECT_SHOWN: readonly ShownColumn<ProjectView>[] = (['predecessor', 'successor'] as const).map((side) => ({
  heading: side === 'predecessor' ? '前序项目' : '后续项目',
  field: 'successions',
  format: TEXT,
  cell: ({ successions }) => {
    const others = successions.filter((link) => link.side === side);
    const names = others.map(
      ({ kind, project }) => `${project.code} ${project.name}（${termOf('successionKind', kind)}）`,
    );
    return names.length === 0 ? null : names.join('；');
  },
}));

/** A register as it can be imported again, with what its list shows besides. */
export function shownSource(register: TransferRegister, places: PlaceNames): ExportSource {
  if (register.code === 'enterprise') return registerSource(register, places, ENTERPRISE_SHOWN);
  return register.code === 'project'
    ? registerSource(register, places, PROJECT_SHOWN)
    : registerSource(register, places);
}

/** 换包 the actor may see. */
export function packageSource(packages: ExchangePackageService): ExportSource {
  return listSource('package', '换包', 'match.read', ExchangePackageQuery, packages.sortNames, PACKAGE_COLUMNS, (query) =>
    packages.stream(query),
  ); // prettier-ignore
}

/** 线索 the actor may see. */
export function leadSource(leads: LeadViewService): ExportSource {
  return listSource('lead', '招商线索', 'lead.read', LeadQuery, leads.sortNames, LEAD_COLUMNS, (query) =>
    leads.stream(query),
  );
}

/** 到位资金 the actor may see. */
export function fundsSource(funds: FundsService): ExportSource {
  return listSource('funds', '到位资金', 'funds.read', FundsQuery, funds.sortNames, FUNDS_COLUMNS, (query) =>
    funds.stream(query),
  );
}

const REVIEW_COLUMNS: readonly ListColumn<ReviewPacketView>[] = [
  { heading: '项目编号', format: TEXT, cell: ({ project }) => project.code },
  { heading: '项目', format: TEXT, cell: ({ project }) => project.name },
  { heading: '地区', format: TEXT, cell: ({ project }) => project.areaName },
  { heading: '第几次送审', format: '0', cell: ({ number }) => number },
  { heading: '总投资（万元）', format: WAN, cell: ({ totalInvestmentCny }) => inWan(totalInvestmentCny) },
  { heading: '状态', format: TEXT, cell: ({ status }) => termOf('reviewStatus', status) },
  ...codesOf('reviewSeat').map((seat): ListColumn<ReviewPacketView> => ({
    heading: `${termOf('reviewSeat', seat)}席`,
    format: TEXT,
    cell: ({ seats }) => {
      const own = seats.find((one) => one.seat === seat);
      return own === undefined
        ? null
        : `${own.unit.name}：${own.verdict === null ? '待评审' : termOf('reviewVerdict', own.verdict)}`;
    },
  })),
  { heading: '条件数', format: '0', cell: ({ conditions }) => conditions.total },
  { heading: '未销号条件数', format: '0', cell: ({ conditions }) => conditions.open },
  { heading: '送审单位', format: TEXT, cell: ({ submittedByUnit }) => submittedByUnit },
  { heading: '送审时间', format: TEXT, cell: ({ submittedAt }) => minuteOf(new Date(submittedAt)) },
  {
    heading: '结束时间',
    format: TEXT,
    cell: ({ concludedAt }) => (concludedAt === null ? null : minuteOf(new Date(concludedAt))),
  },
  { heading: '示例', format: TEXT, cell: example },
];

/** 送审件 the actor may see. */
export function reviewSource(reviews: ReviewService): ExportSource {
  return listSource('review', '联评联审', 'review.read', ReviewPacketQuery, reviews.sortNames, REVIEW_COLUMNS, (query) =>
    reviews.stream(query),
  ); // prettier-ignore
}

const instant = (at: string | null) => (at === null ? null : minuteOf(new Date(at)));
const SURVEY_COLUMNS: readonly ListColumn<SurveyCellView>[] = [
  { heading: '普查批次', format: TEXT, cell: ({ campaign }) => campaign.title },
  { heading: '地区', format: TEXT, cell: ({ areaName }) => areaName },
  { heading: '层级', format: TEXT, cell: ({ level }) => termOf('supplyLevel', level) },
  { heading: '库', format: TEXT, cell: ({ register }) => termOf('register', register) },
  { heading: '领域', format: TEXT, cell: ({ fieldTitle }) => fieldTitle },
  { heading: '状态', format: TEXT, cell: ({ state }) => termOf('surveyCellState', state) },
  { heading: '登记条数', format: '0', cell: ({ rows }) => rows },
  { heading: '其中已过有效期', format: '0', cell: ({ expired }) => expired },
  { heading: '计入覆盖', format: TEXT, cell: ({ isCovered }) => (isCovered ? '是' : '否') },
  { heading: '填报期限', format: DAY, cell: ({ campaign }) => campaign.effectiveDueOn },
  { heading: '逾期', format: TEXT, cell: ({ isOverdue }) => (isOverdue ? '是' : null) },
  { heading: '填报单位', format: TEXT, cell: ({ unit }) => unit.name },
  { heading: '责任人', format: TEXT, cell: ({ assignee }) => assignee?.name ?? null },
  { heading: '确认无的依据', format: TEXT, cell: ({ noneBasis }) => noneBasis },
  { heading: '依据责任人', format: TEXT, cell: ({ nonePerson }) => nonePerson },
  { heading: '提交人', format: TEXT, cell: ({ submittedByName }) => submittedByName },
  { heading: '提交时间', format: TEXT, cell: ({ submittedAt }) => instant(submittedAt) },
  { heading: '核实人', format: TEXT, cell: ({ decidedByName }) => decidedByName },
  { heading: '核实时间', format: TEXT, cell: ({ decidedAt }) => instant(decidedAt) },
  { heading: '退回原因', format: TEXT, cell: ({ returnReason }) => returnReason },
];

/** 普查任务 the actor may see. */
export function surveySource(cells: SurveyCellService): ExportSource {
  return listSource('survey', '普查任务', 'survey.read', SurveyCellQuery, cells.sortNames, SURVEY_COLUMNS, (query) =>
    cells.stream(query),
  ); // prettier-ignore
}

const RESERVATION_COLUMNS: readonly ListColumn<ReservationView>[] = [
  { heading: '类别', format: TEXT, cell: ({ supply }) => termOf('supplySide', supply.side) },
  { heading: '资源或市场', format: TEXT, cell: ({ supply }) => supply.name },
  { heading: '所在地区', format: TEXT, cell: ({ supply }) => supply.areaName },
  { heading: '项目', format: TEXT, cell: ({ project }) => project?.name ?? null },
  { heading: '企业', format: TEXT, cell: ({ enterprise }) => enterprise?.name ?? null },
  { heading: '状态', format: TEXT, cell: ({ state }) => termOf('reservationState', state) },
  { heading: '数量', format: WAN, cell: ({ quantity }) => exactNumber(new Exact(quantity)) },
  { heading: '其中已承诺', format: WAN, cell: ({ committed }) => exactNumber(new Exact(committed)) },
  { heading: '单位', format: TEXT, cell: ({ unit }) => unit },
  { heading: '保留至', format: TEXT, cell: ({ expiresAt }) => (expiresAt === null ? null : minuteOf(new Date(expiresAt))) },
  { heading: '预留单位', format: TEXT, cell: ({ organisationName }) => organisationName },
  { heading: '预留人', format: TEXT, cell: ({ requestedByName }) => requestedByName },
  { heading: '预留时间', format: TEXT, cell: ({ requestedAt }) => minuteOf(new Date(requestedAt)) },
]; // prettier-ignore

/** 预留与承诺 the actor may see. */
export function reservationSource(reservations: ReservationService): ExportSource {
  return listSource('reservation', '预留与承诺', 'reservation.read', ReservationQuery, reservations.sortNames, RESERVATION_COLUMNS, (query) =>
    reservations.stream(query),
  ); // prettier-ignore
}

const offersOn = (view: CallView, side: 'resource' | 'market') =>
  view.offers.filter((offer) => offer.side === side).map(({ name, use }) => (use === null ? name : `${name} ${use.quantity} ${use.unit}${use.isEstimated ? '（估算）' : ''}`)).join('；') || null; // prettier-ignore
const CALL_COLUMNS: readonly ListColumn<CallView>[] = [
  { heading: '积分', format: '0', cell: ({ points }) => points },
  { heading: '企业', format: TEXT, cell: ({ enterprise }) => enterprise.name },
  { heading: '项目', format: TEXT, cell: ({ project }) => project?.name ?? null },
  { heading: '地区', format: TEXT, cell: ({ areaName }) => areaName },
  { heading: '类别', format: TEXT, cell: ({ kind }) => termOf('callKind', kind) },
  { heading: '为什么现在联系', format: TEXT, cell: ({ reasons }) => reasons.map((reason) => `${callReasonText(reason)}（${reason.points} 分）`).join('；') },
  { heading: '先留意', format: TEXT, cell: ({ warnings }) => [...warnings.signals.map(({ kind, title, occurredOn }) => `${termOf('signalKind', kind)}：${title}（${occurredOn}）`), ...(warnings.integrity === null ? [] : [`诚信核查${termOf('integrityState', warnings.integrity)}`])].join('；') || null },
  { heading: '可谈资源', format: TEXT, cell: (view) => offersOn(view, 'resource') },
  { heading: '可谈市场', format: TEXT, cell: (view) => offersOn(view, 'market') },
  { heading: '责任人', format: TEXT, cell: ({ lead }) => lead?.owner.name ?? null },
  { heading: '责任单位', format: TEXT, cell: ({ lead }) => lead?.organisationName ?? null },
  { heading: '阶段', format: TEXT, cell: ({ lead }) => termOf('leadStage', lead?.stage) || null },
  { heading: '下一步', format: TEXT, cell: ({ lead }) => lead?.nextStep ?? null },
  { heading: '下一步日期', format: DAY, cell: ({ lead }) => lead?.nextStepOn ?? null },
  { heading: '最近联系', format: DAY, cell: ({ lastContactOn }) => lastContactOn },
  { heading: '暂缓至', format: DAY, cell: ({ snooze }) => snooze?.until ?? null },
  { heading: '暂缓原因', format: TEXT, cell: ({ snooze }) => snooze?.reason ?? null },
]; // prettier-ignore

/** 联系清单 of the actor. Contacts and their numbers go into no file. */
export function callSource(calls: CallService): ExportSource {
  return listSource('call', '联系清单', 'lead.update', CallQuery, calls.sortNames, CALL_COLUMNS, (query) =>
    calls.stream(query),
  );
}

function listSource<Schema extends z.ZodObject, View>(
  code: RequestExport['register'],
  title: string,
  permission: Permission,
  query: Schema,
  sortNames: readonly string[],
  columns: readonly ListColumn<View>[],
  stream: (query: z.output<Schema>) => AsyncGenerator<View[]>,
): ExportSource {
  return {
    code,
    title,
    permission,
    query,
    sortNames,
    columns: () => columns,
    async *rows(filters) {
      for await (const block of stream(query.parse(filters))) {
        yield block.map((view) => columns.map(({ cell }) => cell(view)));
      }
    },
  };
}
