import type { Code } from '@lianghuan/contracts';

/**
 * 数据性质 by rule, for rows whose author did not say. A row can be given when it is a quantity the place disposes of: a reserve, a yearly
 * output, a plot, a building, a stretch of water for supply, people looking for work. It is a statistic when it describes the place
 * (territory, population, climate, prices, coverage, kinds), what others have built or planted, or a sum over years.
 */
const RESOURCE_STATISTIC =
  /国土面积|海拔|覆盖率|种类|品种|占全省|人口|人才|日照|电价|产值|耕地|农耕地|林业用地|活立木|宜烟地|种植|播种|生产基地|牧草|养殖$|景区|杜鹃林|装机|已建|在建|产能|库容|灌溉|径流|(资源|年)总量|主要矿藏/;
/** Said to be there for use, whatever else the name says. */
const RESOURCE_OFFERABLE = /可用于|可利用|可开发|可开采/;
/** A demand is somebody's: purchases, consumption of a material, a gap. Heads, incomes, institutions and shares are not. */
const MARKET_STATISTIC =
  /人均|人口|参保|人次|游客|机构|学校|幼儿园|小学|中学|床位|收养|建成区|累计|份额|产值|总值|收入|基地|总用水量|签约|总投资|供应$/;

/** What a resource without a given nature is taken for. */
export function resourceNature({ name }: { readonly name: string }): Code<'supplyNature'> {
  return !RESOURCE_OFFERABLE.test(name) && RESOURCE_STATISTIC.test(name) ? 'statistic' : 'offerable';
}

/** What a market without a given nature is taken for; 市场基础数据 is a statistic by what it is called. */
export function marketNature({ name, kind }: { readonly name: string; readonly kind: string }): Code<'supplyNature'> {
  return kind === 'base_fact' || MARKET_STATISTIC.test(name) ? 'statistic' : 'offerable';
}
