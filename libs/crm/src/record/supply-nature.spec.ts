import { describe, expect, it } from '@jest/globals';
import { demonstrationMarkets, demonstrationResources } from '../demonstration/demonstration-records.js';
import { marketNature, resourceNature } from './supply-nature.js';

describe('what a row is taken for that does not say', () => {
  it.each(['优质无烟煤可开采储量', '煤炭产量', '夹岩工程年平均供水总量', '可用于林下种植天麻的林地', '岔白产业园标准化厂房', '水能可开发量'])(
    'the place can give %s',
    (name) => expect(resourceNature({ name })).toBe('offerable'),
  ); // prettier-ignore
  it.each(['国土面积', '耕地面积', '户籍人口', '平均海拔', '年日照小时数', '天麻种植面积', '水资源总量', '华能雪山风电场装机'])(
    '%s describes the place',
    (name) => expect(resourceNature({ name })).toBe('statistic'),
  ); // prettier-ignore

  it('of the demonstration markets only demands of somebody can be promised', () => {
    const offerable = demonstrationMarkets().filter(({ nature, ...row }) => (nature ?? marketNature(row)) === 'offerable'); // prettier-ignore
    expect(offerable.map(({ name }) => name)).toEqual(['皂角籽年加工需求', '猫场镇年加工皂角籽']);
  });

  it('a figure in a unit of climate, price or share is never something to give', () => {
    const offered = demonstrationResources().filter((row) => resourceNature(row) === 'offerable');
    for (const { quantityUnit } of offered) expect(['小时', '%', '元/千瓦时', '米', '种']).not.toContain(quantityUnit);
    expect(offered.length).toBeGreaterThan(20);
  });
});
