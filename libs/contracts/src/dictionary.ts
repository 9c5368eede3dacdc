/**
 * Closed lists with their Chinese terms: code → 中文. A code is what programs keep, the term is what people read.
 * Codes are never reused for another meaning.
 */
export const DICTIONARIES = {
  /** 资源类型 (measure 1b). */
  resourceKind: {
    mineral: '矿产',
    energy: '能源',
    water: '水资源',
    land: '土地与标准地',
    factory_space: '厂房',
    farm_forest_product: '农林产品',
    tourism: '旅游资源',
    data_computing: '数据与算力',
    idle_asset: '闲置低效资产',
    labour: '劳动力',
    right: '特许经营权',
    other: '其他',
  },
  /** 资源梯度 (measure 3b): it decides what a resource is offered for. */
  resourceTier: { advantage: '优势资源', middle: '中间资源', short: '短板资源' },
  /** 数据性质: whether a row is something the place can give (or buy), or only describes it. A statistic is never promised. */
  supplyNature: { offerable: '可供置换', statistic: '背景统计' },
  /** 要素保障 (measures 43–45): how far land, energy, water and environmental clearance of a project are secured; empty where nobody has looked. */
  guaranteeState: {
    open: '未落实',
    partial: '部分落实',
    settled: '已落实',
    refused: '无法保障',
  },
  /** 储量口径: figures of different bases are not comparable. */
  reserveBasis: {
    reserve: '储量',
    prospective: '远景储量',
    exploitable: '可开采量',
    output: '产量',
    capacity: '产能或规模',
    other: '其他口径',
  },
  titleState: { clear: '权属清晰', pending: '确权中', disputed: '有争议', unknown: '未查明' },
  resourceConstraint: {
    ecological_red_line: '生态保护红线',
    heritage: '文物保护',
    mining_right: '矿业权限制',
    basic_farmland: '永久基本农田',
    water_source: '水源保护区',
    mortgage: '抵押查封',
  },
  /** 市场类型 (measure 1c). */
  marketKind: {
    public_procurement: '政府采购',
    state_enterprise_purchasing: '国企采购',
    project_material: '项目用材',
    consumption: '居民消费',
    grid_transport_health_education: '电网交通卫生教育',
    surrounding_region: '周边市场',
    base_fact: '市场基础数据',
  },
  qualifier: { equal: '等于', around: '约', at_least: '不少于', at_most: '不超过', more_than: '超过' },
  /** 四化 (measure 5c). */
  modernisation: {
    industrialisation: '新型工业化',
    urbanisation: '新型城镇化',
    agriculture: '农业现代化',
    tourism: '旅游产业化',
    none: '不属四化',
  },
  /** 三个转变 (part 一): what the money is spent on. */
  projectCategory: { industry: '产业', industry_support: '产业配套', infrastructure: '基础设施', livelihood: '民生' },
  investorKind: { market: '市场投资', government: '政府投资', mixed: '混合投资' },
  projectPhase: {
    planned: '谋划',
    early_work: '前期',
    new_build: '新建',
    building: '在建',
    finishing: '收尾',
    done: '建成',
  },
  /** 储备状态 (measure 11a). */
  reserveState: {
    draft: '草稿',
    pending: '待审',
    in_reserve: '在库',
    needs_update: '需更新',
    paused: '暂停',
    exited: '出库',
  },
  /** 评审席 (measure 11c, m43–45): the investment department, the line department, and one seat per element that must be guaranteed. */
  reviewSeat: {
    investment: '投资主管',
    line: '行业主管',
    land: '用地',
    forest: '林地',
    environment: '环境',
    energy: '用能',
    water: '用水',
  },
  /** 评审方: the three kinds of reviewer (measure 11c). */
  reviewerKind: { investment: '投资主管部门', line: '行业主管部门', element: '要素保障部门' },
  reviewVerdict: { pass: '通过', conditional: '有条件通过', return: '退回', veto: '否决' },
  /** 送审件 as a whole: all seats together. */
  reviewStatus: {
    open: '评审中',
    approved: '通过',
    conditional: '有条件通过',
    returned: '退回',
    vetoed: '否决',
    withdrawn: '已撤回',
  },
  checklistAnswer: { yes: '符合', no: '不符合', not_applicable: '不涉及' },
  reviewConditionState: { open: '待落实', reported: '待销号', closed: '已销号' },
  /** 审批方式 (measure 13b): which approval a project takes, and with it in which ratio it counts. */
  approvalKind: { approval: '审批', permit: '核准', filing: '备案' },
  /** 成熟度 of a project in the reserve (measure 9a). */
  maturity: { ripe: '成熟', near: '接近成熟', early: '培育', started: '已动工' },
  /** 储备质量 in bands: 80 points and more, 60 and more, below. */
  qualityBand: { good: '优良', fair: '一般', poor: '待提升' },
  /** 五项标准 (measure 2b). */
  rubricCriterion: {
    market: '市场化程度高',
    benefit: '经济效益好',
    chain: '产业带动作用强',
    prospect: '长远发展有前景',
    speed: '短期落地见效快',
  },
  /** 滚动建议 (measure 9a). */
  proposalKind: { promote: '建议送审', refresh: '建议更新', exit: '建议出库' },
  proposalState: { open: '待决定', accepted: '已采纳', declined: '不采纳', lapsed: '已失效' },
  proposalRule: {
    COMPLETE_NOT_SUBMITTED: '内容较全、总投资达标，尚未送审',
    PAST_VALIDITY: '已过有效期，或一年没有更新',
    START_PASSED: '计划开工日已过，仍在谋划或前期',
    CONDITION_OVERDUE: '联评联审附带的条件逾期未落实',
    IMPLEMENTED: '已经动工，应转实施',
    DORMANT: '两年没有更新，也没有在跟进的线索',
    DUPLICATE: '同一地区有同名项目，应合并',
  },
  /** How far a project of the reserve came (measure 12c). */
  conversionStep: {
    contact: '对接',
    signing: '签约',
    start: '开工',
    funds: '到位',
    production: '投产',
  },
  /** 项目归属: our own, or a real project elsewhere kept for comparison. */
  placement: { local: '本市项目', reference: '外地参考项目' },
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
  /** 项目清单: one project, many dated memberships (requirements §8.5). */
  projectList: {
    notice_2023: '2023年方案点名项目',
    major_611: '重大项目（611）',
    leader_linked: '领导联系服务（380）',
    private_255: '重点民间投资（255）',
    collective_start: '集中开工',
    observation_site: '观摩点',
    land_need: '用地需求清单',
    financing_demand: '融资需求清单',
    promoted: '公开推介项目',
  },
  enterpriseStatus: { active: '存续', delisted: '退市', wound_up: '注销或吊销' },
  enterpriseGrade: { strong: '优强企业', ordinary: '一般企业', unrated: '未评定' },
  controllerType: {
    central_state: '央企',
    local_state: '地方国企',
    private: '民营',
    foreign: '外资',
    collective: '集体',
    none: '无实际控制人',
    other: '其他',
  },
  sourceKind: {
    official: '官方',
    'official-mirror': '官方转载',
    media: '媒体',
    company: '企业披露',
    book: '书籍',
    aggregator: '数据汇编',
    mirror: '转载站',
    forum: '论坛',
    survey: '摸底调查',
    entered: '人工录入',
  },
  confidence: { high: '高', medium: '中', low: '低' },
  freshness: { fresh: '有效', due: '即将到期', stale: '已过期', unknown: '未设有效期' },
  /** 企业动态: what may be heard of an enterprise; direction, validity and weight of each are in signal.ts. */
  signalKind: {
    expansion: '扩产',
    financing: '融资',
    award: '中标',
    relocation: '迁址',
    subsidiary: '新设子公司',
    patent: '专利',
    penalty: '环保处罚',
    litigation: '司法风险',
    executive_change: '高管变动',
  },
  signalDirection: { opportunity: '机会', risk: '风险' },
  signalState: { unverified: '待核', valid: '有效', void: '作废' },
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
  comparator: { at_least: '不少于', at_most: '不超过', around: '左右', equals: '等于', range: '区间' },
  organisationKind: {
    county: '县级单位',
    department: '市直部门',
    promotion: '投资促进机构',
    task_force: '专班',
    leadership: '领导机关',
    supervision: '督查机构',
    bank: '银行',
    enterprise: '国有企业',
  },
  parkLevel: { national: '国家级', provincial: '省级', county: '县级' },
  /** 区域梯次 (measure 29). */
  parkBand: { east: '东部率先', centre: '中部崛起', west: '西部赶超' },
  /** 区域评估 (measure 31): what is evaluated once for a whole park. */
  parkEvaluation: {
    geology: '地质灾害危险性评估',
    mineral_cover: '压覆重要矿产资源评估',
    environment: '规划环境影响评价',
    soil: '水土保持评估',
    flood: '洪水影响评价',
    energy: '区域节能评估',
    climate: '气候可行性论证',
    earthquake: '地震安全性评价',
    heritage: '文物考古调查勘探',
    traffic: '交通影响评价',
    water: '水资源论证',
  },
  supplySide: { resource: '资源', market: '市场' },
  /** 普查批次. */
  surveyState: { draft: '草稿', open: '进行中', closed: '已截止', archived: '已归档' },
  /** 普查任务, by rule from what was said of it and what the register holds. */
  surveyCellState: {
    not_started: '未开始',
    filling: '填报中',
    submitted: '已提交',
    returned: '退回',
    verified: '已核实',
    confirmed_none: '已确认无',
  },
  surveyAction: {
    open: '开展',
    extend: '延期',
    close: '截止',
    reopen: '重新开放',
    archive: '归档',
    submit: '提交',
    claim_none: '申报无',
    withdraw: '撤回',
    verify: '核实',
    confirm_none: '确认无',
    return: '退回',
    assign: '指定责任人',
  },
  /** 预留状态. */
  reservationState: {
    reserved: '预留中',
    committed: '已承诺',
    waiting: '候补',
    released: '已释放',
    expired: '已到期',
    reversed: '已冲销',
    withdrawn: '已撤回候补',
  },
  /** 台账分录: what an entry does to the balance. */
  supplyEntryKind: {
    opening: '期初',
    adjust: '调整',
    wait: '候补',
    withdraw: '撤回候补',
    reserve: '预留',
    extend: '延期',
    commit: '承诺',
    release: '释放',
    expire: '到期',
    reverse: '冲销',
  },
  /** Why nothing of a resource or market may be promised. */
  /** 风险研判 (measure 27). */
  riskLevel: { red: '红色', amber: '黄色' },
  supplyBlock: {
    AWAITS_CLEARANCE: '须先核，暂不推介',
    QUANTITY_UNKNOWN: '数量未核定',
    STALE: '已过有效期，待复核',
    ARCHIVED: '已归档',
    STATISTIC: '背景统计，不作承诺',
    FAIR_COMPETITION_MISSING: '政府采购市场，公平竞争审查说明未填写',
  },
  /** 供需矩阵: which register a need is met from. */
  needSide: { resource: '资源', market: '市场' },
  /** Why a trade needs it: as its material or energy, as what decides where it is built, or as who buys its output. */
  needRelation: { chain: '原料能源', factor: '选址要素', customer: '购买方' },
  register: {
    resource: '资源库',
    market: '市场库',
    project: '项目储备库',
    enterprise: '目标企业库',
    need: '供需矩阵',
  },
  /** Lists that are no register. */
  workList: {
    lead: '线索',
    funds: '到位资金',
    package: '换包',
    review: '联评联审',
    reservation: '预留与承诺',
    survey: '普查任务',
  },
  bulkEditMode: { set: '改为', add: '增加', remove: '去掉' },
  bulkEditStatus: {
    checked: '待确认',
    queued: '排队中',
    running: '修改中',
    done: '已完成',
    failed: '失败',
    cancelled: '已放弃',
  },
  bulkEditOutcome: { change: '将修改', changed: '已修改', unchanged: '已是此值', refused: '不能修改' },
  /** Who may open a saved view. */
  viewAudience: { personal: '仅自己', unit: '本单位', area: '本地区', all: '所有人' },
  jobStatus: { queued: '排队中', running: '进行中', done: '已完成', failed: '失败', cancelled: '已取消' },
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
  importStatus: {
    uploaded: '已上传',
    checking: '校验中',
    checked: '待确认',
    committing: '写入中',
    committed: '已写入',
    failed: '失败',
    cancelled: '已取消',
  },
  importMode: { create: '只新增', update: '只更新', both: '新增和更新' },
  importVerdict: { create: '新增', update: '更新', unchanged: '无变化', skip: '跳过', error: '有误' },
  /** What speaks for or against two rows being the same. */
  duplicateReason: {
    CODE_EQUAL: '统一社会信用代码相同',
    CODE_DIFFERS: '代码不同',
    LISTED_CODE_DIFFERS: '证券代码不同',
    FORMER_NAME: '与曾用名对应',
    SHORT_NAME_EQUAL: '简称相同',
    NAME_EQUAL: '名称相同',
    NAME_ONE_EDIT: '名称只差一个字',
    CORE_EQUAL: '主干名称相同',
    CORE_ONE_EDIT: '主干名称只差一个字',
    CORE_SHORTENED: '一个是另一个的简写',
    CORE_SIMILAR: '主干名称相近',
    CORE_DIFFERS: '主干名称不同',
    FIGURES_DIFFER: '名称中的期次或规模不同',
    REGION_EQUAL: '名称中的地区相同',
    REGION_WITHIN: '名称中的地区相容',
    REGION_DIFFERS: '名称中的地区不同',
    FORM_EQUAL: '组织形式相同',
    FORM_DIFFERS: '组织形式不同',
    BRANCH_DIFFERS: '一个是分支机构',
    PROVINCE_EQUAL: '省份相同',
    PROVINCE_DIFFERS: '省份不同',
    CITY_EQUAL: '城市相同',
    WEBSITE_EQUAL: '网站相同',
    AREA_EQUAL: '填报地区相同',
    AREA_DIFFERS: '填报地区不同',
    PLACE_EQUAL: '地点相同',
    PLACE_DIFFERS: '地点不同',
    KIND_EQUAL: '类别相同',
    KIND_DIFFERS: '类别不同',
    AMOUNT_EQUAL: '金额或数量相同',
    AMOUNT_NEAR: '金额或数量相差不到5%',
    AMOUNT_DIFFERS: '金额或数量相差两成以上',
    INVESTOR_EQUAL: '投资方相同',
    INVESTOR_DIFFERS: '投资方不同',
    PARTY_EQUAL: '权属或购买单位相同',
    PARTY_DIFFERS: '权属或购买单位不同',
  },
  /** What hangs on a row and moves with it when it is merged. */
  mergeTable: {
    enterprise_contact: '企业联系人',
    lead: '线索',
    funds_line: '到位资金',
    project_list_membership: '清单归属',
    match_suggestion: '匹配建议',
    match_allocation_pair: '分配结果',
    exchange_package: '换包',
    package_quantity: '拟用数量',
    suggestion_decision: '建议处理',
    enterprise_pause: '暂缓推荐',
    allocation_limit: '分配上限',
    chain_correction: '产业链人工更正',
    supply_reservation: '预留',
    attachment: '附件',
    comment: '评论',
  },
  /** How far a permission reaches; see access.ts. */
  reach: { own: '本人与本单位', area: '本单位所在地区', city: '全市' },
  accessSubject: {
    resource: '资源', market: '市场', project: '项目', enterprise: '目标企业', lead: '线索', funds_line: '到位资金', review_packet: '评审材料', match_suggestion: '匹配建议',
  }, // prettier-ignore
  /** What an answer about access hangs on. */
  accessFact: { reach: '权限本身即可', area: '所在地区', unit: '相关单位', person: '负责人' },
  duplicateVerdict: { same: '基本可以确定', review: '疑似' },
  duplicateState: { open: '待查重', dismissed: '不是重复', merged: '已合并' },
  undoOutcome: { restored: '已恢复原值', withdrawn: '已撤下', kept: '未动：后来改过', refused: '未动：不能恢复' },
  /** What attachments, comments and timelines hang on. */
  subject: {
    resource: '资源',
    market: '市场',
    project: '项目',
    enterprise: '企业',
    lead: '线索',
    review_packet: '送审件',
  },
  attachmentKind: {
    approval: '批复文件',
    agreement: '协议合同',
    certificate: '权属证明',
    report: '报告材料',
    drawing: '图件',
    photo: '现场照片',
    minutes: '会议纪要',
    other: '其他',
  },
  /** 时间线: what kind of thing happened. */
  timelineKind: {
    change: '修改',
    reserve: '储备评审',
    reservation: '预留承诺',
    lead: '线索跟进',
    decision: '建议处理',
    funds: '到位资金',
    attachment: '附件',
    comment: '评论',
    import: '导入',
    merge: '合并',
  },
  timelineEvent: {
    created: '新建',
    changed: '修改',
    list_joined: '列入清单',
    list_left: '移出清单',
    imported: '导入',
    reserve_changed: '储备状态变更',
    packet_submitted: '送审',
    packet_concluded: '评审结束',
    opinion_concluded: '评审席结论',
    condition_reported: '报请销号',
    condition_closed: '附带条件销号',
    supply_booked: '台账分录',
    lead_reported: '首报线索',
    lead_moved: '线索推进',
    lead_followed: '跟进',
    lead_status: '线索状态变更',
    suggestion_decided: '建议处理',
    funds_filed: '填报资金',
    funds_judged: '核验资金',
    attached: '上传附件',
    attachment_renewed: '更新附件',
    attachment_withdrawn: '撤下附件',
    commented: '评论',
    comment_withdrawn: '撤回评论',
    merged: '合并',
    merge_undone: '撤销合并',
  },
  /** What an entry of a timeline opens. */
  timelineLink: {
    resource: '资源',
    market: '市场',
    project: '项目',
    enterprise: '企业',
    lead: '线索',
    review_packet: '送审件',
    funds_line: '到位资金',
    import_batch: '导入批次',
  },
  auditAction: { INSERT: '新建', UPDATE: '修改', DELETE: '移除' },
} as const satisfies Record<string, Record<string, string>>;

export type DictionaryName = keyof typeof DICTIONARIES;
export type Code<D extends DictionaryName> = string & keyof (typeof DICTIONARIES)[D];

/** Chinese term of a code; the code itself if the dictionary does not know it. */
export function termOf(dictionary: DictionaryName, code: string | null | undefined): string {
  if (code === null || code === undefined) return '';
  return (DICTIONARIES[dictionary] as Record<string, string>)[code] ?? code;
}

/** All codes of a dictionary, in the order written here. */
export function codesOf<D extends DictionaryName>(dictionary: D): [Code<D>, ...Code<D>[]] {
  return Object.keys(DICTIONARIES[dictionary]) as [Code<D>, ...Code<D>[]];
}
