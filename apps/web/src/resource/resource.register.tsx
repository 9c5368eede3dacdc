import { CreateResource, ResourcePage, ResourceView, termOf } from '@lianghuan/contracts';
import { formatAmount } from '../format/money.js';
import { UNFILLED } from '../format/number.js';
import { AmountCell, NumberCell, TermCell, TextCell, qualified } from '../register/cells.js';
import type { RegisterDefinition } from '../register/register-definition.js';
import { registerFields } from '../register/register-field.js';

/** 资源库 on the screen. */
export const resourceRegister: RegisterDefinition<ResourceView> = {
  name: 'resource',
  title: '资源库',
  term: '资源',
  path: '/resources',
  view: ResourceView,
  page: ResourcePage,
  fields: registerFields(CreateResource),
  filters: [
    { kind: 'area', name: 'areaCode', title: '地区' },
    { kind: 'dictionary', name: 'kind', title: '类型', dictionary: 'resourceKind' },
    { kind: 'dictionary', name: 'tier', title: '梯度', dictionary: 'resourceTier' },
    { kind: 'industry', name: 'industryCode', title: '行业' },
    { kind: 'dictionary', name: 'titleState', title: '权属', dictionary: 'titleState' },
    { kind: 'dictionary', name: 'freshness', title: '时效', dictionary: 'freshness' },
  ],
  columns: [
    {
      key: 'kind',
      title: '类型',
      sort: 'kind',
      width: 104,
      render: (row) => <TermCell dictionary="resourceKind" code={row.kind} />,
    },
    { key: 'category', title: '品类', width: 96, render: (row) => <TextCell text={row.category} /> },
    { key: 'areaCode', title: '地区', sort: 'areaCode', width: 104, render: (row) => <TextCell text={row.areaName} /> },
    {
      key: 'quantityTotal',
      title: '总量',
      sort: 'quantityTotal',
      numeric: true,
      width: 128,
      render: (row) => <NumberCell value={row.quantityTotal} qualifier={row.quantityQualifier} />,
    },
    {
      key: 'quantityAvailable',
      title: '可用量',
      numeric: true,
      width: 112,
      render: (row) => <NumberCell value={row.quantityAvailable} />,
    },
    { key: 'quantityUnit', title: '单位', width: 88, render: (row) => <TextCell text={row.quantityUnit} /> },
    {
      key: 'reserveBasis',
      title: '口径',
      width: 96,
      render: (row) => <TermCell dictionary="reserveBasis" code={row.reserveBasis} />,
    },
    {
      key: 'statisticYear',
      title: '年份',
      sort: 'statisticYear',
      numeric: true,
      width: 72,
      render: (row) => <TextCell text={row.statisticYear} />,
    },
    {
      key: 'valuationCny',
      title: '估值（万元）',
      sort: 'valuationCny',
      numeric: true,
      width: 112,
      render: (row) => <AmountCell amountCny={row.valuationCny} unit="万元" />,
    },
    {
      key: 'titleState',
      title: '权属',
      width: 88,
      render: (row) => <TermCell dictionary="titleState" code={row.titleState} />,
    },
  ],
  cardLines: (row) => [
    [termOf('resourceKind', row.kind), row.category, row.areaName].filter(Boolean).join(' · '),
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
