import { PlusOutlined, UploadOutlined } from '@ant-design/icons';
import { BULK_EDIT_REGISTERS } from '@lianghuan/contracts';
import { Link, useNavigate } from '@tanstack/react-router';
import { Alert, Button, Empty, Select, Skeleton, Table } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useState, type ReactNode } from 'react';
import { CountedHeading, PAGE_SIZE, useListSearch } from '../app/list-page.js';
import type { ListSearch } from '../app/list-search.js';
import { LoadFailure } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { usePhone } from '../app/use-phone.js';
import { SelectionBar } from '../bulk-edit/selection-bar.js';
import { ExportButton, exportQuery } from '../export/export-button.js';
import { dayOf } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { useCan } from '../session/session.queries.js';
import { viewText } from '../saved-view/view-search.js';
import { ViewBar } from '../saved-view/view-bar.js';
import { FilterBar } from './filter-bar.js';
import { type ListedRow, rowPath, type RegisterColumn, type RegisterListing } from './register-definition.js';
import type { RegisterName } from './register-paths.js';
import { useRegisterPage, useRegisterTotal } from './register.queries.js';
import { ConfidenceTag, FreshnessTag, StatusDot } from './status-tags.js';
import { useAllExtraRegisterFields } from '../extra-field/extra-register-fields.js';

const SELECTION_WIDTH = 40;
const NAME_WIDTH = 200;
const TRUST_WIDTH = 128;
const UPDATED_WIDTH = 92;
const COLUMN_WIDTH = 100;

interface RegisterListProps<Row extends ListedRow> {
  readonly definition: RegisterListing<Row>;
  readonly search: ListSearch;
  /** Puts a changed search into the address bar. */
  readonly onSearch: (search: ListSearch, isReplacing?: boolean) => void;
  readonly extraActions?: ReactNode;
  /** Filters of a kind of their own, with the names they use in the address. */
  readonly extraFilters?: ReactNode;
  readonly extraFilterNames?: readonly string[];
  readonly searchHint: string;
  /** Figures over all the list shows, above it. */
  readonly summary?: ReactNode;
}

/** List of a register: search, filters, sort and page in the address bar; a table, or cards on a phone. */
export function RegisterList<Row extends ListedRow>(props: RegisterListProps<Row>) {
  const { definition, search, onSearch } = props;
  const can = useCan();
  const isPhone = usePhone();
  const list = useRegisterPage(definition, search);
  const { change, clear, isFiltered, turn } = useListSearch({ search, onSearch });
  const { total, least } = useRegisterTotal(definition, search, list.data);
  const similar = list.data?.isSimilar === true && !list.isPlaceholderData ? list.data.total : undefined;
  const shown = shownColumns(definition, search);
  // Ticks hold while one turns the pages; another filter shows other rows.
  const [ticked, setTicked] = useState<{ readonly of: string; readonly ids: readonly string[] }>();
  const listed = viewText({ ...search, columns: undefined, sort: undefined });
  const selected = ticked?.of === listed ? ticked.ids : [];
  const register = BULK_EDIT_REGISTERS.find((name) => name === definition.name);
  const editable = register !== undefined && can(`${register}.update`) ? register : undefined;
  const empty = (
    <Empty
      image={Empty.PRESENTED_IMAGE_SIMPLE}
      description={isFiltered ? '没有符合条件的记录' : `${definition.title}里还没有记录`}
    >
      {isFiltered ? <Button onClick={clear}>清除搜索和筛选</Button> : null}
    </Empty>
  );

  return (
    <Page
      title={definition.title}
      heading={<CountedHeading title={definition.title} total={least} isAtLeast={total === undefined} counter="条" />}
      actions={
        <>
          {props.extraActions}
          {can('import.create') && can(`${definition.name}.create`) && <ImportLink register={definition.name} />}
          {can('export.create') && <ExportButton register={definition.name} search={search} total={total} />}
          {can(`${definition.name}.create`) && <NewLink path={`${definition.path}/new`} term={definition.term} />}
        </>
      }
    >
      <ViewBar
        list={definition.name}
        search={search}
        columns={definition.columns}
        shown={shown.map(({ key }) => key)}
        onSearch={onSearch}
      />
      <FilterBar
        filters={definition.filters}
        search={search}
        onChange={change}
        searchHint={props.searchHint}
        extra={props.extraFilters}
        extraNames={props.extraFilterNames}
      />
      {props.summary}
      {editable !== undefined &&
        total !== undefined &&
        (selected.length > 0 || (isPhone && isFiltered && total > 0)) && (
          <SelectionBar
            register={editable}
            fields={definition.fields}
            selected={selected}
            total={total}
            query={exportQuery({ ...search, columns: undefined })}
            onClear={() => setTicked(undefined)}
          />
        )}
      {similar !== undefined && (
        <Alert
          type="info"
          showIcon
          className="gap-below"
          title={`没有含“${search.q}”的记录，以下 ${formatNumber(similar)} 条名称相近。`}
        />
      )}
      {list.isError ? (
        <div className="panel">
          <LoadFailure error={list.error} isRetrying={list.isFetching} onRetry={() => void list.refetch()} />
        </div>
      ) : isPhone ? (
        <Cards
          {...props}
          rows={list.data?.items}
          isStale={list.isPlaceholderData}
          empty={empty}
          onSort={(sort) => change({ sort })}
        />
      ) : (
        <Table<Row>
          className="panel register-table"
          size="small"
          rowKey="id"
          rowSelection={
            editable === undefined
              ? undefined
              : {
                  selectedRowKeys: [...selected],
                  preserveSelectedRowKeys: true,
                  columnWidth: SELECTION_WIDTH,
                  fixed: true,
                  getCheckboxProps: (row) => ({ 'aria-label': `选择${row.name}` }),
                  onChange: (keys) => setTicked({ of: listed, ids: keys.map(String) }),
                }
          }
          sticky={{ getContainer: () => document.getElementById('content') ?? window }}
          loading={{ spinning: list.isPending || list.isPlaceholderData, delay: 200 }}
          dataSource={list.data === undefined ? [] : [...list.data.items]}
          columns={columnsOf(definition, shown, search.sort)}
          tableLayout="fixed"
          scroll={{
            x:
              widthOf({ nameWidth: definition.nameWidth, columns: shown }) +
              (editable === undefined ? 0 : SELECTION_WIDTH),
          }}
          pagination={false}
          locale={{ emptyText: list.isPending ? <Skeleton active title={false} paragraph={{ rows: 8 }} /> : empty }}
          showSorterTooltip={false}
          rowClassName={(row) => (row.archivedAt === null ? '' : 'is-archived')}
          onChange={(_pagination, _filters, sorter, extra) => {
            if (extra.action !== 'sort' || Array.isArray(sorter)) return;
            const column = definition.columns.find(({ key }) => key === sorter.columnKey);
            const sort =
              column?.sort ??
              (sorter.columnKey === 'name' ? 'name' : sorter.columnKey === 'updatedAt' ? 'updatedAt' : '');
            change({
              sort:
                sorter.order === undefined || sorter.order === null
                  ? ''
                  : sorter.order === 'descend'
                    ? `-${sort}`
                    : sort,
            });
          }}
        />
      )}
      {least !== undefined && (similar ?? least) > 0 && !list.isError && (
        <Pager
          page={search.page}
          pageSize={search.pageSize ?? PAGE_SIZE}
          total={similar ?? total ?? least}
          sizes={[20, 50, 100, 200]}
          onTurn={turn}
          totalText={(count, [from, to]) =>
            `第 ${from}–${to} 条，${similar === undefined ? '共' : '名称相近的'} ${formatNumber(count)} 条${total === undefined ? '以上' : ''}`
          }
        />
      )}
    </Page>
  );
}

function ImportLink({ register }: { readonly register: RegisterName }) {
  const isPhone = usePhone();
  const navigate = useNavigate();
  return (
    <Button
      aria-label="导入"
      icon={<UploadOutlined />}
      onClick={() => void navigate({ to: '/transfers/imports/new', search: { register } })}
    >
      {isPhone ? null : '导入'}
    </Button>
  );
}

function NewLink({ path, term }: { readonly path: string; readonly term: string }) {
  const navigate = useNavigate();
  return (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate({ to: path })}>
      新建{term}
    </Button>
  );
}

/** The columns the address names; all where it names none the list has. */
function shownColumns<Row extends ListedRow>(
  { columns }: RegisterListing<Row>,
  search: ListSearch,
): readonly RegisterColumn<Row>[] {
  const wanted = new Set(search.columns?.split(','));
  const shown = columns.filter(({ key }) => wanted.has(key));
  return shown.length === 0 ? columns : shown;
}

function columnsOf<Row extends ListedRow>(
  definition: RegisterListing<Row>,
  shown: readonly RegisterColumn<Row>[],
  sort: string | undefined,
): ColumnsType<Row> {
  const orderOf = (name: string | undefined) =>
    name === undefined || sort === undefined ? null : sort === name ? 'ascend' : sort === `-${name}` ? 'descend' : null;
  const toColumn = (column: RegisterColumn<Row>): ColumnsType<Row>[number] => ({
    key: column.key,
    title: <ColumnTitle column={column} />,
    width: column.width ?? COLUMN_WIDTH,
    align: column.numeric === true ? 'right' : 'left',
    className: column.numeric === true ? 'number' : undefined,
    sorter: column.sort !== undefined,
    sortOrder: orderOf(column.sort),
    sortDirections: column.numeric === true ? ['descend', 'ascend'] : ['ascend', 'descend'],
    render: (_value: unknown, row: Row) => column.render(row),
  });
  return [
    {
      ...toColumn({
        key: 'name',
        title: '名称',
        sort: 'name',
        width: definition.nameWidth ?? NAME_WIDTH,
        render: (row) => (
          <div className="cell-name">
            <Link to={rowPath(definition, row.id)}>{row.name}</Link>
            {row.archivedAt !== null && <StatusDot tone="muted">已归档</StatusDot>}
          </div>
        ),
      }),
      fixed: 'start',
    },
    ...shown.map(toColumn),
    toColumn({
      key: 'freshness',
      title: '时效与可信度',
      width: TRUST_WIDTH,
      render: (row) => (
        <span className="cell-trust">
          <FreshnessTag freshness={row.freshness} />
          <ConfidenceTag confidence={row.confidence} isShort />
        </span>
      ),
    }),
    toColumn({
      key: 'updatedAt',
      title: '更新',
      sort: 'updatedAt',
      width: UPDATED_WIDTH,
      render: (row) => <span className="number soft nowrap">{dayOf(row.updatedAt)}</span>,
    }),
  ];
}

/** What the columns need; a wider screen shares the rest among them, a narrower one scrolls. */
function widthOf({
  nameWidth = NAME_WIDTH,
  columns,
}: Pick<RegisterListing<ListedRow>, 'nameWidth'> & {
  readonly columns: readonly { readonly width?: number }[];
}): number {
  return columns.reduce((sum, { width = COLUMN_WIDTH }) => sum + width, nameWidth + TRUST_WIDTH + UPDATED_WIDTH);
}

/** The unit goes to a second line before the title is cut. */
function ColumnTitle({ column }: { readonly column: { readonly title: string; readonly unit?: string } }) {
  if (column.unit === undefined) return column.title;
  return (
    <>
      {column.title}
      <wbr />
      <span className="nowrap">（{column.unit}）</span>
    </>
  );
}

interface CardsProps<Row extends ListedRow> extends RegisterListProps<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly isStale: boolean;
  readonly empty: ReactNode;
  readonly onSort: (sort: string) => void;
}

function Cards<Row extends ListedRow>({ definition, search, rows, isStale, empty, onSort }: CardsProps<Row>) {
  const extras = useAllExtraRegisterFields(definition.name);
  if (rows === undefined) return <Skeleton active title={false} paragraph={{ rows: 10 }} />;
  // Chosen among the filters; here it is only told.
  const extra = extras.find(({ name }) => name === search.sort?.replace(/^-/, ''));
  const sorts = [
    ...(extra === undefined ? [] : [{ value: search.sort ?? '', label: `按${extra.title}` }]),
    { value: '', label: '最近更新在前' },
    { value: 'name', label: '按名称' },
    ...definition.columns.flatMap(({ sort, title, numeric }) =>
      sort === undefined
        ? []
        : [{ value: numeric === true ? `-${sort}` : sort, label: `按${title}${numeric === true ? '，大的在前' : ''}` }],
    ),
  ];
  return (
    <>
      <Select
        className="card-sort"
        variant="borderless"
        size="small"
        aria-label="排序"
        value={search.sort ?? ''}
        options={sorts}
        onChange={onSort}
      />
      {rows.length === 0 ? (
        empty
      ) : (
        <ul className={isStale ? 'cards is-stale' : 'cards'}>
          {rows.map((row) => (
            <li key={row.id} className={row.archivedAt === null ? 'card' : 'card is-archived'}>
              <Link to={rowPath(definition, row.id)} className="card-link">
                <strong>{row.name}</strong>
                {definition.cardLines(row).map((line, index) => (
                  // The lines of a card keep their order.
                  <span key={index} className="card-line">
                    {line}
                  </span>
                ))}
                <span className="card-foot">
                  {row.archivedAt !== null && <StatusDot tone="muted">已归档</StatusDot>}
                  <FreshnessTag freshness={row.freshness} />
                  <span>
                    可信度 <ConfidenceTag confidence={row.confidence} />
                  </span>
                  <span className="number">{dayOf(row.updatedAt)}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
