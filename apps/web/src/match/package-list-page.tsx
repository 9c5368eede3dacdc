import {
  termOf,
  type ExchangePackagePage,
  type ExchangePackageView,
  type PackageOfferView,
} from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Tag } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import { ListRows } from '../app/list-table.js';
import { ExportButton } from '../export/export-button.js';
import { formatNumber } from '../format/number.js';
import '../lead/lead.css';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { EnterpriseName } from './allocation-groups.js';
import { EstimatedMark } from './estimated-mark.js';
import './match.css';
import { PackageDrawer } from './package-drawer.js';
import { SupplyName } from './package-offers.js';
import { usePackages } from './package.queries.js';
import type { PackageSearch } from './package.search.js';
import { formatScore } from './rounded-parts.js';

const route = getRouteApi('/shell/exchange-packages');
const LARGEST_PAGE = 100;
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'area', name: 'areaCode', title: '地区' },
  { kind: 'dictionary', name: 'role', title: '打法', dictionary: 'packageRole' },
  {
    kind: 'single',
    name: 'promised',
    title: '状态',
    options: [
      { value: 'true', label: '已有可承诺的' },
      { value: 'false', label: '只可先谈的' },
    ],
  },
];

/** 换包: enterprise and project with the resource and the market put on the table for them. */
export function PackageListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { open, ...filters } = search;
  const pageSize = Math.min(search.pageSize ?? PAGE_SIZE, LARGEST_PAGE);
  const list = usePackages({ ...filters, pageSize });
  const seek = useCallback(
    (next: PackageSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  return (
    <>
      <ListPage
        title="换包"
        counter="个"
        views={{ list: 'package', order: '-gain' }}
        meta={
          <span>每个已分配的项目和企业一个：拿什么资源、什么市场、多少数量去换。同一项目的几家互为备选，择一。</span>
        }
        actions={
          can('match.read') &&
          can('export.create') && <ExportButton register="package" search={filters} total={list.data?.total} />
        }
        filters={FILTERS}
        search={filters}
        onSearch={seek}
        searchHint="项目、企业名称"
        extraFilters={<Narrowed search={search} />}
        extraFilterNames={['projectId', 'enterpriseId']}
        query={list}
        pageSize={pageSize}
        emptyText="还没有换包。匹配并分配之后，每一对都有一个。"
        notFoundText="没有符合条件的换包"
        summary={(page) => <Promises page={page} />}
      >
        {(page, isStale, change) => (
          <ListRows
            rows={page.items}
            columns={columnsOf(search, page.items)}
            card={(item) => <PackageCard item={item} search={search} isFirst={isFirst(item, page.items)} />}
            isStale={isStale}
            onSort={(sort) => change({ sort: sort === 'gain' ? sort : '' })}
          />
        )}
      </ListPage>
      {open !== undefined && (
        <PackageDrawer id={open} onClose={() => void navigate({ search: filters, replace: true })} />
      )}
    </>
  );
}

/** Says that a link narrowed the list to one project or enterprise; the filters' own button lifts it. */
function Narrowed({ search }: { readonly search: PackageSearch }) {
  if (search.projectId === undefined && search.enterpriseId === undefined) return null;
  return <span className="soft small">只看{search.projectId === undefined ? '一家企业' : '一个项目'}的</span>;
}

/** What the packages under the filters promise, resource by resource and market by market. */
function Promises({ page }: { readonly page: ExchangePackagePage }) {
  if (page.total === 0) return null;
  return (
    <section className="panel panel-body gap-below" aria-label="列入合计">
      <p>
        <span className="number">{formatNumber(page.projects)}</span> 个项目，
        {page.promises.length === 0 ? '还没有列入可承诺的数量。' : '已列入（同一项目的备选只计一次）：'}
      </p>
      {page.promises.length > 0 && (
        <ul className="package-promises">
          {page.promises.map(({ use, projects, isEstimated, ...offer }) => (
            <li key={`${offer.supplyId} ${use.unit}`}>
              <span className="soft">{offer.side === 'resource' ? '资源' : '市场'}</span> <SupplyName offer={offer} />{' '}
              <strong className="number nowrap">
                {formatNumber(use.quantity)} {use.unit}
              </strong>
              <span className="faint small nowrap">
                {' '}
                {projects} 个项目{isEstimated && '，含估算'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Whether a row begins the alternatives of its project. */
function isFirst(item: ExchangePackageView, items: readonly ExchangePackageView[]): boolean {
  return items[items.indexOf(item) - 1]?.project.id !== item.project.id;
}

function columnsOf(search: PackageSearch, items: readonly ExchangePackageView[]): ColumnsType<ExchangePackageView> {
  return [
    {
      title: '项目',
      width: 216,
      className: 'package-project',
      // One cell for all alternatives of the page.
      onCell: (item) => ({
        rowSpan: isFirst(item, items) ? items.filter(({ project }) => project.id === item.project.id).length : 0,
      }),
      render: (_value, item) => (
        <>
          <Link to="/projects/$projectId/suggestions" params={{ projectId: item.project.id }}>
            {item.project.name}
          </Link>
          <div className="faint small">
            {item.project.areaName}
            <Alternatives item={item} search={search} />
          </div>
        </>
      ),
    },
    {
      title: '企业',
      width: 200,
      render: (_value, { enterprise }) => <EnterpriseName enterprise={enterprise} />,
    },
    { title: '打法', width: 136, render: (_value, item) => <Role item={item} /> },
    { title: '资源', width: 168, render: (_value, { resource }) => <Promised offer={resource} /> },
    { title: '市场', width: 168, render: (_value, { market }) => <Promised offer={market} /> },
    {
      title: '还可谈（项）',
      align: 'right',
      className: 'number',
      width: 100,
      render: (_value, { enterprise, shown }) => (enterprise.id === null ? <Blank /> : shown.length),
    },
    {
      key: 'gain',
      title: '收益（分）',
      align: 'right',
      className: 'number',
      width: 100,
      sorter: true,
      sortDirections: ['descend', 'ascend'],
      sortOrder: search.sort === 'gain' ? 'ascend' : 'descend',
      render: (_value, { enterprise, gain }) => (enterprise.id === null ? <Blank /> : formatScore(gain)),
    },
    {
      title: '',
      width: 60,
      fixed: 'end',
      render: (_value, { id, enterprise }) => (
        <Link
          to="/exchange-packages"
          search={{ ...search, open: id }}
          aria-label={`${enterprise.name}的换包详情`}
          resetScroll={false}
        >
          详情
        </Link>
      ),
    },
  ];
}

interface PackageCardProps {
  readonly item: ExchangePackageView;
  readonly search: PackageSearch;
  /** Of the alternatives of its project: it says which project they are of. */
  readonly isFirst: boolean;
}

function PackageCard(props: PackageCardProps) {
  const { item, search } = props;
  return (
    <>
      {props.isFirst && (
        <p className="package-group">
          <strong>{item.project.name}</strong>
          <span className="faint small">
            {item.project.areaName}
            <Alternatives item={item} search={search} />
          </span>
        </p>
      )}
      <Link to="/exchange-packages" search={{ ...search, open: item.id }} className="card-link" resetScroll={false}>
        <span className="card-title">
          <strong>{item.enterprise.name}</strong>
        </span>
        {[item.resource, item.market].map(
          (offer) =>
            offer !== null && (
              <span key={offer.supplyId} className="card-line number">
                {offer.side === 'resource' ? '资源' : '市场'} <PromisedText offer={offer} />
              </span>
            ),
        )}
        <span className="card-foot">
          <Role item={item} />
          {item.enterprise.id !== null && (
            <>
              <span className="number">还可谈 {item.shown.length} 项</span>
              <span className="number">收益 {formatScore(item.gain)} 分</span>
            </>
          )}
        </span>
      </Link>
    </>
  );
}

/** What may be said of the packages of one project: whoever comes, what it takes is taken once. */
const alternativesText = (count: number) => `${count} 家择一`;

function Alternatives({ item, search }: { readonly item: ExchangePackageView; readonly search: PackageSearch }) {
  if (item.alternatives < 2) return null;
  const text = alternativesText(item.alternatives);
  return (
    <>
      {item.project.areaName !== null && ' · '}
      {search.projectId === item.project.id ? (
        text
      ) : (
        <Link
          to="/exchange-packages"
          search={{ projectId: item.project.id }}
          title="同一项目的换包互为备选，用量只计一次"
        >
          {text}
        </Link>
      )}
    </>
  );
}

function Role({ item: { enterprise, role } }: { readonly item: ExchangePackageView }) {
  if (enterprise.id === null) {
    return <span className="faint small">{enterprise.heldBy === null ? '其他单位' : enterprise.heldBy}跟进</span>;
  }
  return role === null ? (
    <span className="faint small">可先谈</span>
  ) : (
    <Tag color="success" variant="outlined">
      {termOf('packageRole', role)}
    </Tag>
  );
}

function Promised({ offer }: { readonly offer: PackageOfferView | null }) {
  return offer === null ? <Blank /> : <PromisedText offer={offer} />;
}

function PromisedText({ offer }: { readonly offer: PackageOfferView }) {
  return (
    <>
      {offer.name}
      {offer.use !== null && (
        <strong className="number nowrap">
          {' '}
          {formatNumber(offer.use.quantity)} {offer.use.unit}
        </strong>
      )}
      <EstimatedMark offer={offer} />
    </>
  );
}

function Blank() {
  return <span className="faint">—</span>;
}
