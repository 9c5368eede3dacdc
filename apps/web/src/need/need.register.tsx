import { CreateNeed, NeedPage, NeedView, termOf } from '@lianghuan/contracts';
import { formatNumber, formatShare } from '../format/number.js';
import { TermCell, TextCell } from '../register/cells.js';
import type { RegisterDefinition, RegisterListing } from '../register/register-definition.js';
import { registerFields } from '../register/register-field.js';

/** 供需矩阵 on the screen: which trade needs which kind of resource, and which kind of market it sells into. */
export const needRegister: RegisterDefinition<NeedView> & RegisterListing<NeedView> = {
  name: 'need',
  title: '供需矩阵',
  term: '供需条目',
  path: '/needs',
  view: NeedView,
  page: NeedPage,
  fields: registerFields(CreateNeed),
  filters: [
    { kind: 'dictionary', name: 'side', title: '对应', dictionary: 'needSide' },
    { kind: 'dictionary', name: 'relation', title: '关系', dictionary: 'needRelation' },
    { kind: 'industry', name: 'industryCode', title: '行业' },
    { kind: 'dictionary', name: 'freshness', title: '时效', dictionary: 'freshness' },
  ],
  nameWidth: 260,
  columns: [
    {
      key: 'side',
      title: '对应',
      sort: 'side',
      width: 72,
      render: (row) => <TermCell dictionary="needSide" code={row.side} />,
    },
    { key: 'category', title: '品类', sort: 'category', width: 110, render: (row) => <TextCell text={row.category} /> },
    {
      key: 'relation',
      title: '关系',
      sort: 'relation',
      width: 88,
      render: (row) => <TermCell dictionary="needRelation" code={row.relation} />,
    },
    {
      key: 'strength',
      title: '依赖程度',
      sort: 'strength',
      numeric: true,
      width: 88,
      render: (row) => <TextCell text={formatShare(row.strength)} />,
    },
    {
      key: 'usePerInvestment',
      title: '每亿元用量',
      numeric: true,
      width: 108,
      render: (row) => (
        <TextCell text={row.usePerInvestment ? `${formatNumber(row.usePerInvestment)} ${row.useUnit ?? ''}` : null} />
      ),
    },
    {
      key: 'isDefault',
      title: '由来',
      width: 96,
      render: (row) => <TextCell text={row.isDefault ? '产品默认' : '本市修订'} />,
    },
  ],
  cardLines: (row) => [
    [`对应${termOf('needSide', row.side)}`, termOf('needRelation', row.relation)].join(' · '),
    `依赖程度 ${formatShare(row.strength)} · ${row.isDefault ? '产品默认' : '本市修订'}`,
  ],
  shownElsewhere: ['sourceUrl'],
};
