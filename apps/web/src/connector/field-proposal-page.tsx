import { errorText, type FieldProposalView, termOf } from '@lianghuan/contracts';
import { getRouteApi, Link } from '@tanstack/react-router';
import { App, Button, Checkbox, Empty } from 'antd';
import { useState } from 'react';
import type { ListSearch } from '../app/list-search.js';
import { LoadState } from '../app/load-state.js';
import { ChoosePage, usePageChoice } from '../app/page-choice.js';
import { Page } from '../app/page.js';
import { Pager } from '../app/pager.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { formatNumber } from '../format/number.js';
import { FilterBar } from '../register/filter-bar.js';
import type { RegisterFilter } from '../register/register-filter.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { useDecideFieldProposals, useFieldProposals } from './connector.queries.js';
import './connector.css';

const route = getRouteApi('/shell/field-proposals');
const PAGE_SIZE = 50;
const FILTERS: readonly RegisterFilter[] = [
  { kind: 'dictionary', name: 'state', title: '状态', dictionary: 'fieldProposalState' },
];
const TONES: Readonly<Record<FieldProposalView['state'], Tone>> = {
  open: 'warn',
  accepted: 'ok',
  refused: 'muted',
  withdrawn: 'muted',
  reverted: 'muted',
};
type Verdict = 'accepted' | 'refused';

/** 待定值: where vendors say something else than people wrote, both values side by side; taken or left, one by one or many at once. */
export function FieldProposalPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { sort: _sort, columns: _columns, ...filters } = search;
  const list = useFieldProposals({ state: 'open', ...filters, pageSize: PAGE_SIZE });
  const open = (list.data?.items ?? []).filter(({ state }) => state === 'open').map(({ id }) => id);
  const choice = usePageChoice(open);
  const { ids } = choice;
  const [verdict, setVerdict] = useState<Verdict>();
  const go = (next: ListSearch) => {
    choice.choose([]);
    void navigate({ search: next });
  };
  return (
    <Page
      title="待定值"
      heading={
        <>
          待定值
          <span className="page-count number" aria-live="polite">
            {list.data === undefined ? '' : `共 ${formatNumber(list.data.total)} 个`}
          </span>
        </>
      }
      meta={
        <span>外部数据与人工填写的内容不同。采用后以外部的为准，此后由同一来源更新；不采用的，同样的值不再提出。</span>
      }
    >
      <FilterBar
        filters={FILTERS}
        search={{ state: 'open', ...search }}
        onChange={({ ...values }) => go({ ...search, ...values, page: undefined })}
        hasArchive={false}
        searchHint="企业名称"
      />
      <LoadState query={list} rows={8} isWholePage>
        {({ items, total }) => (
          <>
            {open.length > 0 && (
              <div className="proposal-bar gap-below">
                <ChoosePage choice={choice} />
                <Button type="primary" disabled={ids.length === 0} onClick={() => setVerdict('accepted')}>
                  采用所选 {ids.length > 0 && formatNumber(ids.length)}
                </Button>
                <Button disabled={ids.length === 0} onClick={() => setVerdict('refused')}>
                  不采用所选
                </Button>
              </div>
            )}
            <div className="panel panel-body">
              {total === 0 ? (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有待定的值" />
              ) : (
                <div className="table-scroll">
                  <table className="plain-table stacked-table">
                    <thead>
                      <tr>
                        <th scope="col">企业与字段</th>
                        <th scope="col">现值</th>
                        <th scope="col">外部的值</th>
                        <th scope="col" className="proposal-state">
                          状态
                        </th>
                      </tr>
                    </thead>
                    <tbody>
                      {items.map((item) => (
                        <Row
                          key={item.id}
                          item={item}
                          isChosen={choice.has(item.id)}
                          onToggle={() => choice.toggle(item.id)}
                        />
                      ))}
                    </tbody>
                  </table>
                </div>
              )}
            </div>
            <Pager
              page={search.page ?? 1}
              pageSize={PAGE_SIZE}
              total={total}
              onTurn={(page) => go({ ...search, page })}
            />
          </>
        )}
      </LoadState>
      {verdict !== undefined && <Decide verdict={verdict} ids={ids} onClose={() => setVerdict(undefined)} />}
    </Page>
  );
}

function Row(props: { readonly item: FieldProposalView; readonly isChosen: boolean; readonly onToggle: () => void }) {
  const { item } = props;
  return (
    <tr>
      <td>
        {item.state === 'open' && (
          <Checkbox
            aria-label={`选择${item.enterprise.name}的${item.title}`}
            checked={props.isChosen}
            onChange={props.onToggle}
          />
        )}{' '}
        <Link to="/enterprises/$enterpriseId" params={{ enterpriseId: item.enterprise.id }}>
          {item.enterprise.name}
        </Link>
        <div className="soft">{item.title}</div>
      </td>
      <td className="proposal-values" data-title="现值">
        <span className="number">{item.currentText}</span>
        <div className="faint small">{item.currentSource === '' ? '人工填写' : item.currentSource}</div>
      </td>
      <td className="proposal-values" data-title="外部的值">
        <strong className="number">{item.proposedText}</strong>
        <div className="faint small">
          {item.sourceName}
          {item.sourceOn !== null && <span className="number"> {item.sourceOn}</span>}（{item.connectorName}）
        </div>
      </td>
      <td>
        <StatusDot tone={TONES[item.state]}>{termOf('fieldProposalState', item.state)}</StatusDot>
        <div className="faint small">
          <span className="number">{formatInstant(item.decidedAt ?? item.raisedAt)}</span>
          {item.decidedByName !== null && ` ${item.decidedByName}：${item.reason ?? ''}`}
        </div>
        {item.revertedAt !== null && (
          <div className="faint small">
            <span className="number">{formatInstant(item.revertedAt)}</span> 撤销
          </div>
        )}
      </td>
    </tr>
  );
}

function Decide({
  verdict,
  ids,
  onClose,
}: {
  readonly verdict: Verdict;
  readonly ids: readonly string[];
  readonly onClose: () => void;
}) {
  const { message } = App.useApp();
  const decide = useDecideFieldProposals();
  const title = verdict === 'accepted' ? '采用外部的值' : '不采用外部的值';
  return (
    <ReasonDialog
      title={`${title}：${formatNumber(ids.length)} 个`}
      text={
        verdict === 'accepted'
          ? '企业的这些字段改为外部的值，修改记录里留下原因，随时可以改回。'
          : '现值不变；同一来源再带来同样的值时不再提出。'
      }
      okText={verdict === 'accepted' ? '采用' : '不采用'}
      isPending={decide.isPending}
      error={decide.error}
      onCancel={onClose}
      onOk={(reason) =>
        decide.mutate(
          { ids: [...ids], verdict, reason },
          {
            onSuccess: ({ decided, failed }) => {
              onClose();
              const [first] = failed;
              if (first === undefined) void message.success(`已处理 ${decided} 个`);
              else void message.warning(`已处理 ${decided} 个，${failed.length} 个没有处理：${errorText(first.code, first.details)}`); // prettier-ignore
            },
          },
        )
      }
    />
  );
}
