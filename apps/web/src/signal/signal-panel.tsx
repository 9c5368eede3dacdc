import { PlusOutlined } from '@ant-design/icons';
import { type Code, type SignalView, termOf } from '@lianghuan/contracts';
import { App, Button, Empty, Pagination, Segmented } from 'antd';
import { useState } from 'react';
import { LoadState } from '../app/load-state.js';
import { Panel } from '../app/panel.js';
import { ReasonDialog } from '../app/reason-dialog.js';
import { formatInstant } from '../format/date.js';
import { StatusDot, type Tone } from '../register/status-tags.js';
import { useCan } from '../session/session.queries.js';
import { SignalDialog } from './signal-dialog.js';
import { useJudgeSignal, useSignals } from './signal.queries.js';
import './signal.css';

const PAGE_SIZE = 8;
const STATE_TONES: Readonly<Record<Code<'signalState'>, Tone>> = { unverified: 'warn', valid: 'ok', void: 'muted' };

/** 企业动态 of one enterprise: what was heard, from whom and when, and what is to be thought of it. */
export function SignalPanel({ enterpriseId }: { readonly enterpriseId: string }) {
  const can = useCan();
  const [isLive, setLive] = useState(true);
  const [page, setPage] = useState(1);
  const [isRecording, setRecording] = useState(false);
  const signals = useSignals({ enterpriseId, isLive: isLive || undefined, page, pageSize: PAGE_SIZE });
  return (
    <Panel
      title="企业动态"
      extra={
        <span className="signal-tools">
          <Segmented<boolean>
            size="small"
            aria-label="显示哪些动态"
            value={isLive}
            options={[
              { value: true, label: '近期' },
              { value: false, label: '全部' },
            ]}
            onChange={(next) => {
              setLive(next);
              setPage(1);
            }}
          />
          {can('enterprise.update') && (
            <Button size="small" icon={<PlusOutlined />} onClick={() => setRecording(true)}>
              登记
            </Button>
          )}
        </span>
      }
    >
      <LoadState query={signals}>
        {({ items, total }) =>
          total === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={isLive ? '没有仍在有效期内的动态' : '还没有登记过动态'}
            />
          ) : (
            <>
              <ul className="signal-list">
                {items.map((item) => (
                  <SignalItem key={item.id} item={item} />
                ))}
              </ul>
              <Pagination
                size="small"
                current={page}
                pageSize={PAGE_SIZE}
                total={total}
                hideOnSinglePage
                onChange={setPage}
              />
            </>
          )
        }
      </LoadState>
      {isRecording && <SignalDialog enterpriseId={enterpriseId} onClose={() => setRecording(false)} />}
    </Panel>
  );
}

function SignalItem({ item }: { readonly item: SignalView }) {
  const isRisk = item.direction === 'risk';
  return (
    <li className={item.isLive ? undefined : 'is-over'}>
      <p className="signal-head">
        <StatusDot tone={isRisk ? 'bad' : 'accent'}>
          {termOf('signalKind', item.kind)}
          <span className="faint">·{termOf('signalDirection', item.direction)}</span>
        </StatusDot>
        <span className="number faint">{item.occurredOn}</span>
        <StatusDot tone={STATE_TONES[item.state]}>{termOf('signalState', item.state)}</StatusDot>
      </p>
      <p className="signal-title">{item.title}</p>
      {item.body !== null && <p className="soft small signal-body">{item.body}</p>}
      <p className="faint small">
        来源{' '}
        {item.sourceUrl === null ? (
          item.sourceName
        ) : (
          <a href={item.sourceUrl} target="_blank" rel="noopener noreferrer">
            {item.sourceName}
          </a>
        )}
        ，{item.connectorName ?? item.capturedByName ?? '系统'} 于{' '}
        <span className="number">{formatInstant(item.capturedAt)}</span> 收录，有效至{' '}
        <span className="number">{item.validUntil}</span>
      </p>
      {item.stateReason !== null && (
        <p className="faint small">
          {item.stateByName ?? '系统'}
          {item.stateAt === null ? '' : ` ${formatInstant(item.stateAt)}`}：{item.stateReason}
        </p>
      )}
      {item.can.judge && (
        <p>
          {item.state !== 'valid' && (
            <JudgeButton item={item} state="valid" label={item.state === 'void' ? '恢复为有效' : '核实有效'} />
          )}
          {item.state !== 'void' && <JudgeButton item={item} state="void" label="作废" />}
        </p>
      )}
    </li>
  );
}

function JudgeButton({
  item,
  state,
  label,
}: {
  readonly item: SignalView;
  readonly state: Code<'signalState'>;
  readonly label: string;
}) {
  const { message } = App.useApp();
  const [isAsking, setAsking] = useState(false);
  const judge = useJudgeSignal(item.id);
  return (
    <>
      <Button type="link" size="small" className="signal-action" onClick={() => setAsking(true)}>
        {label}
      </Button>
      {isAsking && (
        <ReasonDialog
          title={`${label}：${item.title}`}
          text={
            state === 'void'
              ? '作废后不再计入筛选和提示，原文、来源和作废的原因都保留。'
              : '说明凭什么核实的，如已电话确认、已见公告原文。'
          }
          okText={label}
          isPending={judge.isPending}
          error={judge.error}
          onCancel={() => {
            judge.reset();
            setAsking(false);
          }}
          onOk={(reason) =>
            judge.mutate(
              { state, reason },
              {
                onSuccess: () => {
                  setAsking(false);
                  void message.success(`已${label}`);
                },
              },
            )
          }
        />
      )}
    </>
  );
}
