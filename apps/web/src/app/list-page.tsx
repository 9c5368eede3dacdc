import type { ListCode } from '@lianghuan/contracts';
import { Button, Empty } from 'antd';
import { useCallback, type ReactNode } from 'react';
import { formatNumber } from '../format/number.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { ViewBar } from '../saved-view/view-bar.js';
import { AsOf } from './as-of.js';
import { withoutBlanks, type ListSearch } from './list-search.js';
import { LoadState } from './load-state.js';
import { Page } from './page.js';
import { Pager } from './pager.js';

/** Rows of a page unless the address says otherwise. */
export const PAGE_SIZE = 20;
const SIZES = [20, 50, 100];
/** What an address holds that filters nothing. */
const UNFILTERING: readonly string[] = ['page', 'pageSize', 'sort', 'columns'];

interface ListSearchProps<Search extends ListSearch> {
  readonly search: Search;
  /** Puts a changed search into the address bar; `isReplacing` while one types. */
  readonly onSearch: (search: Search, isReplacing: boolean) => void;
  /** Names of the address that choose how rows are shown rather than which: they survive “clear”. */
  readonly kept?: readonly string[];
}

/** The ways a list's address changes: another filter or order goes to the first page, clearing keeps view and order. */
export function useListSearch<Search extends ListSearch>(props: ListSearchProps<Search>) {
  const { search, onSearch, kept = [] } = props;
  const change = useCallback(
    (values: Readonly<Record<string, string>>) =>
      onSearch(withoutBlanks({ ...search, ...values, page: undefined }), 'q' in values),
    [search, onSearch],
  );
  const keeps = (name: string) => UNFILTERING.includes(name) || kept.includes(name);
  const names = Object.keys(withoutBlanks(search));
  return {
    change,
    isFiltered: names.some((name) => !keeps(name)),
    clear: () => change(Object.fromEntries(names.filter((name) => !keeps(name)).map((name) => [name, '']))),
    turn: (page: number | undefined, size: number) =>
      onSearch(withoutBlanks({ ...search, page, pageSize: size === PAGE_SIZE ? undefined : size }), false),
  };
}

/** Said in place of rows; where filters are the reason, with the way out of them. */
export function NoRows(props: { readonly text: string; readonly onClear?: (() => void) | undefined }) {
  return (
    <div className="panel panel-body">
      <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={props.text}>
        {props.onClear !== undefined && <Button onClick={props.onClear}>清除搜索和筛选</Button>}
      </Empty>
    </div>
  );
}

/** A heading with the number of rows behind it. */
export function CountedHeading(props: {
  readonly title: string;
  readonly total: number | undefined;
  /** Measure word: 条, 笔, 个, 件. */
  readonly counter: string;
  /** There are at least `total`; how many is being counted. */
  readonly isAtLeast?: boolean;
}) {
  const { title, total, counter, isAtLeast = false } = props;
  return (
    <>
      {title}
      <span className="page-count number" aria-live="polite">
        {total === undefined ? '' : `共 ${formatNumber(total)} ${counter}${isAtLeast ? '以上' : ''}`}
      </span>
    </>
  );
}

interface ListPageProps<Search extends ListSearch, Listed> extends ListSearchProps<Search> {
  /** Where its searches can be kept as views: the list, and its own order written out. */
  readonly views?: { readonly list: ListCode; readonly order: string };
  readonly title: string;
  readonly counter: string;
  readonly meta?: ReactNode;
  readonly parent?: { readonly path: string; readonly title: string };
  readonly actions?: ReactNode;
  /** Between heading and filters: other cuts of the same list. */
  readonly tabs?: ReactNode;
  readonly filters: readonly RegisterFilter[];
  /** What the list shows of a filter the address does not name. */
  readonly defaults?: Readonly<Record<string, string>>;
  /** What to search for; without it the list has no search. */
  readonly searchHint?: string;
  readonly extraFilters?: ReactNode;
  readonly extraFilterNames?: readonly string[];
  readonly query: {
    readonly data: Listed | undefined;
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly isPlaceholderData: boolean;
    readonly dataUpdatedAt: number;
    readonly refetch: () => unknown;
  };
  readonly pageSize?: number;
  readonly sizes?: readonly number[];
  /** Said where there is no row yet, and where no row answers the filters. */
  readonly emptyText: string;
  readonly notFoundText: string;
  /** Figures over all rows of the filter, above them. */
  readonly summary?: (listed: Listed) => ReactNode;
  readonly children: (listed: Listed, isStale: boolean, change: (values: Record<string, string>) => void) => ReactNode;
}

/** A list that is no register: words, filters, order and page in the address bar, rows as the caller draws them. */
export function ListPage<
  Search extends ListSearch,
  Listed extends { readonly items: readonly unknown[]; readonly total: number },
>(props: ListPageProps<Search, Listed>) {
  const { search, query, sizes = SIZES } = props;
  const { change, clear, isFiltered, turn } = useListSearch(props);
  return (
    <Page
      title={props.title}
      heading={<CountedHeading title={props.title} total={query.data?.total} counter={props.counter} />}
      meta={
        <>
          {props.meta}
          <AsOf query={query} />
        </>
      }
      parent={props.parent}
      actions={props.actions}
    >
      {props.views !== undefined && (
        <ViewBar
          {...props.views}
          search={search}
          onSearch={(next, isReplacing = false) => props.onSearch(next as Search, isReplacing)}
        />
      )}
      {props.tabs}
      <FilterBar
        filters={props.filters}
        search={search}
        defaults={props.defaults}
        onChange={change}
        searchHint={props.searchHint}
        hasArchive={false}
        extra={props.extraFilters}
        extraNames={props.extraFilterNames}
      />
      <LoadState query={query} rows={10} isWholePage>
        {(listed) => (
          <>
            {props.summary?.(listed)}
            {listed.items.length === 0 ? (
              <NoRows
                text={isFiltered ? props.notFoundText : props.emptyText}
                onClear={isFiltered ? clear : undefined}
              />
            ) : (
              props.children(listed, query.isPlaceholderData, change)
            )}
            {listed.total > 0 && (
              <Pager
                page={search.page}
                pageSize={props.pageSize ?? search.pageSize ?? PAGE_SIZE}
                total={listed.total}
                sizes={sizes}
                onTurn={turn}
              />
            )}
          </>
        )}
      </LoadState>
    </Page>
  );
}
