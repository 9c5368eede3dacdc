import {
  DICTIONARIES,
  type DictionaryName,
  type ExtraCondition,
  extraConditions,
  type ExtraFieldDefinition,
  isExtraBound,
  type SurveyField,
  surveyFieldTerm,
} from '@lianghuan/contracts';
import { Decimal } from 'decimal.js';
import type { PlaceNames } from './place-names.js';

interface FilterWords {
  readonly title?: string;
  /** Where the codes of the filter are from. */
  readonly dictionary?: DictionaryName;
  /** What each value says by itself, without a title; a value that is not here asks for nothing. */
  readonly values?: Readonly<Record<string, string>>;
  /** What they say instead in a list where they mean another thing. */
  readonly valuesIn?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Its value is an id, which tells a reader of the file nothing. */
  readonly isId?: boolean;
}
const onlyIf = (text: string): FilterWords => ({ values: { true: text } });
const either = (yes: string, no: string): FilterWords => ({ values: { true: yes, false: no } });

/** Filters of the lists in words, in the order they are said. */
const FILTERS: Readonly<Record<string, FilterWords>> = {
  q: { title: '搜索' },
  areaCode: { title: '地区' },
  kind: { title: '类型' },
  tier: { title: '资源梯度', dictionary: 'resourceTier' },
  titleState: { title: '权属状态', dictionary: 'titleState' },
  park: { title: '所在园区' },
  parkUntied: onlyIf('只含所在园区待对应的'),
  level: { title: '层级', dictionary: 'supplyLevel' },
  nature: { title: '数据性质', dictionary: 'supplyNature' },
  industryCode: { title: '行业' },
  freshness: { title: '时效', dictionary: 'freshness' },
  placement: { title: '项目归属', dictionary: 'placement' },
  reserveState: { title: '储备状态', dictionary: 'reserveState' },
  phase: { title: '建设阶段', dictionary: 'projectPhase' },
  sector: { title: '领域' },
  list: { title: '清单', dictionary: 'projectList' },
  approvalKind: { title: '审批方式', dictionary: 'approvalKind' },
  approved: either('已批复', '未批复'),
  maturity: { title: '成熟度', dictionary: 'maturity' },
  qualityBand: { title: '储备质量', dictionary: 'qualityBand' },
  admitted: either('已入库的', '未入库的'),
  intake: { title: '入库月份' },
  startBy: { title: '计划开工不晚于' },
  mainSection: { title: '行业门类' },
  snapshot: { title: '月末快照' },
  snapshotArea: { title: '快照地区' },
  snapshotPart: { title: '快照中', dictionary: 'snapshotPart' },
  fundingRoute: { title: '资金渠道', dictionary: 'fundingRoute' },
  landYear: { title: '用地年度' },
  version: { title: '指定清单版本', isId: true },
  against: { title: '版本间的变化', isId: true },
  landClass: { title: '用地类别', dictionary: 'landClass' },
  needsForest: either('需林地定额', '不需林地定额'),
  energyCase: { title: '用能办理', dictionary: 'energyCase' },
  reached: { title: '走到', dictionary: 'conversionStep' },
  province: { title: '省份' },
  plantIn: { title: '有生产基地在' },
  grade: { title: '优强等级', dictionary: 'enterpriseGrade' },
  integrity: { title: '诚信核查', dictionary: 'integrityState' },
  controllerType: { title: '控制人性质', dictionary: 'controllerType' },
  signal: { title: '近期动态', dictionary: 'signalKind' },
  signalDirection: { title: '动态性质', dictionary: 'signalDirection' },
  stage: { title: '阶段', dictionary: 'leadStage' },
  investmentMinCny: { title: '总投资不少于（元）' },
  investmentMaxCny: { title: '总投资不超过（元）' },
  includeArchived: onlyIf('含已归档'),
  held: { title: '跟进' },
  owner: { title: '对接人' },
  silentDays: { title: '未联系超过（天）' },
  ids: { title: '选定' },
  mine: {
    ...onlyIf('只含本人负责的'),
    valuesIn: { review: { true: '只含待本单位评审的' }, survey: { true: '只含责任人是本人的' } },
  },
  ownUnit: onlyIf('只含本单位填报的'),
  isMine: either('只含本单位的', '只含其他单位的'),
  own: onlyIf('只含本单位负责的领域'),
  dueBy: { title: '下一步不晚于' },
  periodFrom: { title: '到位月份自' },
  periodTo: { title: '到位月份至' },
  counted: { values: { true: '只含计入的', false: '只含不计入的', pending: '只含待核验、通过后计入的' } },
  enterpriseId: { title: '指定企业', isId: true },
  projectId: { title: '指定项目', isId: true },
  supplyId: { title: '指定资源或市场', isId: true },
  leadId: { title: '指定线索', isId: true },
  side: { title: '资源或市场' },
  relation: { title: '关系', dictionary: 'needRelation' },
  status: { title: '状态' },
  state: { title: '状态' },
  role: { title: '打法', dictionary: 'packageRole' },
  promised: either('只含已定的', '只含未定的'),
  campaignId: { title: '指定批次', isId: true },
  field: { title: '领域' },
  open: either('只含进行中批次', '只含已结束批次'),
  overdue: either('只含逾期', '只含未逾期'),
  notice: { title: '待知悉', dictionary: 'reservationNotice' },
  reason: { title: '联系理由', dictionary: 'callReason' },
  snoozed: onlyIf('只含已暂缓'),
  covered: either('计入覆盖', '未计入覆盖'),
  // The record a timeline is of stands in its title.
  subject: { values: {} },
  subjectId: { values: {} },
};

/** Dictionaries of filters that mean another thing in each list. */
const BY_REGISTER: Readonly<Record<string, Readonly<Record<string, DictionaryName>>>> = {
  resource: { kind: 'resourceKind' },
  market: { kind: 'marketKind' },
  enterprise: { status: 'enterpriseStatus' },
  lead: { status: 'leadStatus' },
  call: { kind: 'callKind' },
  review: { status: 'reviewStatus' },
  survey: { state: 'surveyCellState' },
  funds: { status: 'fundsStatus', kind: 'fundsKind' },
  need: { side: 'needSide' },
  reservation: { side: 'supplySide', state: 'reservationState' },
  timeline: { kind: 'timelineKind' },
};

const OWNED: Readonly<Record<string, string>> = { me: '本人', none: '未指定', any: '已指定' };
const HELD: Readonly<Record<string, string>> = { mine: '本单位', none: '无人', any: '有人' };

/** 条件 of a list in a sentence, as it stands on the exported file, e.g. `地区：织金县；类型：矿产、能源`. */
export function conditionsText(register: string, query: Readonly<Record<string, string>>, places: PlaceNames): string {
  const parts = Object.entries(query)
    .toSorted(([a], [b]) => placeOf(a) - placeOf(b))
    .flatMap(([name, value]) => {
      if (name === 'sort' || value === '') return [];
      if (name === 'extra') return extraConditions(value).map((each) => extraText(each, places.extraField(each.name)));
      const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : {};
      const values = filter.valuesIn?.[register] ?? filter.values;
      if (values !== undefined) return Object.hasOwn(values, value) ? [values[value]] : [];
      const title = filter.title ?? name;
      if (filter.isId === true) return [title];
      if (name === 'ids') return [`${title} ${value.split(',').length} 条`];
      const own = Object.hasOwn(BY_REGISTER, register) ? BY_REGISTER[register] : {};
      const dictionary = filter.dictionary ?? (Object.hasOwn(own, name) ? own[name] : undefined);
      const terms =
        name === 'q' ? [value] : value.split(',').map((code) => termOf(name, code.trim(), dictionary, places));
      return [`${title}：${terms.join('、')}`];
    });
  return parts.length === 0 ? '全部' : parts.join('；');
}

const ORDER = new Map(Object.keys(FILTERS).map((name, index) => [name, index]));
const placeOf = (name: string) => ORDER.get(name) ?? ORDER.size;

function termOf(name: string, code: string, dictionary: DictionaryName | undefined, places: PlaceNames): string {
  if (name === 'field') return surveyFieldTerm(code as SurveyField);
  if (name === 'areaCode' || name === 'snapshotArea') return places.areaName(code);
  if (name === 'mainSection' && code === 'none') return '未填';
  if (name === 'industryCode' || name === 'mainSection') return places.industryName(code);
  const terms: Readonly<Record<string, string>> =
    name === 'held' ? HELD : name === 'owner' ? OWNED : dictionary === undefined ? {} : DICTIONARIES[dictionary];
  return Object.hasOwn(terms, code) ? terms[code] : code;
}

/** A condition on an extra field by its title, in words and units; one that is retired by its name. */
function extraText(condition: ExtraCondition, field: ExtraFieldDefinition | undefined): string {
  const title = field?.title ?? condition.name;
  if ('values' in condition) {
    const termOfChoice = (code: string) => field?.choices.find((choice) => choice.code === code)?.term ?? code;
    return `${title}：${condition.values.map((code) => (code === '-' ? '未填' : termOfChoice(code))).join('、')}`;
  }
  const [from, to] = [condition.from, condition.to].map((bound) => (bound === '' ? '' : boundText(bound, field)));
  if (from !== '' && to !== '') return `${title}：${from} 至 ${to}`;
  const isDay = field?.kind === 'day';
  return `${title}：${to === '' ? `${isDay ? '不早于' : '不少于'} ${from}` : `${isDay ? '不晚于' : '不超过'} ${to}`}`;
}

/** One that is no figure stays as it was asked for: the list refuses it. */
function boundText(bound: string, field: ExtraFieldDefinition | undefined): string {
  if (field === undefined || !isExtraBound(field, bound)) return bound;
  switch (field.kind) {
    case 'money':
      return `${new Decimal(bound).div(10_000).toFixed()}万元`;
    case 'share':
      return `${new Decimal(bound).mul(100).toFixed()}%`;
    case 'quantity':
    case 'integer':
      return `${bound}${field.unit ?? ''}`;
    default:
      return bound;
  }
}
