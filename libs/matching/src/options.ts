import type { CriterionName } from './model.js';

/** An entry of an industry taxonomy; GB/T 4754 codes nest by prefix. */
export interface Industry {
  readonly code: string;
  readonly name: string;
  readonly description?: string;
}

/** Reference facts about a listed company, used where a record has no size of its own. */
export interface ListedCompanyFact {
  readonly listedCode: string;
  readonly totalAssetsWan: number;
}

/** What a matcher can be told. Everything has a default; city facts belong here and nowhere else. */
export interface MatchOptions {
  /** Weight per criterion; the ones left out keep {@link DEFAULT_WEIGHTS}. 0 switches a criterion off. */
  readonly weights?: Partial<Record<CriterionName, number>>;
  /** Length of a list when a query does not say, default 50. */
  readonly top?: number;
  /** Names of the industry codes, for evidence and for words of a class. The numeric prefixes work without. */
  readonly industries?: readonly Industry[];
  /** Groups of words that mean the same to this trade (PGA, 聚乙醇酸); replaces the default groups. */
  readonly aliases?: readonly (readonly string[])[];
  /** Phrases that say nothing about the trade (项目, 年产); replaces the default list. */
  readonly jargon?: readonly string[];
  /** Further place names to keep out of the words, such as townships and local landmarks. */
  readonly places?: readonly string[];
  /** Hard rules. */
  readonly constraints?: ConstraintOptions;
  /** Reference sizes by stock code; replaces the default table, an empty list switches it off. */
  readonly listedCompanies?: readonly ListedCompanyFact[];
  /** Pairs of 2-digit divisions that often invest in one another; replaces the default table. */
  readonly relatedIndustries?: readonly (readonly [string, string])[];
  /** Which resources and markets an industry needs; replaces the default matrix. */
  readonly needs?: readonly Need[];
  /** Year against which facts grow old; default: the newest year among the resources and markets. */
  readonly referenceYear?: number;
}

/** 暂缓推荐: an enterprise not to be proposed for a while, because of what it said or what became known. */
export interface Pause {
  readonly enterpriseId: string;
  /** Why, in words people read; shown as it is. */
  readonly because: string;
  /** First day it may be proposed again, `YYYY-MM-DD`. The library has no clock: leave out pauses that are over. */
  readonly until: string;
  /** Who said so and on which day; shown as they are. */
  readonly by?: string;
  readonly since?: string;
}

export interface ConstraintOptions {
  /** Enterprises paused for all projects. */
  readonly pauses?: readonly Pause[];
  /** Code prefixes no project may have (a negative list). */
  readonly prohibitedIndustryCodes?: readonly string[];
  /** Pairs already landed: the enterprise is not proposed again for the same project. */
  readonly landedPairs?: readonly {
    readonly projectId: string;
    readonly enterpriseId: string;
  }[];
  /** Highest ratio of a project's investment to the enterprise's total assets; off by default. */
  readonly maximumInvestmentToAssets?: number;
}

/** One entry of the need matrix: an industry uses a resource category, or sells into a market category. */
export interface Need {
  /** GB/T 4754 code prefix, 2 to 4 digits. An entry has a code or a word. */
  readonly industryCode?: string;
  /** Word of the project's text, such as 煤制; says more than a code. */
  readonly word?: string;
  readonly side: 'resource' | 'market';
  /** Category, or a word of the category or name, of the register. */
  readonly category: string;
  /** 0–1: how much of the industry's business hangs on it. */
  readonly strength: number;
  /** Where this entry comes from. */
  readonly source: string;
}

/** Default weights; how they were found is recorded in `docs/quality.md`. */
export const DEFAULT_WEIGHTS: Readonly<Record<CriterionName, number>> = Object.freeze({
  words: 0.65,
  focus: 0.9,
  product: 0.3,
  productTopic: 0.4,
  trade: 1.1,
  codes: 0.75,
  place: 0.7,
  size: 2,
  park: 0.1,
});

/** Length of a list when nobody says otherwise. */
export const DEFAULT_TOP = 50;

/** Phrases every project uses. Measures and verbs, no trade. */
export const DEFAULT_JARGON: readonly string[] = Object.freeze(
  (
    '项目 建设项目 建设 新建 扩建 改建 改扩建 续建 改造 提质改造 升级改造 扩能 扩能升级 迁建 产业发展 深加工 精深加工 技改 技术改造 异地 就地 一期 二期 三期 分期 分两期 首期 年产 日产 月产 年处理 年屠宰 年出栏 年存栏 ' +
    '产能 产量 年产值 总投资 固定资产投资 固定资产 投资约 占地 占地约 用地 用地约 建筑面积 总建筑面积 平方米 平方公里 万亩 万吨 万千瓦 万千瓦时 兆瓦 万立方米 立方米 ' +
    '亿元 万元 万套 万台 万只 万头 万羽 万辆 万方 亿千瓦时 产业园 产业园区 工业园 工业园区 科技园 基地 生产基地 产业化基地 示范基地 示范项目 园区 开发区 经开区 高新区 新区 ' +
    '工程 设施 配套设施 配套 配套建设 引进 入驻 打造 依托 推进 重点推进 加快 加快推进 实施 力争 确保 以及 及其 包括 其中 利用 采用 进行 一批 一体化 现代化 智能化 高端 全产业链 ' +
    '生产线 系列产品 产业化项目 产业集群 集群 智能工厂 智能制造基地 标准化厂房 综合利用 试验区 区域 计划 规划 规划用地 规划占地 规划范围 占地面积 年加工 年销售收入 年营业收入 年利润 年税收 年创税 利税 回收期 就业 独资 ' +
    '达产后 全部投产后 已完成投资 高性能 中高端 高品质 新型 大型 产业链 主要 建成 达产 投产 投资 合资 合作 与 及 和 等 为 的 约 亩 省内 首批 首个 国内 当地 公司 有限公司 股份有限公司 有限责任公司 集团 控股 股份'
  ).split(/\s+/),
);
