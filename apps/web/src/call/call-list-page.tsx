import { CALL_RULE_TEXTS, type CallView, codesOf, termOf } from '@lianghuan/contracts';
import { getRouteApi } from '@tanstack/react-router';
import { Segmented } from 'antd';
import type { ColumnsType } from 'antd/es/table';
import { useCallback } from 'react';
import { ListPage, PAGE_SIZE } from '../app/list-page.js';
import { ListRows } from '../app/list-table.js';
import { ExportButton } from '../export/export-button.js';
import '../lead/lead.css';
import type { RegisterFilter } from '../register/register-filter.js';
import { useCan } from '../session/session.queries.js';
import { CallActions } from './call-actions.js';
import { CallContact, CallOffers, CallReasons, CallWho } from './call-parts.js';
import { useCalls } from './call.queries.js';
import type { CallSearch } from './call.search.js';
import './call.css';

const route = getRouteApi('/shell/calls');
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'dictionary', name: 'reason', title: '理由', dictionary: 'callReason' },
  { kind: 'area', name: 'areaCode', title: '地区' },
];

/** 该联系谁: one list of leads and suggestions, the most pressing first, with why and with what. */
export function CallListPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const list = useCalls({ ...search, pageSize: search.pageSize ?? PAGE_SIZE });
  const seek = useCallback(
    (next: CallSearch, replace: boolean) => void navigate({ search: next, replace }),
    [navigate],
  );
  return (
    <ListPage
      title="该联系谁"
      counter="家"
      views={{ list: 'call', order: '-points' }}
      meta={<span>在办线索，和还无人跟进的匹配建议；最该先联系的在前，每条写明为什么、拿什么谈、找谁。</span>}
      actions={can('export.create') && <ExportButton register="call" search={search} total={list.data?.total} />}
      tabs={<Cuts search={search} onSearch={(next) => seek(next, false)} />}
      filters={FILTERS}
      search={search}
      onSearch={seek}
      searchHint="企业、项目"
      extraFilterNames={['kind', 'mine', 'snoozed']}
      query={list}
      emptyText="眼下没有要联系的：没有到期的约定、新的动态和待跟进的建议。"
      notFoundText="没有符合条件的"
      summary={() => <Rules />}
    >
      {(page, isStale) => (
        <ListRows rows={page.items} columns={COLUMNS} card={(call) => <CallCard call={call} />} width={1120} isStale={isStale} />
      )}
    </ListPage>
  ); // prettier-ignore
}

/** The cuts of the list asked for most, as one press each. */
function Cuts({ search, onSearch }: { readonly search: CallSearch; readonly onSearch: (search: CallSearch) => void }) {
  const cuts = {
    all: {},
    mine: { mine: 'true' },
    leads: { kind: 'lead' },
    suggestions: { kind: 'suggestion' },
    snoozed: { snoozed: 'true' },
  } as const satisfies Record<string, CallSearch>;
  const isCut = (cut: CallSearch) =>
    (['mine', 'kind', 'snoozed'] as const).every((name) => (search[name] ?? '') === (cut[name] ?? ''));
  const current = (Object.keys(cuts) as (keyof typeof cuts)[]).find((name) => isCut(cuts[name]));
  return (
    <div className="quick-views">
      <Segmented<string>
        aria-label="常用筛选"
        value={current ?? ''}
        options={[
          { value: 'all', label: '全部' },
          { value: 'mine', label: '我的线索' },
          { value: 'leads', label: '在办线索' },
          { value: 'suggestions', label: '匹配建议' },
          { value: 'snoozed', label: '已暂缓' },
        ]}
        onChange={(name) =>
          onSearch({
            ...search,
            page: undefined,
            mine: undefined,
            kind: undefined,
            snoozed: undefined,
            ...cuts[name as keyof typeof cuts],
          })
        }
      />
    </div>
  );
}

/** The rule of the order, reason by reason, as the server counts it. */
function Rules() {
  return (
    <details className="call-rules">
      <summary>排序规则：每条理由按下列规则计分，相加，分高的在前</summary>
      <dl>
        {codesOf('callReason').map((code) => (
          <div key={code}>
            <dt>{termOf('callReason', code)}</dt>
            <dd>{CALL_RULE_TEXTS[code]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

const COLUMNS: ColumnsType<CallView> = [
  {
    title: '积分',
    align: 'right',
    className: 'number',
    width: 64,
    render: (_value, { points }) => <strong>{points}</strong>,
  },
  { title: '企业 / 项目', width: 256, render: (_value, call) => <CallWho call={call} /> },
  { title: '为什么现在联系', width: 320, render: (_value, call) => <CallReasons call={call} /> },
  { title: '拿什么谈', width: 192, render: (_value, call) => <CallOffers call={call} /> },
  { title: '找谁', width: 160, render: (_value, call) => <CallContact call={call} /> },
  { title: '', width: 172, render: (_value, call) => <CallActions call={call} /> },
];

function CallCard({ call }: { readonly call: CallView }) {
  return (
    <div className="call-card">
      <div className="card-title">
        <CallWho call={call} />
        <span className="nowrap">
          <strong className="number">{call.points}</strong> <span className="faint small">分</span>
        </span>
      </div>
      <CallReasons call={call} />
      <CallOffers call={call} />
      <CallContact call={call} />
      <CallActions call={call} />
    </div>
  );
}
