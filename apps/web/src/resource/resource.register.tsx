import { CreateResource, ResourcePage, ResourceView, termOf, type ListedResource } from '@lianghuan/contracts';
import { formatAmount } from '../format/money.js';
import { UNFILLED, scaleOf } from '../format/number.js';
import { AmountCell, AreaCell, NumberCell, TermCell, TextCell, UnitCell, qualified } from '../register/cells.js';
import type { RegisterDefinition, RegisterListing } from '../register/register-definition.js';
import { registerFields } from '../register/register-field.js';

/** 资源库 on the screen. */
export const resourceRegister: RegisterDefinition<ResourceView> & RegisterListing<ListedResource> = {
  name: 'resource',
  title: '资源库',
  term: '资源',
  path: '/resources',
  view: ResourceView,
  page: ResourcePage,
  fields: registerFields(CreateResource),
  filters: [
    { kind: 'area', name: 'areaCode', title: '地区' },
    { kind: 'dictionary', name: 'level', title: '层级', dictionary: 'supplyLevel' },
    { kind: 'dictionary', name: 'kind', title: '类型', dictionary: 'resourceKind' },
    { kind: 'dictionary', name: 'tier', title: '梯度', dictionary: 'resourceTier' },
    { kind: 'industry', name: 'industryCode', title: '行业' },
    { kind: 'dictionary', name: 'nature', title: '性质', dictionary: 'supplyNature' },
    { kind: 'dictionary', name: 'titleState', title: '权属', dictionary: 'titleState' },
    { kind: 'park', name: 'park', title: '园区' },
    { kind: 'single', name: 'parkUntied', title: '园区名称', options: [{ value: 'true', label: '待对应' }] },
    { kind: 'dictionary', name: 'freshness', title: '时效', dictionary: 'freshness' },
  ],
  nameWidth: 172,
  columns: [
    {
      key: 'kind',
      title: '类型',
      sort: 'kind',
      width: 108,
      render: (row) => <TextCell text={[termOf('resourceKind', row.kind), row.category].filter(Boolean).join(' · ')} />,
    },
    { key: 'areaCode', title: '地区', sort: 'areaCode', width: 88, render: (row) => <AreaCell code={row.areaCode} /> },
    {
      key: 'quantityTotal',
      title: '总量',
      sort: 'quantityTotal',
      numeric: true,
      width: 96,
      render: (row) => (
        <NumberCell value={row.quantityTotal} qualifier={row.quantityQualifier} scale={scaleOf(row.quantityTotal)} />
      ),
    },
    {
      key: 'quantityAvailable',
      title: '可用量',
      numeric: true,
      width: 80,
      render: (row) => <NumberCell value={row.quantityAvailable} scale={scaleOf(row.quantityTotal)} />,
    },
    {
      key: 'quantityUnit',
      title: '单位',
      width: 76,
      render: (row) => <UnitCell unit={row.quantityUnit} scale={scaleOf(row.quantityTotal)} />,
    },
    {
      key: 'reserveBasis',
      title: '口径',
      width: 68,
      render: (row) => <TermCell dictionary="reserveBasis" code={row.reserveBasis} />,
    },
    {
      key: 'statisticYear',
      title: '年份',
      sort: 'statisticYear',
      numeric: true,
      width: 68,
      render: (row) => <TextCell text={row.statisticYear} />,
    },
    {
      key: 'valuationCny',
      title: '估值',
      unit: '万元',
      sort: 'valuationCny',
      numeric: true,
      width: 90,
      render: (row) => <AmountCell amountCny={row.valuationCny} unit="万元" />,
    },
    {
      key: 'titleState',
      title: '权属',
      width: 72,
      render: (row) => <TermCell dictionary="titleState" code={row.titleState} />,
    },
  ],
  cardLines: (row) => [
    [
      termOf('resourceKind', row.kind),
      row.category,
      row.areaName,
      row.level === 'township' && termOf('supplyLevel', row.level),
      row.nature === 'statistic' && termOf('supplyNature', row.nature),
    ]
      .filter(Boolean)
      .join(' · '),
    `总量 ${qualified(row.quantityTotal, row.quantityUnit, row.quantityQualifier) || UNFILLED}${
      row.statisticYear === null || row.statisticYear === undefined ? '' : `（${row.statisticYear}年）`
    }`,
    ...(row.valuationCny ? [`估值 ${formatAmount(row.valuationCny)}`] : []),
  ],
  display: {
    quantityTotal: (row) => qualified(row.quantityTotal, row.quantityUnit, row.quantityQualifier) || null,
    quantityCommitted: (row) => qualified(row.quantityCommitted, row.quantityUnit, 'equal') || null,
  },
  shownElsewhere: ['quantityUnit', 'quantityQualifier', 'sourceUrl'],
};
