/** Industry chains, suggestions, packages and allocation, and what becomes of them: leads, calls and funds. Codes with their Chinese terms; see dictionary.ts. */
export const MATCH_TERMS = {
  /** 建链 / 补链 / 延链 / 强链 (measure 2d). */
  chainAction: { build: '建链', fill: '补链', extend: '延链', strengthen: '强链' },
  /** 上下游联系: what an upstream node gives the downstream one. */
  chainEdgeKind: {
    material: '原料',
    energy: '能源',
    equipment: '装备',
    packaging: '包装',
    service: '服务',
    product: '产品流向',
  },
  /** 链图依据: what speaks for a chain, a node or an edge. */
  chainBasis: {
    notice: '方案点名',
    gbt4754: '国民经济行业分类',
    sw: '申万行业分类',
    'product-upstream': '产品上下游数据',
    'sw-upstream': '行业上下游数据',
    judgement: '团队判断',
    entered: '人工录入',
  },
  chainSubjectKind: { enterprise: '企业', project: '项目', resource: '资源', market: '市场' },
  /** 线索阶段 (measure 4d). */
  leadStage: {
    clue: '线索',
    contact: '对接',
    visit: '考察',
    negotiation: '洽谈',
    signing: '签约',
    start: '开工',
    production: '投产',
  },
  leadStatus: { open: '推进中', paused: '暂缓', lost: '流失', done: '已投产' },
  leadSource: { suggestion: '匹配建议', manual: '自行登记', enquiry: '企业问询' },
  activityKind: {
    call: '电话',
    visit: '走访调研',
    reception: '来访接待',
    on_site: '现场办公',
    consultation: '专题会商',
    note: '备注',
  },
  /** 不采纳理由: they feed gates first, weights second. */
  dismissReason: {
    not_expanding: '企业暂无扩产意愿',
    wrong_industry: '行业不符',
    too_small: '规模不够',
    too_far: '区位不合',
    already_contacted: '已接触过',
    integrity: '信用或合规问题',
    offer_unfit: '资源市场不匹配',
    other: '其他',
  },
  /** 换包 (measure 3b): the part the resource plays. */
  packageRole: {
    advantageBringsIndustry: '优势资源带产业',
    middleIsDeveloped: '中间资源促开发',
    shortageMeetsMarket: '短板资源配市场',
  },
  /** 估算依据: by which rule a use nobody has stated was reckoned from the investment. */
  useRule: {
    CONTROL_INTENSITY: '地块控制投资强度',
    NEED_COEFFICIENT: '供需矩阵用量系数',
    PEER_MEDIAN: '同类项目中位数',
  },
  /** Why an offer of a package is shown and not promised. */
  packageShownReason: {
    STATISTIC: '背景统计，不作承诺',
    QUANTITY_UNKNOWN: '数量未核定',
    USE_UNKNOWN: '用量未测算',
    UNIT_MISMATCH: '计量单位不一致',
    NOT_ENOUGH_LEFT: '剩余量不足',
    NOT_RECONFIRMED: '已过有效期，待复核',
    SHORT_WITHOUT_MARKET: '短板资源缺少可配市场',
    NO_PROCESSING: '企业不就地加工',
    NOT_CHOSEN: '另有更优组合',
    QUOTA_TAKEN: '额度已分给收益更高的组合',
  },
  /** 分配上限: whose open approaches are counted. */
  allocationLimitKind: { enterprise: '企业', project: '项目', area: '地区', officer: '招商人员' },
  /** 分配结果: why a suggestion is, or is not, proposed. */
  allocationReason: {
    PINNED: '已在对接',
    ALLOCATED: '已分配',
    GROUP_REPRESENTED: '集团已有企业对接',
    PRICE_ABOVE_VALUE: '企业更适合其他项目',
    BETTER_PAIRS_HELD: '项目名额已满',
    NO_ROOM: '额度已用完',
    DECIDED: '已不采纳或暂缓',
    NO_CLEAR_FIT: '不明显对口',
  },
  /** What became of an attempt to learn, and why. */
  learningVerdict: {
    PROMOTED: '已启用',
    TOO_FEW_POSITIVES: '采纳太少，未训练出新版本',
    BACKTEST_TOO_SMALL: '留作检验的清单太少，未启用',
    MAY_BE_WORSE_THAN_ACTIVE: '不能确认不差于现用版本，未启用',
    MAY_BE_WORSE_THAN_DEFAULTS: '不能确认不差于默认权重，未启用',
    NO_GAIN: '与现用版本没有差别，未启用',
    UNCHANGED: '没有新的反馈',
  },
  /** 建议结果, graded. */
  matchOutcome: {
    dismissed: '不采纳',
    accepted: '已采纳',
    contacted: '已对接',
    visited: '已考察',
    signed: '已签约',
    landed: '已落地',
    fellThrough: '流失',
  },
  decision: { open: '待处理', accepted: '已采纳', dismissed: '不采纳', snoozed: '稍后再看' },
  /** 到位资金构成. */
  fundsKind: {
    equity: '货币出资',
    equipment: '设备',
    civil_works: '土建',
    land: '土地',
    intangible: '无形资产',
    other: '其他',
  },
  fundsStatus: {
    filed: '待核验',
    verified: '全额认定',
    partly_verified: '部分认定',
    rejected: '不予认定',
    returned: '退回补正',
    withdrawn: '已撤回',
    reversal: '冲销',
  },
  /** 供需矩阵: which register a need is met from. */
  needSide: { resource: '资源', market: '市场' },
  /** Why a trade needs it: as its material or energy, as what decides where it is built, or as who buys its output. */
  needRelation: { chain: '原料能源', factor: '选址要素', customer: '购买方' },
  /** 联系清单: what a row of it is about. */
  callKind: { lead: '在办线索', suggestion: '匹配建议' },
  /** 联系理由: why somebody is to be contacted now; the points of each are in CALL_RULES. */
  callReason: {
    signal: '新动态',
    overdue: '约定逾期',
    due: '约定到期',
    reservation: '预留将到期',
    untouched: '建线索未联系',
    silent: '久未联系',
    proposed: '分配推荐',
  },
  /** Kinds of step of a match run, in the order of the flow. */
  matchStep: {
    'freeze-stats': '固定数据',
    'index-shard': '建立索引',
    candidates: '初选企业',
    'merge-score': '评分排序',
    calibrate: '校准置信度',
    allocate: '统筹分配',
    packages: '组合交换方案',
    publish: '采用结果',
  },
} as const satisfies Record<string, Record<string, string>>;
