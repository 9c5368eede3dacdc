import { CreateEnterprise, EnterprisePage, EnterpriseView, termOf, type ListedEnterprise } from '@lianghuan/contracts';
import { daysBetween } from '../lead/due.js';
import { today } from '../format/date.js';
import { formatAmount } from '../format/money.js';
import { AmountCell, IndustryCell, NumberCell, TermCell, TextCell } from '../register/cells.js';
import type { RegisterDefinition, RegisterListing } from '../register/register-definition.js';
import { registerFields } from '../register/register-field.js';
import { StatusDot } from '../register/status-tags.js';
import { PROVINCES } from './provinces.js';

/** 目标企业库 on the screen. */
export const enterpriseRegister: RegisterDefinition<EnterpriseView> & RegisterListing<ListedEnterprise> = {
  name: 'enterprise',
  title: '目标企业库',
  term: '企业',
  path: '/enterprises',
  view: EnterpriseView,
  page: EnterprisePage,
  fields: registerFields(CreateEnterprise, {
    doNotContact: { title: '请勿联系', group: '招商', help: '企业明确表示不愿再被联系' },
  }),
  filters: [
    {
      kind: 'options',
      name: 'province',
      title: '省份',
      options: PROVINCES.map((name) => ({ value: name, label: name })),
    },
    {
      kind: 'options',
      name: 'plantIn',
      title: '生产基地',
      options: PROVINCES.map((name) => ({ value: name, label: name })),
    },
    { kind: 'industry', name: 'industryCode', title: '行业' },
    { kind: 'dictionary', name: 'grade', title: '等级', dictionary: 'enterpriseGrade' },
    { kind: 'dictionary', name: 'controllerType', title: '性质', dictionary: 'controllerType' },
    {
      kind: 'single',
      name: 'held',
      title: '跟进',
      options: [
        { value: 'mine', label: '本单位跟进' },
        { value: 'none', label: '无人跟进' },
        { value: 'any', label: '已有单位跟进' },
      ],
    },
    { kind: 'dictionary', name: 'signal', title: '近期动态', dictionary: 'signalKind' },
    { kind: 'dictionary', name: 'signalDirection', title: '动态性质', dictionary: 'signalDirection' },
    { kind: 'dictionary', name: 'integrity', title: '核查', dictionary: 'integrityState' },
    {
      kind: 'single',
      name: 'owner',
      title: '对接人',
      options: [
        { value: 'me', label: '本人对接' },
        { value: 'none', label: '未指定' },
        { value: 'any', label: '已指定' },
      ],
    },
    {
      kind: 'single',
      name: 'silentDays',
      title: '未联系',
      options: [14, 30, 60, 90].map((days) => ({ value: String(days), label: `超过 ${days} 天` })),
    },
    { kind: 'dictionary', name: 'status', title: '状态', dictionary: 'enterpriseStatus' },
    { kind: 'dictionary', name: 'freshness', title: '时效', dictionary: 'freshness' },
  ],
  nameWidth: 190,
  columns: [
    { key: 'place', title: '所在地', sort: 'province', width: 104, render: (row) => <TextCell text={placeOf(row)} /> },
    { key: 'industryCodes', title: '行业', width: 132, render: (row) => <IndustryCell codes={row.industryCodes} /> },
    {
      key: 'products',
      title: '主要产品',
      width: 140,
      render: (row) => <TextCell text={row.products.slice(0, 6).join('、')} />,
    },
    {
      key: 'revenueCny',
      title: '营业收入',
      unit: '亿元',
      sort: 'revenueCny',
      numeric: true,
      width: 92,
      render: (row) => <AmountCell amountCny={row.revenueCny} unit="亿元" />,
    },
    {
      key: 'totalAssetsCny',
      title: '总资产',
      unit: '亿元',
      sort: 'totalAssetsCny',
      numeric: true,
      width: 92,
      render: (row) => <AmountCell amountCny={row.totalAssetsCny} unit="亿元" />,
    },
    {
      key: 'employeeCount',
      title: '员工',
      unit: '人',
      sort: 'employeeCount',
      numeric: true,
      width: 72,
      render: (row) => <NumberCell value={row.employeeCount} />,
    },
    {
      key: 'grade',
      title: '等级',
      width: 64,
      render: (row) => <TermCell dictionary="enterpriseGrade" code={row.grade} />,
    },
    { key: 'holder', title: '跟进单位', width: 88, render: (row) => <Holder row={row} /> },
    { key: 'owner', title: '对接人', width: 72, render: (row) => <TextCell text={row.ownerName} /> },
    {
      key: 'lastContactOn',
      title: '最近联系',
      sort: 'lastContactOn',
      width: 104,
      render: (row) => <LastContact day={row.lastContactOn} />,
    },
  ],
  cardLines: (row) => [
    [placeOf(row), termOf('controllerType', row.controllerType)].filter(Boolean).join(' · '),
    row.products.slice(0, 4).join('、'),
    [
      row.revenueCny ? `收入 ${formatAmount(row.revenueCny)}` : '',
      row.totalAssetsCny ? `总资产 ${formatAmount(row.totalAssetsCny)}` : '',
    ]
      .filter(Boolean)
      .join(' · '),
    ...(row.holderName === null ? [] : [`由 ${[row.holderName, row.ownerName].filter(Boolean).join(' ')} 跟进`]),
    ...(row.lastContactOn === null ? [] : [`${daysBetween(row.lastContactOn, today())} 天前联系`]),
  ],
  display: {
    employeeCount: (row) => <NumberCell value={row.employeeCount} />,
    products: (row) =>
      row.productLines.length === 0 ? null : (
        <ul className="word-list">
          {row.productLines.map(({ name, share }) => (
            <li key={name}>
              {name}
              {share === null ? null : <span className="faint number"> {Math.round(Number(share) * 1000) / 10}%</span>}
            </li>
          ))}
        </ul>
      ),
    regionCode: (row) => (row.regionName === null ? null : `${row.regionName}（${row.regionCode}）`),
    website: (row) => (row.website ? <Website text={row.website} /> : null),
  },
  shownElsewhere: ['sourceUrl'],
};

function placeOf(row: ListedEnterprise): string {
  return [...new Set([row.province, row.city].filter(Boolean))].join(' ');
}

function Holder({ row }: { readonly row: ListedEnterprise }) {
  if (row.doNotContact) return <StatusDot tone="bad">请勿联系</StatusDot>;
  return row.holderName === null ? (
    <span className="faint">无</span>
  ) : (
    <span className="cell-text">{row.holderName}</span>
  );
}

function LastContact({ day }: { readonly day: string | null }) {
  if (day === null) return <TextCell text="" />;
  return (
    <span title={`${daysBetween(day, today())} 天前`} className="number">
      {day}
    </span>
  );
}

function Website({ text }: { readonly text: string }) {
  const address = /^https?:\/\//.test(text) ? text : `http://${text}`;
  return /^https?:\/\/[\w.-]+\.[a-z]{2,}(\/|$)/i.test(address) ? (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {text}
    </a>
  ) : (
    text
  );
}
