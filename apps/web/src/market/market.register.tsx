import { CreateMarket, MarketPage, MarketView, termOf, type ListedMarket } from '@lianghuan/contracts';
import { formatAmount } from '../format/money.js';
import { formatShare, UNFILLED, scaleOf } from '../format/number.js';
import { AmountCell, AreaCell, NumberCell, TermCell, TextCell, UnitCell, qualified } from '../register/cells.js';
import type { RegisterDefinition, RegisterListing } from '../register/register-definition.js';
import { registerFields } from '../register/register-field.js';

/** 市场库 on the screen. */
export const marketRegister: RegisterDefinition<MarketView> & RegisterListing<ListedMarket> = {
  name: 'market',
  title: '市场库',
  term: '市场',
  path: '/markets',
  view: MarketView,
  page: MarketPage,
  fields: registerFields(CreateMarket),
  filters: [
    { kind: 'area', name: 'areaCode', title: '地区' },
    { kind: 'dictionary', name: 'level', title: '层级', dictionary: 'supplyLevel' },
    { kind: 'dictionary', name: 'kind', title: '类型', dictionary: 'marketKind' },
    { kind: 'dictionary', name: 'nature', title: '性质', dictionary: 'supplyNature' },
    { kind: 'industry', name: 'industryCode', title: '行业' },
    { kind: 'dictionary', name: 'freshness', title: '时效', dictionary: 'freshness' },
  ],
  columns: [
    {
      key: 'kind',
      title: '类型',
      sort: 'kind',
      width: 120,
      render: (row) => <TermCell dictionary="marketKind" code={row.kind} />,
    },
    {
      key: 'nature',
      title: '性质',
      width: 88,
      render: (row) => <TermCell dictionary="supplyNature" code={row.nature} />,
    },
    { key: 'areaCode', title: '地区', sort: 'areaCode', width: 88, render: (row) => <AreaCell code={row.areaCode} /> },
    { key: 'buyers', title: '采购方', width: 120, render: (row) => <TextCell text={row.buyers} /> },
    {
      key: 'annualVolume',
      title: '年需求量',
      sort: 'annualVolume',
      numeric: true,
      width: 108,
      render: (row) => (
        <NumberCell value={row.annualVolume} qualifier={row.volumeQualifier} scale={scaleOf(row.annualVolume)} />
      ),
    },
    {
      key: 'volumeUnit',
      title: '单位',
      width: 72,
      render: (row) => <UnitCell unit={row.volumeUnit} scale={scaleOf(row.annualVolume)} />,
    },
    {
      key: 'annualValueCny',
      title: '年需求金额',
      unit: '亿元',
      sort: 'annualValueCny',
      numeric: true,
      width: 100,
      render: (row) => <AmountCell amountCny={row.annualValueCny} unit="亿元" />,
    },
    {
      key: 'periodYear',
      title: '年份',
      sort: 'periodYear',
      numeric: true,
      width: 68,
      render: (row) => <TextCell text={row.periodYear} />,
    },
    {
      key: 'substitutableShare',
      title: '可替代占比',
      numeric: true,
      width: 88,
      render: (row) => <TextCell text={formatShare(row.substitutableShare)} />,
    },
  ],
  cardLines: (row) => [
    [
      termOf('marketKind', row.kind),
      row.areaName,
      ...(row.level === 'township' ? [termOf('supplyLevel', row.level)] : []),
      ...(row.nature === 'statistic' ? [termOf('supplyNature', row.nature)] : []),
    ].join(' · '),
    `年需求 ${qualified(row.annualVolume, row.volumeUnit, row.volumeQualifier) || UNFILLED}${
      row.periodYear === null || row.periodYear === undefined ? '' : `（${row.periodYear}年）`
    }`,
    ...(row.annualValueCny ? [`年需求金额 ${formatAmount(row.annualValueCny)}`] : []),
  ],
  display: { annualVolume: (row) => qualified(row.annualVolume, row.volumeUnit, row.volumeQualifier) || null },
  shownElsewhere: ['volumeUnit', 'volumeQualifier', 'sourceUrl'],
};
