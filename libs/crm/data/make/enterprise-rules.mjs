/** Tushare industries whose listed companies are all taken: they touch a project of the notice or a lead industry of a park. */
export const WHOLE_INDUSTRIES = new Set(
  `煤炭开采 焦炭加工 石油加工 石油贸易 农药化肥 白酒 红黄酒 啤酒 软饮料 食品 乳制品 饲料 农业综合 种植业 渔业 林业
   中成药 水泥 玻璃 其他建材 陶瓷 矿物制品 造纸 广告包装 火力发电 水力发电 新型电力 供气供热 水务 仓储物流 旅游景点 旅游服务
   酒店餐饮 电信运营 铁路 路桥 公路 公共交通 机场 铅锌 纺织 服饰 商品城`.split(/\s+/),
);

/** Provinces whose listed companies are all taken. */
export const WHOLE_PROVINCES = new Set(['贵州', '四川', '重庆', '云南']);

/** A name or a product of at least a tenth of revenue with one of these words is also taken. */
export const PROJECT_WORDS = new RegExp(
  [
    '煤化|煤制|甲醇|乙二醇|合成氨|双氧水|过氧化氢|聚乙醇酸|可降解|二甲醚|烯烃',
    '磷|磷酸铁|正极材料|负极材料|锂电|电解液|储能|光伏|太阳能|多晶硅|逆变器|风电|风力|风机|水轮|水电站|锅炉|输变电|输配电|变压器|电力电缆|充电桩',
    '白酒|酱酒|茶|刺梨|魔芋|天麻|中药|药材|饮片|食用菌|马铃薯|淀粉|油茶|食用油|肉牛|牛肉|生猪|猪肉|屠宰|肉制品|禽蛋|鸡蛋|粮食|大米|面粉|调味|豆制品|果蔬|果汁|冷链|冷库|种子|苗木',
    '烟标|卷烟|烟草|烟用|纸箱|纸板|包装盒|瓦楞|酒瓶|玻璃瓶|水泥|混凝土|管材',
    '数据中心|IDC|大数据|云计算|5G|养老|康养|医疗信息化|医院信息|燃气|油库|加油站|温泉|景区|旅行社|旅游|机场|高速公路|公路工程|水利|污水|自来水|生态修复|土壤修复|停车|医院|体育场|殡葬|校服|职业教育',
  ].join('|'),
);

/** Report lines that are not products. */
const NOT_A_PRODUCT =
  /^其|^等|^以|让售|赞助|分布$|平衡项目|调整项目|调节|分部|抵[销消]|未分配|法规|合计|小计|总计|总部|合并|结转|会计|其[他它]|等相关|相关业务|不包括|以上|上述|以下|各种|企业|国家|规定|许可|批准|经营范围|经公司|登记|承办|依法|凭证|方式|进出口|自营|代理各类|自有|股份有限|有限公司|分公司|子公司|收入|成本|费用|利息|佣金|手续费|租金|房租|废料|废旧|材料销售|销售材料|原材料销售|劳务|加工费|水电费|技术服务费|商品目录/;

/** Too general to say what is made. */
const TOO_GENERAL = new Set(
  `销售 服务 业务 商品 产品 材料 原料 原材料 辅料 配件 备件 零件 零部件 零配件 租赁 出租 加工 受托加工 委托加工 贸易 商贸 商品贸易 国内贸易 商品销售
   销售商品 销售业务 销售货物 产品销售 设备销售 配件销售 贸易业务 贸易类 贸易销售 房屋租赁 房产租赁 物业租赁 房地产租赁 租赁业务 租赁服务 租赁费 房屋出租 物业出租 房地产出租
   工业 商业 服务业 服务业务 制造业 农业 工程 管理 运营 代理 经纪 系统 设备 集成 应用 配套 制品 终端 自产 内销 外销 出口 国内 国外 境内 境外 海外业务 提供劳务 技术服务 技术开发 技术转让 咨询服务
   咨询 服务费 设计费 维修 维修费 安装 设计 检测 培训 运输 仓储 物业 资金业务 增值业务 增值服务 解决方案 衍生品 废品 自制 外购 外购商品 商铺 个期 电 水 汽 件 类 主营 主营业务 非主营 新业务 零售 批发 包装物 建造合同 工程项目 平台 项目 公司 个人 经营 交易 信用 房屋 生产 客户 物资 整机 电子 医药 收购 处置 库存 试验 地产 加工业 修理 经营性租赁 来料加工 好料 研发 综合 公用事业 资产 股权 投资 对外投资 金融 零件销售`.split(
    /\s+/,
  ),
);

/** Slips of the source: it dropped 行业 out of 银行业务, and kept some traditional characters. */
const REPAIRS = [
  ['银务', '银行业务'],
  ['車', '车'],
  ['飲', '饮'],
  ['遊', '游'],
];

/** A clean product name, or '' when the text is not one. */
export function cleanProduct(text) {
  const repaired = REPAIRS.reduce((name, [wrong, right]) => name.replaceAll(wrong, right), text.normalize('NFKC'));
  const name = repaired
    .replace(/\s+/g, '')
    .replace(/^(内销|外销|国内|国外|境内|境外|出口|自产|自制|贸易)[-—:]/, '')
    .replace(/[-—:](内销|外销|国内|国外|境内|境外|出口|自产|自制|贸易)$/, '')
    .replace(/^[^\p{Letter}\p{Number}(]+/u, '')
    .replace(/[^\p{Letter}\p{Number})%]+$/u, '')
    .replace(/^含/, '')
    .replace(/(产品|商品)?销售(业务)?$|业务(板块)?$|板块$|系列$/, '');
  if (name.length < 2 || name.length > 20 || NOT_A_PRODUCT.test(name) || TOO_GENERAL.has(name) || TOO_GENERAL.has(text))
    return '';
  if (!isBalanced(name) || /[,，。;；:："'“”?？]/.test(name) || /^[\d.%]/.test(name)) return '';
  return /\p{Script=Han}|^[A-Za-z]{3,}/u.test(name) ? name : '';
}

function isBalanced(text) {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
