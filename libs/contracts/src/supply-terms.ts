/** What is registered of resources, markets and parks, how it is reserved, and how it is surveyed. Codes with their Chinese terms; see dictionary.ts. */
export const SUPPLY_TERMS = {
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
  /** 层级 (measure 1a): who holds a resource, or whose demand a market is: a unit of the city, of the county, of a township or park in it. */
  supplyLevel: { city: '市级', county: '县级', township: '乡镇（园区）' },
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
  /** What a unit is told about its reservations. */
  reservationNotice: { moved_up: '候补已转为预留', expiring: '7 天内到期', disputed: '权属有争议，待说明' },
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
  supplyBlock: {
    AWAITS_CLEARANCE: '须先核，暂不推介',
    QUANTITY_UNKNOWN: '数量未核定',
    STALE: '已过有效期，待复核',
    ARCHIVED: '已归档',
    STATISTIC: '背景统计，不作承诺',
    FAIR_COMPETITION_MISSING: '政府采购市场，公平竞争审查说明未填写',
  },
} as const satisfies Record<string, Record<string, string>>;
