/** What is said of a project, its way through the joint review, and the reserve. Codes with their Chinese terms; see dictionary.ts. */
export const PROJECT_TERMS = {
  /** 要素保障 (measures 43–45): how far land, energy, water and environmental clearance of a project are secured; empty where nobody has looked. */
  guaranteeState: {
    open: '未落实',
    partial: '部分落实',
    settled: '已落实',
    refused: '无法保障',
  },
  /** 用地类别 (measure 43): what the land a project needs is used for. */
  landClass: {
    industrial: '工业用地',
    storage: '仓储用地',
    commercial: '商服用地',
    mixed: '混合产业用地',
    utility: '公用设施用地',
    transport: '交通运输用地',
    water: '水利设施用地',
    public: '公共管理与公共服务用地',
    agricultural: '设施农业用地',
    other: '其他用地',
  },
  /** 资金渠道 (measures 10, 41): where the money of a project is to come from. */
  fundingRoute: {
    central_budget: '中央预算内投资',
    provincial_budget: '省预算内投资',
    special_bond: '专项债券',
    policy_tool: '政策性开发性金融工具',
    manufacturing_loan: '制造业中长期贷款',
    equipment_subsidy: '设备购置贴息',
    bank_loan: '银行贷款',
    local_budget: '市县财政',
    social_capital: '社会资本',
  },
  /** 清单版本 of the 用地需求清单 (measure 43): as a county handed it in, or as the city gave it out. */
  landListStep: { submitted: '上报', issued: '下达' },
  landListChange: { added: '新增', changed: '调整', removed: '移出' },
  /** 资金渠道 of a project, how far each is (measure 10). */
  fundingState: { intended: '意向', applied: '已申报', approved: '已获批', received: '已到位' },
  yesNo: { yes: '是', no: '否' },
  /** 用能办理 (measure 44): how energy beyond the ordinary quota is asked for, and how far that is. */
  energyCase: {
    none: '无须单独办理',
    case_open: '一事一议，办理中',
    case_settled: '一事一议，已议定',
    separate_open: '能耗单列，申报中',
    separate_settled: '能耗单列，已批准',
  },
  /** 预评估结论 (measure 45). */
  environmentVerdict: { open: '评估中', feasible: '可行', conditional: '有条件可行', infeasible: '不可行' },
  /** 敏感区核查 (measure 45): protected areas, red lines and water sources at the site. */
  sensitiveArea: { open: '未核查', clear: '不涉及', near: '邻近', within: '涉及' },
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
  /** 接续关系 (measure 9): what a later project is to an earlier one. */
  successionKind: { continue: '续建', split: '拆分', replace: '替代', extend: '扩建' },
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
    SUCCEEDED: '后续项目已在库，投资不能重复计算',
  },
  /** Figures of a 月末快照 beside its count. */
  snapshotPart: { good: '优良', fair: '一般', poor: '待提升', ripe: '成熟' },
  /** How far a project of the reserve came (measure 12c). */
  conversionStep: {
    contact: '对接',
    negotiation: '洽谈',
    signing: '签约',
    start: '开工',
    funds: '到位',
    production: '投产',
  },
  /** 项目归属: our own, or a real project elsewhere kept for comparison. */
  placement: { local: '本市项目', reference: '外地参考项目' },
  /** 项目清单: one project, many dated memberships (requirements §8.5). */
  projectList: {
    notice_2023: '2023年方案点名项目',
    major_611: '重大项目（611）',
    leader_linked: '领导联系服务（380）',
    private_255: '重点民间投资（255）',
    large_start: '亿元以上开工（200+）',
    collective_start: '集中开工',
    observation_site: '观摩点',
    land_need: '用地需求清单',
    financing_demand: '融资需求清单',
    promoted: '公开推介项目',
  },
  /** 列入提议: what became of a county's proposal for a list of the city's. */
  listProposalState: { open: '待答复', accepted: '已列入', declined: '不同意', withdrawn: '已撤回' },
} as const satisfies Record<string, Record<string, string>>;
