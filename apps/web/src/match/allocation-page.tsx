import type { AllocationBoard, AllocationBoardQuery, AllocationView } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert, Button, Segmented } from 'antd';
import { useCallback, useState } from 'react';
import { NoRows, PAGE_SIZE, useListSearch } from '../app/list-page.js';
import { LoadState } from '../app/load-state.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { Panel } from '../app/panel.js';
import { PlainTable } from '../app/plain-table.js';
import { TermHint } from '../app/term-hint.js';
import { usePhone } from '../app/use-phone.js';
import { formatInstant } from '../format/date.js';
import { formatNumber, formatShare } from '../format/number.js';
import '../funds/funds.css';
import '../lead/lead.css';
import { useMe } from '../session/session.queries.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { AllocationAreas, AllocationGroups, EnterpriseName, Load } from './allocation-groups.js';
import { useAllocation, useAllocationBoard } from './allocation.queries.js';
import { gatheredBy, type AllocationSearch } from './allocation.search.js';
import { DemandTerm, PriceTerm } from './allocation-terms.js';
import './match.css';
import { formatScore } from './rounded-parts.js';
import { worthFigure, worthSumUnit, worthText, worthUnit } from './worth.js';

const route = getRouteApi('/shell/match-runs/$matchRunId/allocation');
const SOUGHT_AFTER_AT_FIRST = 5;
const FILTERS: readonly RegisterFilter[] = [{ kind: 'area', name: 'areaCode', title: '地区' }];
const WAYS: readonly { value: AllocationBoardQuery['by']; label: string; unit: string; hint: string; none: string }[] =
  [
    { value: 'project', label: '按项目', unit: '个项目', hint: '项目名称', none: '这次匹配没有项目' },
    { value: 'enterprise', label: '按企业', unit: '家企业', hint: '企业名称', none: '没有列入任何企业' },
    { value: 'area', label: '按县区', unit: '个地区', hint: '地区名称', none: '没有县区列入企业' },
  ];

/** 分配结果 of a run: who is proposed to whom, load against limit, and what the limits cost. */
export function AllocationPage() {
  const { matchRunId } = route.useParams();
  const allocation = useAllocation(matchRunId);
  return (
    <Page
      title="分配结果"
      parent={{ path: `/match-runs/${matchRunId}`, title: '匹配任务' }}
      meta={
        allocation.data !== undefined && (
          <>
            <span>
              分配于 <span className="number">{formatInstant(allocation.data.allocatedAt)}</span>
            </span>
            <Link to="/match-runs/limits">分配上限</Link>
          </>
        )
      }
    >
      <LoadState query={allocation} rows={10}>
        {(view) => (
          <>
            <Summary view={view} />
            <SoughtAfter view={view} />
            <Officers view={view} />
            <Board matchRunId={matchRunId} basis={view.valueBasis} />
          </>
        )}
      </LoadState>
    </Page>
  );
}

function Summary({ view }: { readonly view: AllocationView }) {
  const me = useMe();
  const unit = worthSumUnit(view.valueBasis);
  return (
    <dl className="sums panel allocation-sums">
      <Sum title="列入" unit="对">
        {formatNumber(view.pairCount)}
      </Sum>
      <Sum title="其中已在对接" unit="对">
        {formatNumber(view.pinnedCount)}
      </Sum>
      <Sum title="与上次相同" unit="对">
        {formatNumber(view.keptCount)}
      </Sum>
      <Sum title="涉及企业" unit="家">
        {formatNumber(view.enterpriseCount)}
      </Sum>
      <Sum title="总值" unit={unit}>
        {formatNumber(formatScore(view.value))}
      </Sum>
      <Sum title="因上限少得" unit={unit}>
        {formatNumber(formatScore(view.lostToLimits))}
      </Sum>
      <p className="faint small number">
        <TermHint hint="按这些名额怎样重新搭配，总值都到不了比这更高；这个最高数由线性规划的对偶问题算出，不靠逐一试。">
          可以证明
        </TermHint>
        {view.gap === 0
          ? '：这些名额之内没有更好的分配'
          : `：离这些名额之内最好的分配相差不超过 ${formatShare(view.gap, 3)}（总值最多 ${formatNumber(formatScore(view.bound))} ${unit}）`}
        ；从 {formatNumber(view.candidateCount)} 对候选中选出。一家企业最多列入 {view.largestLoad}{' '}
        个项目，不设上限时最多有 {view.largestDemand} 个项目想要同一家。
        {me.reach === 'area' && '以上为整次匹配的合计，下面只列您可见的项目。'}
      </p>
    </dl>
  );
}

function Sum(props: { readonly title: string; readonly unit: string; readonly children: string }) {
  return (
    <div>
      <dt>{props.title}</dt>
      <dd className="number">
        {props.children} <span className="small soft">{props.unit}</span>
      </dd>
    </div>
  );
}

/** Enterprises more projects want than they may carry. */
function SoughtAfter({ view }: { readonly view: AllocationView }) {
  const isPhone = usePhone();
  const [isOpen, setOpen] = useState(false);
  const { soughtAfter } = view;
  if (soughtAfter.length === 0) return null;
  const shown = isOpen ? soughtAfter : soughtAfter.slice(0, SOUGHT_AFTER_AT_FIRST);
  return (
    <Panel
      title="紧俏企业"
      extra={
        soughtAfter.length > SOUGHT_AFTER_AT_FIRST && (
          <Button type="link" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {isOpen ? '收起' : `前 ${soughtAfter.length} 家`}
          </Button>
        )
      }
    >
      <p className="soft small sought-note">想要它的项目多于上限。</p>
      {isPhone ? (
        <ul className="step-cards">
          {shown.map((item) => (
            <li key={item.enterprise.id ?? item.enterprise.name}>
              <span>
                <EnterpriseName enterprise={item.enterprise} />
              </span>
              <span className="soft small number">
                {item.demand} 个项目
                <DemandTerm /> · 已列/上限 <Load load={item.load} capacity={item.capacity} /> · <PriceTerm />{' '}
                {worthText(item.price, view.valueBasis)}
              </span>
            </li>
          ))}
        </ul>
      ) : (
        <PlainTable
          rows={shown}
          rowKey={({ enterprise }) => enterprise.id ?? enterprise.name}
          columns={[
            { title: '企业', render: ({ enterprise }) => <EnterpriseName enterprise={enterprise} /> },
            {
              title: (
                <>
                  <DemandTerm />
                  （个项目）
                </>
              ),
              numeric: true,
              render: ({ demand }) => demand,
            },
            {
              title: '已列/上限',
              numeric: true,
              render: ({ load, capacity }) => <Load load={load} capacity={capacity} />,
            },
            {
              title: (
                <>
                  <PriceTerm />（{worthUnit(view.valueBasis)}）
                </>
              ),
              numeric: true,
              render: ({ price }) => worthFigure(price, view.valueBasis),
            },
          ]}
        />
      )}
    </Panel>
  );
}

/** What the officers carry; only where the reader may see any. */
function Officers({ view }: { readonly view: AllocationView }) {
  const officers = view.loads.filter(({ kind }) => kind === 'officer');
  if (officers.length === 0) return null;
  return (
    <Panel title="招商人员">
      <ul className="officer-loads">
        {officers.map((item) => (
          <li key={item.key}>
            {item.name}{' '}
            <span className="number soft">
              <Load load={item.load} capacity={item.capacity} /> 对
            </span>
            {item.price > 0 && (
              <span className="number faint small"> 紧俏价 {worthText(item.price, view.valueBasis)}</span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Board({ matchRunId, basis }: { readonly matchRunId: string; readonly basis: string }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const by = gatheredBy(search);
  const way = WAYS.find(({ value }) => value === by) ?? WAYS[0];
  const board = useAllocationBoard(matchRunId, { ...search, by });
  const go = useCallback(
    (next: AllocationSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  const { change, clear, isFiltered, turn } = useListSearch({ search, onSearch: go, kept: ['by'] });
  return (
    <section aria-label="分配看板" className="allocation-board">
      <div className="suggestion-filter allocation-ways">
        <Segmented<AllocationBoardQuery['by']>
          aria-label="归集方式"
          value={by}
          options={WAYS.map(({ value, label }) => ({ value, label }))}
          onChange={(value) => change({ by: value === 'project' ? '' : value, q: '' })}
        />
        <span className="soft small number" aria-live="polite">
          {board.data === undefined ? '' : `共 ${formatNumber(board.data.total)} ${way?.unit ?? ''}`}
        </span>
      </div>
      <FilterBar
        key={by}
        filters={FILTERS}
        search={search}
        onChange={change}
        searchHint={way?.hint ?? ''}
        hasArchive={false}
      />
      {board.isError && board.data !== undefined && (
        <Alert type="warning" showIcon className="gap-below" title="没有取到最新内容，下面是上次取到的" />
      )}
      <LoadState query={board} rows={10}>
        {(page) =>
          page.items.length === 0 ? (
            <NoRows
              text={isFiltered ? '没有符合条件的分配' : (way?.none ?? '')}
              onClear={isFiltered ? clear : undefined}
            />
          ) : (
            <>
              <Gathered page={page} by={by} matchRunId={matchRunId} basis={basis} isStale={board.isPlaceholderData} />
              <Pager
                page={search.page}
                pageSize={search.pageSize ?? PAGE_SIZE}
                total={page.total}
                onTurn={(next, size) => {
                  turn(next, size);
                  document.getElementById('content')?.scrollTo({ top: 0 });
                }}
              />
            </>
          )
        }
      </LoadState>
    </section>
  );
}

function Gathered(props: {
  readonly page: AllocationBoard;
  readonly by: AllocationBoardQuery['by'];
  readonly matchRunId: string;
  readonly basis: string;
  readonly isStale: boolean;
}) {
  const { page, by, matchRunId, basis, isStale } = props;
  return by === 'area' ? (
    <AllocationAreas groups={page.items} matchRunId={matchRunId} basis={basis} isStale={isStale} />
  ) : (
    <AllocationGroups groups={page.items} by={by} basis={basis} isStale={isStale} />
  );
}
