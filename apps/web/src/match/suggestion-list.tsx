import { codesOf, termOf, type SuggestionPage } from '@lianghuan/contracts';
import { Link } from '@tanstack/react-router';
import { Checkbox, Empty, Segmented } from 'antd';
import type { ReactNode } from 'react';
import { withoutBlanks } from '../app/list-search.js';
import { LoadFailure } from '../app/load-state.js';
import { Pager } from '../app/pager.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { Skeleton } from 'antd';
import { isUnderWay } from './match.queries.js';
import { SuggestionCard } from './suggestion-card.js';

export const SUGGESTIONS_PER_PAGE = 10;

interface SuggestionFilter {
  readonly decision?: string;
  readonly hasSignal?: string;
  readonly isClearFit?: string;
}

interface SuggestionListProps {
  readonly side: 'project' | 'enterprise';
  readonly query: {
    readonly data: SuggestionPage | undefined;
    readonly error: unknown;
    readonly isFetching: boolean;
    readonly isPlaceholderData: boolean;
    readonly refetch: () => unknown;
  };
  readonly search: SuggestionFilter & { readonly page?: number; readonly pageSize?: number };
  readonly onSearch: (search: SuggestionFilter & { readonly page?: number }) => void;
  /** What to do while there is nothing yet. */
  readonly emptyAction?: ReactNode;
}

/** Ranked suggestions with their decisions, ten at a time. */
export function SuggestionList({ side, query, search, onSearch, emptyAction }: SuggestionListProps) {
  const isPhone = usePhone();
  const page = search.page ?? 1;
  const { decision, hasSignal, isClearFit } = search;
  const filter: SuggestionFilter = {
    ...(decision === undefined ? {} : { decision }),
    ...(hasSignal === undefined ? {} : { hasSignal }),
    ...(isClearFit === undefined ? {} : { isClearFit }),
  };
  const isFiltered = Object.keys(filter).length > 0;
  const options = [
    { value: '', label: '全部' },
    ...codesOf('decision').map((code) => ({ value: code as string, label: termOf('decision', code) })),
  ];
  return (
    <>
      <div className="suggestion-filter">
        <Segmented<string>
          aria-label="按处理情况"
          value={decision ?? ''}
          options={options}
          onChange={(next) => onSearch(withoutBlanks({ ...filter, decision: next }))}
        />
        <Checkbox
          checked={hasSignal === 'true'}
          onChange={({ target }) => onSearch(withoutBlanks({ ...filter, hasSignal: target.checked ? 'true' : '' }))}
        >
          有近期机会信号
        </Checkbox>
        <Checkbox
          checked={isClearFit === 'true'}
          onChange={({ target }) => onSearch(withoutBlanks({ ...filter, isClearFit: target.checked ? 'true' : '' }))}
        >
          只看对口的
        </Checkbox>
      </div>
      {query.data === undefined ? (
        <div className="panel panel-body">
          {query.error !== null && query.error !== undefined ? (
            <LoadFailure error={query.error} isRetrying={query.isFetching} onRetry={() => void query.refetch()} />
          ) : (
            <Skeleton active paragraph={{ rows: 12 }} />
          )}
        </div>
      ) : query.data.items.length === 0 ? (
        <div className="panel panel-body">
          <Empty
            image={Empty.PRESENTED_IMAGE_SIMPLE}
            description={
              isFiltered
                ? `没有${isClearFit === 'true' ? '对口' : ''}${hasSignal === 'true' ? '有近期机会信号' : ''}${decision === undefined ? '' : `「${termOf('decision', decision)}」`}的建议`
                : query.data.matchRun === null
                  ? '没有可看的匹配建议'
                  : '这次匹配没有给出建议'
            }
          >
            {!isFiltered && emptyAction}
          </Empty>
        </div>
      ) : (
        <div className={query.isPlaceholderData ? 'suggestions is-stale' : 'suggestions'}>
          {query.data.items.map((suggestion, index) => (
            <SuggestionCard
              key={suggestion.id}
              suggestion={suggestion}
              side={side}
              position={side === 'project' ? suggestion.place : (page - 1) * SUGGESTIONS_PER_PAGE + index + 1}
              best={Math.max(...(query.data?.items ?? []).map(({ score }) => score ?? 0), 0)}
              isOpenAtFirst={!isPhone && index === 0 && page === 1 && suggestion.decision === 'open'}
            />
          ))}
        </div>
      )}
      {query.data !== undefined && query.data.total > 0 && (
        <Pager
          page={page}
          pageSize={SUGGESTIONS_PER_PAGE}
          total={query.data.total}
          totalText={(total) => `共 ${formatNumber(total)} 条建议`}
          onTurn={(next) => {
            onSearch({ ...filter, ...(next === 1 ? {} : { page: next }) });
            document.getElementById('content')?.scrollTo({ top: 0 });
          }}
        />
      )}
    </>
  );
}

/** When and how the list was made. */
export function RunLine({ page }: { readonly page: SuggestionPage | undefined }) {
  const run = page?.matchRun ?? null;
  if (run === null) return null;
  return (
    <>
      <span>
        匹配于{' '}
        <Link to="/match-runs/$matchRunId" params={{ matchRunId: run.id }} className="number">
          {formatInstant(run.finishedAt ?? run.requestedAt)}
        </Link>
        {isUnderWay(run) && `（${termOf('jobStatus', run.status)}）`}
      </span>
      <span className="number">
        算法 {run.algorithmVersion}
        {run.weightVersion !== null && `，权重版本 ${run.weightVersion}`}
      </span>
      <span className="number">
        比对 {formatNumber(run.counts.enterprises)} 家企业、{formatNumber(run.counts.resources)} 项资源、
        {formatNumber(run.counts.markets)} 项市场
      </span>
    </>
  );
}
