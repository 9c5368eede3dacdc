/** Legal forms (组织形式) as they end Chinese company names; taken off longest first, again and again. */
export const LEGAL_FORMS: readonly string[] = Object.freeze(
  (
    '有限责任公司 股份有限公司 有限公司 责任公司 股份公司 集团公司 控股公司 总公司 公司 集团 控股 股份 有限 股份合作公司 ' +
    '有限合伙企业 普通合伙企业 特殊普通合伙企业 合伙企业 有限合伙 普通合伙 特殊普通合伙 个人独资企业 个人独资 国有独资 ' +
    '农民专业合作社联合社 农民专业合作社 专业合作社 股份经济合作社 股份合作社 联合社 合作社 ' +
    'companylimited co.,ltd. co.,ltd co.ltd. co.ltd coltd. coltd ,ltd. ltd. ltd limited ,inc. inc. inc corporation corp. corp llc plc gmbh s.a. ag'
  )
    .split(' ')
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1)),
);

/**
 * Forms that say the same of a duplicate: 有限责任公司 is written 有限公司 as often as not, and short names drop
 * everything. `''` is "not said".
 */
export type FormKind = '' | 'limited' | 'shares' | 'partnership' | 'cooperative' | 'soleProprietor' | 'group' | 'other';

/** The kind behind a form as written. */
export function formKind(form: string): FormKind {
  if (form === '') return '';
  if (/合作社|联合社/.test(form)) return 'cooperative';
  if (/合伙/.test(form)) return 'partnership';
  if (/个人独资/.test(form)) return 'soleProprietor';
  if (/股份/.test(form)) return 'shares';
  if (/有限|ltd|limited|inc|corp|llc|plc|gmbh/.test(form)) return 'limited';
  if (/集团|控股/.test(form)) return 'group';
  return 'other';
}

/** Ends of the name of a branch, which is no legal person of its own. */
export const BRANCH_ENDS: readonly string[] = Object.freeze(
  '分公司 分厂 分行 支行 分理处 办事处 营业部 代表处 分店 分社 项目部 储蓄所 分院 分所'.split(' '),
);

/**
 * Words of trade and purpose (行业用语) that end the core of a name; what is before them is the trade name (字号).
 * Read off the ends of 7,123 real names by frequency; a fact of language, not of any company.
 */
export const TRADE_WORDS: readonly string[] = Object.freeze(
  (
    '科技 高科 高科技 高新技术 科技发展 技术 技术开发 技术服务 发展 投资 投资发展 投资管理 投资控股 资产管理 资本 管理 管理咨询 管理服务 企业管理 咨询 服务 实业 实业发展 企业 产业 产业发展 工业 商业 商务 商贸 贸易 经贸 国际贸易 进出口 供应链 供应链管理 物流 仓储 运输 国际 ' +
    '材料 新材料 新材 新型材料 高分子材料 能源 新能源 清洁能源 节能 环保 环保科技 环境 环境工程 环境服务 生态 生态环境 资源 再生资源 ' +
    '电子 电子科技 电子技术 电气 电器 电力 电力设备 电源 电机 电缆 微电子 光电 光电科技 半导体 集成电路 通信 通信技术 通讯 信息 信息技术 信息科技 信息产业 网络 网络科技 网络技术 软件 数据 大数据 数字 数码 智能 智能科技 智能装备 智能制造 自动化 控制 系统 ' +
    '化工 化学 化学工业 石化 石油 石油化工 煤业 煤炭 煤化工 焦化 燃气 天然气 热电 热力 发电 水电 风电 光伏 水务 水业 供水 矿业 钢铁 铝业 铜业 锌业 稀土 金属 有色金属 冶金 建材 水泥 玻璃 陶瓷 石材 ' +
    '装备 装备制造 设备 机械 机械设备 机械制造 重工 重型机械 精密机械 机电 仪器 仪表 制造 轴承 模具 工具 汽车 汽车零部件 汽车部件 零部件 部件 车辆 船舶 航空 航天 动力 ' +
    '生物 生物科技 生物技术 生物医药 生物制品 医药 医药科技 药业 制药 中药 药房 大药房 连锁 医疗 医疗科技 医疗器械 医疗设备 健康 健康科技 健康产业 养老 ' +
    '食品 食品科技 饮料 酒业 乳业 粮油 粮食 农业 农业科技 农业发展 农业开发 农产品 农牧 牧业 畜牧 养殖 种业 林业 茶业 水产 饲料 化肥 肥业 ' +
    '纺织 服饰 服装 家纺 纤维 化纤 皮革 鞋业 纸业 包装 印刷 家居 家具 日化 用品 制品 塑料 塑业 橡胶 轮胎 ' +
    '建设 建设工程 建筑 建筑工程 工程 工程建设 工程技术 设计 装饰 市政 路桥 交通 公路 高速公路 港口 铁路 房地产 房地产开发 地产 置业 置地 物业 物业管理 物业服务 商业管理 酒店 酒店管理 旅游 旅游发展 旅游开发 旅业 开发 开发建设 运营 运营管理 城市建设 城市服务 ' +
    '文化 文化传媒 文化发展 传媒 出版传媒 影视 广告 教育 教育科技 教育咨询 体育 娱乐 银行 商业银行 农村商业银行 村镇银行 证券 期货 保险 财产保险 人寿保险 信托 基金 基金管理 股权投资 股权投资基金 融资租赁 租赁 小额贷款 担保 百货 超市 商城 市场 市场管理 检测 认证 研究院 设计院 中心'
  )
    .split(' ')
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1)),
);
